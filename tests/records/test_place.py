from __future__ import annotations

from pathlib import Path

import pytest

from execora.errors import ConfigError
from execora.records.place import Place, place_of

HOME = Path("/home/shop/recordings")


def test_without_a_url_they_are_in_a_folder_at_home():
    assert place_of("", HOME) == Place(HOME)


@pytest.mark.parametrize("url", ["file:///srv/my%20recordings", "file://localhost/srv/my%20recordings"])
def test_a_folder_may_be_anywhere(url: str):
    assert place_of(url, HOME) == Place(Path("/srv/my recordings"))


@pytest.mark.parametrize("url", ["s3://bucket", "s3://bucket/a/b", "gs://bucket", "az://account/container"])
def test_what_goes_to_a_store_begins_at_home(url: str):
    assert place_of(url, HOME) == Place(HOME, url)


@pytest.mark.parametrize("url", ["/srv/recordings", "recordings", "file://", "file://other/srv", "s3:bucket", "s3://"])
def test_what_is_no_place_is_refused(url: str):
    with pytest.raises(ConfigError, match="RECORDINGS_URL"):
        place_of(url, HOME)
