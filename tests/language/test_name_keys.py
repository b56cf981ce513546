import pytest

from execora.language.name_keys import name_key, name_keys, oblique, without_honorifics, without_placing


@pytest.mark.parametrize("form", ["wala", "wale", "wali", "vala", "वाला", "वाले"])
def test_the_forms_of_wala_are_one(form: str):
    assert name_key(form) == name_key("wala")


def test_a_glued_ji_is_cut_off():
    assert name_keys("Guptaji") == name_keys("Gupta ji") == name_keys("गुप्ताजी")


def test_a_short_name_that_ends_in_ji_stays():
    assert name_keys("Aji") == ("aji",)


def test_honorifics_can_be_left_out():
    assert without_honorifics(name_keys("Sharma ji bhai")) == name_keys("Sharma")


def test_what_stands_around_a_landmark_can_be_left_out():
    assert without_placing(name_keys("ATM ke paas")) == without_placing(name_keys("ATM wala")) == name_keys("ATM")


@pytest.mark.parametrize(
    ("landmark", "said"), [("Dhaba", "dhabe"), ("Imambara", "imambare"), ("Bada talab", "bade talab")]
)
def test_a_place_is_known_in_the_form_it_has_before_wala(landmark: str, said: str):
    assert oblique(name_keys(landmark)) == name_keys(said)


def test_a_short_word_keeps_its_form():
    assert oblique(("ra", "dia")) == ("ra", "dia")
