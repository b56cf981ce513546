from execora.language.near import Neighbours


def neighbours(*words: str) -> Neighbours:
    index = Neighbours()
    for word in words:
        index.add(word)
    return index


def test_words_one_letter_away_are_near():
    index = neighbours("ramesh", "rakesh", "suresh")
    assert set(index.of("rames")) == {"ramesh"}
    assert set(index.of("ramesh")) == {"ramesh", "rakesh"}


def test_what_was_removed_is_not_near_any_more():
    index = neighbours("ramesh", "rakesh")
    index.remove("rakesh")
    assert set(index.of("rakesh")) == {"ramesh"}


def test_two_letter_words_are_near_nothing():
    assert not set(neighbours("om").of("oh"))


def test_a_word_of_three_hundred_letters_is_near_nothing():
    assert not set(neighbours("ramesh").of("r" * 300))
