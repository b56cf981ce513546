"""Clips that need not be made again."""

from __future__ import annotations

from collections import OrderedDict

from hypothesis import given
from hypothesis import strategies as st

from execora.providers.cache import CLIP_BYTES, ClipCache, Key
from execora.providers.port import Piece


def clip(size: int) -> tuple[Piece, ...]:
    return (Piece(bytes(size), 16_000, "espeak"),) if size else ()


def key(text: str) -> Key:
    return Key("espeak", text, "hi")


def test_a_clip_is_found_by_voice_text_and_language():
    cache = ClipCache(10_000)
    cache.put(key("haan"), clip(10))
    assert cache.get(key("haan")) == clip(10)
    assert cache.get(Key("azure", "haan", "hi")) is None
    assert cache.get(Key("espeak", "haan", "en")) is None
    assert cache.get(key("nahi")) is None


def test_what_was_not_used_for_the_longest_makes_room():
    cache = ClipCache(3 * (CLIP_BYTES + 10))
    for text in "abc":
        cache.put(key(text), clip(10))
    cache.get(key("a"))
    cache.put(key("d"), clip(10))
    assert [text for text in "abcd" if cache.get(key(text))] == ["a", "c", "d"]


def test_a_clip_that_is_too_large_is_not_held():
    cache = ClipCache(1000)
    cache.put(key("a"), clip(1001))
    assert (cache.get(key("a")), cache.bytes) == (None, 0)


def test_with_no_bytes_nothing_is_held():
    cache = ClipCache(0)
    cache.put(key("a"), clip(2))
    assert cache.get(key("a")) is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | st.integers(0, 900)), max_size=60))
def test_it_holds_what_a_list_by_last_use_would(steps: list[tuple[str, int | None]]):
    cache, expected = ClipCache(3000), OrderedDict[str, int]()
    for text, size in steps:
        if size is None:
            if text in expected:
                expected.move_to_end(text)
            assert cache.get(key(text)) == (clip(expected[text]) if text in expected else None)
        else:
            cache.put(key(text), clip(size))
            expected.pop(text, None)
            expected[text] = size
            while sum(expected.values()) + CLIP_BYTES * len(expected) > 3000:
                expected.popitem(last=False)
    assert cache.bytes == sum(expected.values()) + CLIP_BYTES * len(expected)
