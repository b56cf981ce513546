"""Values as they are said, for the ear."""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execora.language.measures import MEASURES
from execora.language.normalise import plain
from execora.language.numbers import number_at
from execora.language.reading import Language
from execora.language.speakable import Speakable, say_money
from execora.ledger.model import Customer
from execora.ledger.money import Paise
from execora.ledger.units import COUNTED, Milli

INDIA = ZoneInfo("Asia/Kolkata")
LANGUAGES = get_args(Language)


def speakable(language: Language = "hi-en") -> Speakable:
    return Speakable(language, date(2026, 11, 20))


# -- money -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "texts"),
    [
        (0, ("zero rupaye", "शून्य रुपये", "zero rupees")),
        (1, ("ek paisa", "एक पैसा", "one paisa")),
        (50, ("pachaas paise", "पचास पैसे", "fifty paise")),
        (1_00, ("ek rupaya", "एक रुपया", "one rupee")),
        (12_50, ("baarah rupaye pachaas paise", "बारह रुपये पचास पैसे", "twelve rupees fifty paise")),
        (1250_00, ("baarah sau pachaas rupaye", "बारह सौ पचास रुपये", "one thousand two hundred fifty rupees")),
        (-150_00, ("minus dedh sau rupaye", "माइनस डेढ़ सौ रुपये", "minus one hundred fifty rupees")),
    ],
)
def test_money_is_rupees_and_paise(amount: int, texts: tuple[str, str, str]):
    assert tuple(speakable(language).money(Paise(amount)) for language in LANGUAGES) == texts


@given(st.integers(1, 99_99_99_999), st.integers(1, 99))
def test_no_paisa_is_lost_on_the_way_to_the_ear(rupees: int, paise: int):
    for language in LANGUAGES:
        words = plain(say_money(rupees * 100 + paise, language))
        whole = number_at(words, 0)
        assert whole
        part = number_at(words, whole.until + 1)
        assert part
        assert (whole.value, part.value) == (rupees * 1000, paise * 1000)


# -- quantities ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "unit", "texts"),
    [
        (250, "kg", ("paav kilo", "पाव किलो", "two hundred fifty grams")),
        (500, "kg", ("aadha kilo", "आधा किलो", "half a kilo")),
        (500_000, "g", ("aadha kilo", "आधा किलो", "half a kilo")),
        (750, "kg", ("pauna kilo", "पौना किलो", "seven hundred fifty grams")),
        (1000, "kg", ("ek kilo", "एक किलो", "one kilo")),
        (1250, "kg", ("sava kilo", "सवा किलो", "one kilo two hundred fifty grams")),
        (1500, "kg", ("dedh kilo", "डेढ़ किलो", "one and a half kilos")),
        (1750, "kg", ("paune do kilo", "पौने दो किलो", "one kilo seven hundred fifty grams")),
        (2250, "kg", ("sava do kilo", "सवा दो किलो", "two kilos two hundred fifty grams")),
        (2500, "kg", ("dhai kilo", "ढाई किलो", "two and a half kilos")),
        (3500, "kg", ("saadhe teen kilo", "साढ़े तीन किलो", "three and a half kilos")),
        (98_750, "kg", ("paune ninyanve kilo", "पौने निन्यानबे किलो", "ninety eight kilos seven hundred fifty grams")),
        (
            99_750,
            "kg",
            (
                "ninyanve kilo saadhe saat sau gram",
                "निन्यानबे किलो साढ़े सात सौ ग्राम",
                "ninety nine kilos seven hundred fifty grams",
            ),
        ),
        (100_500, "kg", ("sau kilo paanch sau gram", "सौ किलो पाँच सौ ग्राम", "one hundred kilos five hundred grams")),
        (455, "kg", ("chaar sau pachpan gram", "चार सौ पचपन ग्राम", "four hundred fifty five grams")),
        (1200, "kg", ("ek kilo do sau gram", "एक किलो दो सौ ग्राम", "one kilo two hundred grams")),
        (1000, "g", ("ek gram", "एक ग्राम", "one gram")),
        (200_000, "ml", ("do sau millilitre", "दो सौ मिलीलीटर", "two hundred millilitres")),
        (500, "litre", ("aadha litre", "आधा लीटर", "half a litre")),
        (300, "g", ("zero point teen gram", "शून्य दशमलव तीन ग्राम", "zero point three grams")),
        (12_000, "piece", ("baarah piece", "बारह पीस", "twelve pieces")),
        (3000, "box", ("teen box", "तीन डिब्बे", "three boxes")),
        (0, "packet", ("zero packet", "शून्य पैकेट", "zero packets")),
        (2000, "dozen", ("do darjan", "दो दर्जन", "two dozen")),
        (2000, "tola", ("do tola", "दो tola", "two tolas")),
    ],
)
def test_a_quantity_is_said_as_it_is_asked_for_at_the_counter(amount: int, unit: str, texts: tuple[str, str, str]):
    assert tuple(speakable(language).quantity(Milli(amount), unit) for language in LANGUAGES) == texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gram_reads_back(language: Language):
    for amount in (*range(250, 4000), *range(4000, 200_000, 250)):
        words = plain(speakable(language).quantity(Milli(amount), "kg").replace("half a kilo", "half kilo"))
        assert weighed(words) == amount, words


def weighed(words: list[str]) -> int:
    """Return the grams of "ek kilo do sau gram"."""
    grams = here = 0
    while here < len(words):
        number = number_at(words, here)
        assert number
        assert not number.flaw
        measure = MEASURES[words[number.until]]
        grams += number.value if measure.unit == "kg" else number.value // 1000
        here = number.until + 1
    return grams


@pytest.mark.parametrize("unit", sorted({*COUNTED, "kg", "g", "litre", "ml", "dozen"}))
def test_a_unit_that_is_said_is_understood(unit: str):
    for language in LANGUAGES:
        (word,) = plain(speakable(language).unit(unit))
        assert word in MEASURES


# -- days and hours --------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        (date(2026, 11, 19), ("beete kal", "बीते कल", "yesterday")),
        (date(2026, 11, 21), ("kal", "कल", "tomorrow")),
        (date(2026, 11, 22), ("parso", "परसों", "twenty second November")),
        (date(2026, 12, 20), ("bees December", "बीस दिसंबर", "twentieth December")),
        (date(2026, 12, 5), ("paanch December", "पाँच दिसंबर", "fifth December")),
        (
            date(2027, 2, 1),
            ("ek February do hazaar sattais", "एक फ़रवरी दो हज़ार सत्ताईस", "first February twenty twenty seven"),
        ),
        (
            date(2005, 3, 31),
            ("ikattis March do hazaar paanch", "इकतीस मार्च दो हज़ार पाँच", "thirty first March two thousand five"),
        ),
    ],
)
def test_a_day_is_called_by_its_distance_or_its_date(day: date, texts: tuple[str, str, str]):
    assert tuple(speakable(language).day(day) for language in LANGUAGES) == texts


@pytest.mark.parametrize(
    ("hour", "minute", "texts"),
    [
        (19, 0, ("shaam saat baje", "शाम सात बजे", "seven pm")),
        (17, 30, ("shaam saadhe paanch baje", "शाम साढ़े पाँच बजे", "five thirty pm")),
        (19, 15, ("shaam sava saat baje", "शाम सवा सात बजे", "seven fifteen pm")),
        (9, 45, ("subah paune das baje", "सुबह पौने दस बजे", "nine forty five am")),
        (13, 30, ("dopahar dedh baje", "दोपहर डेढ़ बजे", "one thirty pm")),
        (14, 30, ("dopahar dhai baje", "दोपहर ढाई बजे", "two thirty pm")),
        (12, 45, ("dopahar paune ek baje", "दोपहर पौने एक बजे", "twelve forty five pm")),
        (0, 30, ("raat saadhe baarah baje", "रात साढ़े बारह बजे", "twelve thirty am")),
        (9, 5, ("subah nau baj kar paanch minute", "सुबह नौ बजकर पाँच मिनट", "nine oh five am")),
    ],
)
def test_an_hour_is_said_by_its_quarters(hour: int, minute: int, texts: tuple[str, str, str]):
    moment = datetime(2026, 11, 20, hour, minute, tzinfo=INDIA)
    said = tuple(speakable(language).moment(moment) for language in LANGUAGES)
    assert said == (f"aaj {texts[0]}", f"आज {texts[1]}", f"today at {texts[2]}")


# -- people ----------------------------------------------------------------------


def test_namesakes_are_told_apart_by_a_pause_and_what_people_know():
    by_place = Customer(uuid4(), "Rahul Sharma", "राहुल शर्मा", landmark="ATM ke paas", phone="9812345670")
    by_phone = Customer(uuid4(), "Rahul Verma", "राहुल वर्मा", phone="9812345670")
    assert speakable().apart(by_place) == "Rahul Sharma, ATM ke paas"
    assert [speakable(language).apart(by_phone) for language in LANGUAGES] == [
        "Rahul Verma, number ke aakhir mein paanch chhe saat zero",
        "राहुल वर्मा, नंबर के आख़िर में पाँच छह सात शून्य",
        "Rahul Verma, phone ending five six seven zero",
    ]
    assert speakable().apart(Customer(uuid4(), "Ravi")) == "Ravi"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ((), ""),
        (("A",), "A"),
        (("A, x",), "A, x"),
        (("A", "B", "C"), "A, B aur C"),
        (("A, x", "B"), "A, x; aur B"),
        (("A, x", "B", "C, y"), "A, x; B; aur C, y"),
    ],
)
def test_what_has_a_pause_of_its_own_is_kept_apart_by_a_longer_one(shown: tuple[str, ...], said: str):
    assert speakable().several(shown, "and") == said
