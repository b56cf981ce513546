from __future__ import annotations

import pytest

from execora.session.bucket import Bucket


def test_a_full_bucket_gives_its_depth_at_once_and_no_more():
    bucket = Bucket(10.0)
    assert [bucket.take(2.5, 100.0) for _ in range(5)] == [0, 0, 0, 0, 2.5]


def test_who_waits_as_told_goes_on_at_the_pace_at_which_it_fills():
    bucket, now, taken = Bucket(10.0), 0.0, 0
    while now < 100:
        now += bucket.take(0.25, now)
        taken += 1
    assert taken == pytest.approx((100 + 10) * 4, abs=1)


def test_a_debt_is_paid_before_anything_is_given():
    bucket = Bucket(1.0)
    assert bucket.take(41.0, 0.0) == 40.0
    assert bucket.take(1.0, 30.0) == 11.0


def test_a_rest_fills_it_and_no_more():
    bucket = Bucket(10.0)
    bucket.take(10.0, 0.0)
    assert bucket.take(10.0, 1e9) == 0
    assert bucket.take(1.0, 1e9) == 1.0
