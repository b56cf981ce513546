import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.addresses import EMAIL, GSTIN
from execora.language.normalise import words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("email ravi.k98@gmail.com hai", "email ravi.k98@gmail.com hai"),
        ("RAVI@GMAIL.COM.", "ravi@gmail.com ;"),
        ("ravi at gmail dot com", "ravi@gmail.com"),
        ("ravi dot k at the rate yahoo dot co dot in", "ravi.k@yahoo.co.in"),
        ("रवि एट जीमेल डॉट कॉम है", "रवि@gmail.com है"),
        ("GSTIN 08ABCDE1234F1Z5", "gstin 08abcde1234f1z5"),
        ("GST 08 abcde 1234 f 1 z 5 hai", "gst 08abcde1234f1z5 hai"),
        ("जीएसटी ०८ABCDE१२३४F१Z५", "जीएसटी 08abcde1234f1z5"),
    ],
)
def test_an_address_is_one_word_however_it_was_spoken(text: str, said: str):
    found = words(text)
    assert found is not None
    assert " ".join(found.plain) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("maggi @12.50", "maggi @ 12.50"),
        ("Rahul is at home. In the shop", "rahul is at home ; in the shop"),
        ("at 5 baje", "at 5 baje"),
        ("08 packet 1234", "08 packet 1234"),
        ("08ABCDE1234F1X5", "08 abcde 1234 f 1 x 5"),
    ],
)
def test_what_only_looks_like_an_address_stays_as_it_was(text: str, said: str):
    found = words(text)
    assert found is not None
    assert " ".join(found.plain) == said


@given(st.from_regex(r"\A[a-z0-9]{1,20}(\.[a-z]{1,9})?@[a-z]{1,20}\.(com|in|co\.in)\Z"))
def test_any_plain_address_stays_whole(address: str):
    assert EMAIL.fullmatch(address)
    assert words(f"Rahul ka email {address} hai").plain == ["rahul", "ka", "email", address, "hai"]


@given(st.from_regex(GSTIN.pattern, fullmatch=True))
def test_any_gstin_stays_whole(gstin: str):
    assert words(f"GSTIN {gstin} hai").shown == ["GSTIN", gstin, "hai"]
