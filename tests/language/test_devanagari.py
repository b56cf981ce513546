"""What a voice is given to read."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.devanagari import for_voice, known_names
from execora.language.reading import Language

NAMES = known_names(
    [
        ("Rahul Sharma", "राहुल शर्मा"),
        ("Ghanshyam Das", "घनश्याम दास"),
        ("Ram aur Shyam Traders", "राम और श्याम ट्रेडर्स"),
        ("Mustard Oil", "सरसों का तेल"),
        ("Zubair", None),
    ]
)


@pytest.mark.parametrize(
    ("said", "given"),
    [
        (
            "Rahul Sharma ke khate mein paanch sau rupaye jama ho gaye.",
            "राहुल शर्मा के खाते में पाँच सौ रुपए जमा हो गए.",
        ),
        ("Do litre mustard oil, dedh sau rupaye.", "दो लीटर सरसों का तेल, डेढ़ सौ रुपए."),
        ("Ram aur Shyam Traders ka bill", "राम और श्याम ट्रेडर्स का बिल"),
        ("Sharma Kirana Store, bus stand", "शर्मा किराना स्टोर, बस स्टैंड"),
        ("Zubair, ATM wala", "जुबैर, एटीएम वाला"),
        ("Kaun sa Rahul? Rahul Verma ya Rahul Sharma?", "कौन सा राहुल? राहुल वेर्मा या राहुल शर्मा?"),
        ("Naam ke saath boliye.", "नाम के साथ बोलिए."),
        ("Saath rupaye baaki.", "साठ रुपए बाक़ी."),
        ("Suresh dot K nau ek at the rate gmail dot com", "सुरेश डॉट के नौ एक एट द रेट जीमेल डॉट कॉम"),
        ("Zero aath, A B C D E, F ek Z paanch", "ज़ीरो आठ, ए बी सी डी ई, एफ़ एक ज़ेड पाँच"),
        ("SBI Bank, RAM Store", "एस बी आई बैंक, राम स्टोर"),
        ("Aapne bees November ko kaha tha.", "आपने बीस नवंबर को कहा था."),
        ("राहुल शर्मा, gate ke paas", "राहुल शर्मा, गेट के पास"),
        ("José", "जोसे"),
        ("ਗੁਰਪ੍ਰੀਤ ko", "ਗੁਰਪ੍ਰੀਤ को"),
    ],
)
def test_hinglish_is_written_in_devanagari(said: str, given: str):
    assert for_voice(said, "hi-en", NAMES) == (given, "hi")


def test_a_word_that_is_a_name_too_is_the_name_where_it_stands_as_one():
    assert for_voice("Das rupaye Ghanshyam Das se mile", "hi-en")[0] == "दस रुपए घनश्याम दास से मिले"
    assert for_voice("Mohan Das ke das rupaye", "hi-en", NAMES)[0] == "मोहन दास के दस रुपए"
    assert for_voice("Theek hai. Das rupaye.", "hi-en", NAMES)[0] == "ठीक है. दस रुपए."


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Das ke khate mein", "दास के खाते में"),
        ("Das Store ka bill", "दास स्टोर का बिल"),
        ("Das rupaye", "दस रुपए"),
        ("Bina ne do sau diye", "बीना ने दो सौ दिए"),
        ("Bina naam ke", "बिना नाम के"),
        ("Roz yaad dilana", "रोज़ याद दिलाना"),
        ("Sat Narayan ka balance", "सत नारायण का बैलेंस"),
        ("JAI Store, OM Traders", "जय स्टोर, ओम ट्रेडर्स"),
    ],
)
def test_a_sentence_may_begin_with_a_name(said: str, given: str):
    assert for_voice(said, "hi-en", {**NAMES, "bina": "बीना", "das": "दास"}) == (given, "hi")


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Parle-G paanch g", "पारले-जी पाँच ग्राम"),
        ("G. K. Sharma", "जी. के. शर्मा"),
        ("KG Traders", "के जी ट्रेडर्स"),
        ("do kg, ek ml", "दो किलो, एक मिलीलीटर"),
        ("Mr. Gupta, Mrs. Gupta, Smt. Devi", "मिस्टर. गुप्ता, मिसेज़. गुप्ता, श्रीमती. देवी"),
        ("Rs paanch sau", "रुपए पाँच सौ"),
    ],
)
def test_letters_are_letters_and_units_are_units(said: str, given: str):
    assert for_voice(said, "hi-en", NAMES) == (given, "hi")


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("uske saath do kilo", "उसके साथ दो किलो"),
        ("Rahul aur Suresh saath mein", "राहुल और सुरेश साथ में"),
        ("sau saath rupaye", "सौ साठ रुपए"),
        ("ek hazaar saath", "एक हज़ार साठ"),
        ("saath hazaar rupaye", "साठ हज़ार रुपए"),
        ("saath customer", "साठ कस्टमर"),
        ("saath kilo aata", "साठ किलो आटा"),
    ],
)
def test_saath_is_sixty_only_beside_what_is_counted(said: str, given: str):
    assert for_voice(said, "hi-en", NAMES) == (given, "hi")


def test_what_the_shop_calls_itself_comes_first():
    assert for_voice("Zubair ko", "hi-en", known_names([("Zubair", "ज़ुबेर")]))[0] == "ज़ुबेर को"
    assert for_voice("Amul ko", "hi-en", {"amul": "अमोल"})[0] == "अमोल को"


def test_figures_that_have_slipped_through_are_said():
    assert for_voice("₹500 aur 5kg", "hi-en")[0] == "पाँच सौ रुपए और पाँच किलो"
    assert for_voice("दूध 500 ml", "hi")[0] == "दूध पाँच सौ मिलीलीटर"
    assert for_voice("Rs 5", "en") == ("Rs five", "en")


def test_english_stays_as_it_is():
    text = "Recorded a payment of five hundred rupees for Rahul Sharma."
    assert for_voice(text, "en", NAMES) == (text, "en")


def test_hindi_stays_as_it_is():
    text = "राहुल शर्मा के खाते में पाँच सौ रुपये जमा हो गए।"
    assert for_voice(text, "hi", NAMES) == (text, "hi")


def test_of_names_only_those_with_two_forms_are_known_and_word_by_word_where_both_have_as_many():
    assert known_names([("Toor Dal", "अरहर दाल"), ("Mustard Oil", "सरसों का तेल"), ("Salt", "")]) == {
        "toor dal": "अरहर दाल",
        "toor": "अरहर",
        "dal": "दाल",
        "mustard oil": "सरसों का तेल",
    }


@given(st.text(max_size=60), st.sampled_from([language for language in get_args(Language) if language != "en"]))
def test_a_hindi_voice_is_given_no_digit_and_no_roman_letter(text: str, language: Language):
    said, _ = for_voice(text, language)
    assert not any(sign.isdigit() or (sign.isascii() and sign.isalpha()) for sign in said), said


@given(st.text(alphabet="abkrsthnuiey AR.,'’₹5é", max_size=80))
def test_whatever_is_said_no_space_is_lost(text: str):
    said, _ = for_voice(text, "hi-en")
    assert "  " not in said
    assert said == said.strip()
