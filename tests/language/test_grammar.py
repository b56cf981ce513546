import json
import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from execora.commands import all_commands
from execora.language.grammar import HARMLESS, UNKNOWN, read
from execora.language.lexicon import LEXICON
from execora.language.matching import Found
from execora.language.name_keys import name_key, name_keys
from execora.language.normalise import words
from execora.language.phonetic import roman
from execora.language.reading import Entities, Reading, Setting
from execora.language.scan import scan
from execora.ledger.model import Customer
from tests.speech import DATA, NOW, Sentence, changes, demo, differences, hard, sentences, shown, spoken, understand

DEMO, HARD = demo(), hard()

HARD_SENTENCES = [json.loads(line) for line in (DATA / "hard_sentences.jsonl").read_text("utf-8").splitlines()]

# -- what sentences mean -------------------------------------------------------


@pytest.mark.parametrize("sentence", sentences(), ids=lambda sentence: sentence.say)
def test_a_sentence_is_read_as_it_is_meant(sentence: Sentence):
    assert differences(sentence, DEMO) == []


@pytest.mark.parametrize(
    "sentence", [*sentences("never.tsv"), *sentences("never_talk.tsv")], ids=lambda sentence: sentence.say
)
def test_what_was_never_said_is_never_written(sentence: Sentence):
    assert differences(sentence, DEMO) == []


@pytest.mark.parametrize("case", HARD_SENTENCES, ids=lambda case: f"{case['id']} {case['say']}")
def test_a_hard_sentence_is_read_as_it_is_meant(case: dict[str, Any]):
    got = understand(case["say"], HARD, _given(case["given"]))
    if case["intent"] == "SEVERAL":
        assert [_brief(reading) for reading in got] == case["entities"]["commands"]
    else:
        assert [reading.intent for reading in got] == [case["intent"]]
        _compare(got[0], case["entities"], case["given"])
        assert _asks(got[0]) == _should_ask(case)


def _given(given: dict[str, object]) -> Setting:
    drafted = given.get("pending") == "CREATE_INVOICE" or "draft" in given
    pending = "draft" if drafted else "question" if "pending" in given else None
    return Setting(NOW, pending, draft=drafted, busy="running" in given)


def _brief(reading: Reading) -> str:
    said = shown(reading, HARD)
    return ":".join(filter(None, (reading.intent, said.get("customer"), said.get("amount"))))


def _compare(reading: Reading, entities: dict[str, object], given: dict[str, object]) -> None:
    got = shown(reading, HARD)
    for name, value in entities.items():
        match name, value:
            case "customer", str() if reading.intent != "UNKNOWN":
                assert reading.entities.customer_ref == "active" if given.get("active") == value else _same(got, value)
            case "amount", (int() | float()):
                assert float(got["amount"]) == value
            case (("date" | "mode" | "recurrence" | "name" | "phone" | "task"), _):
                assert got[name] == value
            case "datetime", str():
                assert value in {got.get("moment", "") + "+05:30", got.get("day")}
            case (("product" | "quantity"), _):
                assert got[name] == (HARD.products.find(value).one.name if name == "product" else f"{value:g}")  # type: ignore[union-attr, arg-type]
            case "items", list():
                assert got["items"] == ",".join(map(_item, value))
            case "customers", list():
                assert got["customers"] == ",".join(value)
            case "splits", list():
                assert got["splits"] == ",".join(f"{split['amount']} {split['mode']}" for split in value)
            case "allCustomers", True:
                assert got["everybody"] == "yes"


def _same(got: dict[str, str], customer: str) -> bool:
    found = HARD.customers.find(customer)
    return got["customer"] == (found.one.name if isinstance(found, Found) else customer)


def _item(said: dict[str, object]) -> str:
    found = HARD.products.find(str(said["product"]))
    assert isinstance(found, Found)
    if "value" in said:
        return f"{found.one.name}={said['value']:g}"
    unit = f" {said['unit']}" if "unit" in said else ""
    price = f"@{said['price']:g}" if "price" in said else ""
    return f"{found.one.name}*{said['quantity']:g}{unit}{price}"


def _asks(reading: Reading) -> bool:
    return bool(reading.asks)


def _should_ask(case: dict[str, Any]) -> bool:
    """Tell whether the words alone call for a question: what an amount or an unknown name asks is asked elsewhere."""
    return bool(case["asks_first"]) and case["id"] in {
        "M02", "M07", "M09", "M11", "M20", "M28", "M35", "N19", "B01", "B09",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("command", "say"),
    [(command.intent, example.say) for command in all_commands() for example in command.examples],
)
def test_the_examples_of_a_command_are_read_as_it(command: str, say: str):
    settings_ = (
        Setting(NOW),
        Setting(NOW, "draft", draft=True),
        Setting(NOW, "question"),
        Setting(NOW, "choice"),
        Setting(NOW, busy=True),
    )
    assert any([reading.intent for reading in understand(say, DEMO, heard)] == [command] for heard in settings_)


# -- what haan and cancel mean -------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "haan", "nahi", "cancel"),
    [
        (Setting(NOW, "question"), "CONFIRM", "DENY", "DENY"),
        (Setting(NOW, "draft", draft=True), "CONFIRM_INVOICE", "DENY", "CANCEL_INVOICE"),
        (Setting(NOW, "question", draft=True), "CONFIRM", "DENY", "DENY"),
        (Setting(NOW, "draft", draft=True, busy=True), "CONFIRM_INVOICE", "DENY", "CANCEL_INVOICE"),
        (Setting(NOW, busy=True), "UNKNOWN", "UNKNOWN", "CANCEL_TASK"),
        (Setting(NOW, draft=True), "UNKNOWN", "UNKNOWN", "UNKNOWN"),
        (Setting(NOW), "UNKNOWN", "UNKNOWN", "UNKNOWN"),
    ],
)
def test_haan_and_cancel_are_about_what_waits(setting: Setting, haan: str, nahi: str, cancel: str):
    for says, intent in (
        (("haan", "haan ji", "theek hai", "confirm", "kar do", "हाँ", "ठीक है", "yes"), haan),
        (("nahi", "rehne do", "नहीं", "no"), nahi),
        (("cancel karo", "cancel", "कैंसिल करो"), cancel),
    ):
        assert {(say, understand(say, DEMO, setting)[0].intent) for say in says} == {(say, intent) for say in says}


# -- one reading, not an order of files ----------------------------------------


class Command:
    def __init__(self, intent: str, confidence: float) -> None:
        self.intent = intent
        self._confidence = confidence

    def read(self, _clause: object, _setting: object) -> Reading:
        return Reading(self.intent, Entities(), self._confidence)


def readings(*commands: Command) -> list[str]:
    return [reading.intent for reading in read("haan", known=DEMO, setting=Setting(NOW), commands=commands)]


def test_the_command_that_accounts_for_most_wins():
    some, most = Command("CHECK_BALANCE", 0.6), Command("CHECK_STOCK", 0.8)
    assert readings(some, most) == readings(most, some) == ["CHECK_STOCK"]


def test_a_tie_is_not_understood():
    one, other = Command("ADD_CREDIT", 1.0), Command("RECORD_PAYMENT", 1.0)
    assert readings(one, other) == readings(other, one) == ["UNKNOWN"]


def test_a_tie_with_a_question_asks():
    one, other = Command("ADD_CREDIT", 1.0), Command("CLARIFY", 1.0)
    assert readings(one, other) == readings(other, one) == ["CLARIFY"]


def test_a_change_that_does_not_account_for_everything_is_not_made():
    assert readings(Command("CREATE_INVOICE", 0.9)) == ["UNKNOWN"]


def test_a_look_up_may_account_for_half():
    assert readings(Command("CHECK_BALANCE", 0.5)) == ["CHECK_BALANCE"]
    assert readings(Command("CHECK_BALANCE", 0.4)) == ["UNKNOWN"]


def test_no_sentence_of_the_tables_is_read_by_two_commands_equally():
    commands = all_commands()
    for sentence in sentences():
        forward = read(sentence.say, known=DEMO, setting=sentence.setting, commands=commands)
        assert read(sentence.say, known=DEMO, setting=sentence.setting, commands=commands[::-1]) == forward


# -- what never changes anything -----------------------------------------------

ASKS = {"CORRECT", "UNDO"}
"""What is asked about before anything is written for it; a draft that is put right waits to be confirmed."""

WRITES = [
    sentence
    for sentence in sentences()
    if any(reading.intent not in ASKS for reading in changes(understand(sentence.say, DEMO, sentence.setting)))
]
SINGLE = [sentence for sentence in WRITES if len(sentence.readings) == 1]
UNDOES = {"CANCEL_REMINDER", "CORRECT", "REMOVE_ITEM", "STOP_RECORDING", "TOGGLE_GST"}
"""What a no can ask for: "reminder mat bhejna", "bread mat daalo", "GST mat lagao", "record mat karo", "nahi 300"."""


def inject(say: str, word: str, place: float) -> str:
    said = say.split()
    at = round(place * len(said))
    return " ".join([*said[:at], word, *said[at:]])


@settings(max_examples=300)
@given(
    st.sampled_from(WRITES),
    st.sampled_from(["kya", "क्या", "?", "agar", "अगर", "if", "jab", "shayad", "शायद", "maybe", "ya", "suna"]),
    st.floats(0, 1),
)
def test_a_questioned_conditional_or_doubted_sentence_changes_nothing(sentence: Sentence, word: str, place: float):
    assert changes(understand(inject(sentence.say, word, place), DEMO, sentence.setting)) == []


@settings(max_examples=300)
@given(st.sampled_from(SINGLE), st.sampled_from(["nahi", "mat", "never", "not", "नहीं", "मत"]), st.floats(0, 1))
def test_a_negated_sentence_changes_nothing_but_what_it_corrects(sentence: Sentence, word: str, place: float):
    denied = inject(sentence.say, word, place)
    made = [
        reading
        for reading in changes(understand(denied, DEMO, sentence.setting))
        if reading.intent not in UNDOES and not _corrects(denied)
    ]
    assert made == []


def _corrects(say: str) -> bool:
    """Tell whether it has two things of a kind, a no already, or a second clause: then a no may take one back."""
    names = [word for word in say.split() if word[:1].isupper() or DEMO.customers.longest([name_key(word.lower())], 0)]
    numbers = re.findall(r"\d+", say)
    return (
        len(names) > 1
        or len(numbers) > 1
        or sum(word in {"nahi", "नहीं"} for word in say.split()) > 1
        or not {"aur", "and", "और", "wale", "tel", "नगर"}.isdisjoint(say.split())
        or not {"saadhe", "sava", "paune"}.isdisjoint(say.split())  # "saadhe nahi chhiyalis": the number without it
        or "," in say
    )


FUTURES = {
    "diye": "dega", "diya": "dega", "mile": "milenge", "liye": "lega", "aaye": "aayenge", "kiye": "karega",
    "kiya": "karega", "chukaye": "chukayega", "bheje": "bhejega", "likho": "likhega", "likh do": "likhega",
    "jodo": "jodega", "bana do": "banayega", "banao": "banayega", "bhejo": "bhejega", "bhejna": "bhejega",
    "daalo": "daalega", "दिए": "देगा", "लिए": "लेगा", "लिखो": "लिखेगा", "लिख दो": "लिखेगा", "बनाओ": "बनाएगा",
}  # fmt: skip


@pytest.mark.parametrize("sentence", WRITES, ids=lambda sentence: sentence.say)
def test_what_is_to_come_changes_nothing(sentence: Sentence):
    for now, later in FUTURES.items():
        if re.search(rf"(?<!\w){now}$", sentence.say) and len(sentence.readings) == 1:
            to_come = re.sub(rf"{now}$", later, sentence.say)
            assert changes(understand(to_come, DEMO, sentence.setting)) == []


@settings(max_examples=300)
@given(st.sampled_from(SINGLE), st.sampled_from(["sapna", "gussa", "zyada", "udaas", "सपना"]), st.floats(0, 1))
def test_a_word_that_nobody_knows_changes_nothing_unless_it_is_a_name(sentence: Sentence, word: str, place: float):
    if not _takes_back(sentence.say) and word not in sentence.say.split():
        said = inject(sentence.say, word, place)
        for reading in changes(understand(said, DEMO, sentence.setting)):
            assert reading.intent in ASKS or roman(word) in str(reading.entities).lower()


def _takes_back(say: str) -> bool:
    """Tell whether it drops what stands in it."""
    return not {"nahi", "sorry,", "नहीं"}.isdisjoint(say.split())


@settings(max_examples=300)
@given(st.sampled_from(SINGLE), st.data())
def test_a_sentence_in_disorder_changes_nothing_that_was_not_said(sentence: Sentence, data: st.DataObject):
    said = sentence.say.split()
    mixed = data.draw(
        st.one_of(
            st.permutations(said),
            st.lists(st.sampled_from(said), min_size=1, max_size=len(said)),
        )
    )
    text = " ".join(mixed)
    _nothing_made_up(text, changes(understand(text, DEMO, sentence.setting)))


NAMES = ["Rahul", "Suresh", "Bharat", "Das", "राहुल", "Rakesh", "Sunita", "aunty"]
AMOUNTS = ["500", "300", "2", "1.5", "sau", "dedh", "do", "9812345678", "0", "-5", "1,25,000"]


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from([*LEXICON, *NAMES * 20, *AMOUNTS * 20, ",", "?", "doodh", "chini", "kilo", "kal"]), max_size=12
    )
)
def test_word_salad_changes_nothing_that_was_not_said(said: list[str]):
    text = " ".join(said)
    _nothing_made_up(text, changes(understand(text, DEMO)))


def _nothing_made_up(text: str, made: list[Reading]) -> None:
    """A change speaks of nobody and of no amount that was not said; and no question or condition moves money."""
    split = words(text)
    assert split is not None
    said = {key for word in split.plain for key in name_keys(word)}
    numbers = {part.number // 10 for part in scan(split, DEMO) if part.kind == "number"}
    for reading in made:
        entities = reading.entities
        assert set(name_keys(entities.customer or "")) <= said | {"val"}
        assert {split.amount for split in entities.splits} <= numbers
        assert entities.amount in numbers | {None, sum(split.amount for split in entities.splits)}
        if reading.intent in MONEY:
            assert FORBIDDEN.isdisjoint(split.plain)


MONEY = {"RECORD_PAYMENT", "ADD_CREDIT"}
FORBIDDEN = {"kya", "?", "agar", "if", "mat", "shayad", "maybe"}


# -- whoever, and however much -------------------------------------------------

PAYMENTS = [
    "{who} ne {much} diye",
    "{who} ne {much} rupaye diye",
    "{who} se {much} mile",
    "{who} {much} de gaya",
    "{who} ka {much} aa gaya",
    "{who} ke khate mein {much} jama karo",
    "{who} ne udhaar ke {much} diye",
    "{who} ने {much} दिए",
    "{who} से {much} रुपये मिले",
    "received {much} rupees from {who}",
    "{who} paid {much} rupees",
]
CREDITS = [
    "{who} ke khate mein {much} likh do",
    "{who} ke naam {much} rupaye likho",
    "{who} ka {much} udhaar chadha do",
    "{who} ko {much} udhaar",
    "{much} rupaye {who} ke khate mein likhna",
    "{who} के खाते में {much} लिख दो",
    "add {much} rupees to {who}'s account",
]
GIVEN = ["{who} ko {much} diye", "{who} ne {much} liye", "{who} {much} le gaya", "{who} को {much} दिए"]

MENTIONS = [
    (mention, found.one)
    for mention in (
        "Rahul,राहुल,raahul,Verma ji,Suresh,Sooresh,सुरेश,Gupta ji,Guptaji,Priya,प्रिया,Mohan,Bharat ATM wala,"
        "Agra wala Bharat,Sunita aunty,सुनीता,Anil Mehta,Amit,Deepu,Lakshmi,लक्ष्मी,Imran bhai,Salim bhai,Preet,Neha,"
        "Raju,Rajendra Prasad,Ghanshyam Das,Omi,Pandit ji,Mukesh,Usha Rao"
    ).split(",")
    if isinstance(found := DEMO.customers.find(mention), Found)
]


@settings(max_examples=300)
@given(
    st.one_of(
        st.tuples(st.just("RECORD_PAYMENT"), st.sampled_from(PAYMENTS), st.just(frozenset[str]())),
        st.tuples(st.just("ADD_CREDIT"), st.sampled_from(CREDITS), st.just(frozenset[str]())),
        st.tuples(st.just("ADD_CREDIT"), st.sampled_from(GIVEN), st.just(frozenset({"direction"}))),
    ),
    st.sampled_from(MENTIONS),
    spoken(),
)
def test_money_goes_to_whoever_is_named_however_it_is_said(
    form: tuple[str, str, frozenset[str]], who: tuple[str, Customer], much: tuple[int, str]
):
    intent, template, asks = form
    # One is an article, do is give at the end, and saath is "with", where no rupees follow.
    assume(much[0] > 1 and ("rup" in template or not much[1].endswith(("saath", "sath", "do", "दो"))))
    assume("ke {much}" not in template or not much[1].startswith(("saath", "sath")))
    (reading,) = understand(template.format(who=who[0], much=much[1]), DEMO)
    assert (reading.intent, reading.asks) == (intent, asks)
    assert DEMO.customers.find(reading.entities.customer or "") == Found(who[1])
    assert reading.entities.amount == much[0] * 100


BILLS = [
    "{who} ko {many} {unit} {goods} ka bill bana do",
    "{who} {many} {unit} {goods} le gaya",
    "{who} ne {many} {unit} {goods} li",
    "{who} ka bill banao {goods} {many} {unit}",
    "make a bill for {who}, {many} {unit} of {goods}",
    "{who} को {many} {unit} {goods} का बिल बनाओ",
]
DELIVERIES = [
    "{many} {unit} {goods} aaya",
    "stock mein {many} {unit} {goods} daalo",
    "received {many} {unit} of {goods}",
]
MEASURED = [
    ("kilo", "kg", 1),
    ("किलो", "kg", 1),
    ("gram", "g", 1),
    ("packet", "packet", 1),
    ("darjan", "piece", 12),
]
GOODS = ["chini", "doodh", "Sugar", "चीनी", "sarson ka tel", "chana dal", "atta", "maggi", "parle g", "अंडे"]


@settings(max_examples=200)
@given(
    st.sampled_from(BILLS + DELIVERIES),
    st.sampled_from(MENTIONS),
    spoken(below=8000),
    st.sampled_from(MEASURED),
    st.sampled_from(GOODS),
)
def test_goods_are_counted_however_it_is_said(
    template: str, who: tuple[str, Customer], many: tuple[int, str], measured: tuple[str, str, int], goods: str
):
    unit, kept_as, factor = measured
    (reading,) = understand(template.format(who=who[0], many=many[1], unit=unit, goods=goods), DEMO)
    entities = reading.entities
    item = next(iter(entities.items), entities)
    assert (item.quantity, item.unit) == (many[0] * factor * 1000, kept_as)
    assert DEMO.products.find(item.product or "") == DEMO.products.find(goods)
    if template in BILLS:
        assert reading.intent == "CREATE_INVOICE"
        assert DEMO.customers.find(entities.customer or "") == Found(who[1])
    else:
        assert reading.intent == "ADD_STOCK"


# -- what nobody means ---------------------------------------------------------


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_read_and_makes_nothing_up(text: str):
    made = changes(understand(text, DEMO))
    if made:
        _nothing_made_up(text, made)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "...",
        "?!",
        "\n\n",
        "🙂🙂",
        "Rahul ne 500\x00 diye",
        "Rahul ne 500\u202e diye",
        "Rahul ne 500\ud800 diye",
        "Rahul ne 5\u00b2 diye",
        "Rahul ne -5 rupaye diye",
        "Rahul ne 0 diye",
        "Rahul ne zero diye",
        "Rahul ne 99999999999999999999 diye",
        "Rahul ne 500,300 diye",
        "Rahul ne 12.3456 diye",
        "Rahul ne 1e5 diye",
        "Rahul ne 5/6 diye",
        "Rahul ne 50% diye",
        "Rahul ne $500 diye",
        "Rahul ne 9812345678 diye",
        "Rahul ko 1000000 milk ka bill bana do",
        "Rahul ko 0 milk ka bill bana do",
        "Rahul ne 500 diye " * 200,
        "a" * 1_000_000,
        "500 " * 10_000,
    ],
)
def test_what_cannot_be_meant_changes_nothing(text: str):
    assert changes(understand(text, DEMO)) == []


# -- what comes after what -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Suresh ke naam 500 likho, uske baad Rahul ka balance batao", [False, True]),
        ("Suresh ke naam 500 likho aur uske baad Rahul ka balance batao", [False, True]),
        ("Suresh ke naam 500 likho, iske turant baad Rahul ke naam 300 likho", [False, True]),
        ("pehle Suresh ke 500 likho, phir uska reminder laga do", [False, True]),
        ("Suresh ke naam 500 likho. Phir, Rahul ke naam 300 likho", [False, True]),
        ("Suresh ne 500 diye, phir Rahul ne bhi", [False, True]),
        ("Suresh ne 500 phir Rahul ne 300 diye", [False, True]),
        ("naya customer Ravi jodo, phir uske naam 500 likho, phir uska balance batao", [False, True, True]),
        ("naya customer Ravi jodo, uske baad uske naam 500 likho aur Suresh ka balance batao", [False, True, False]),
        ("uske baad Rahul ka balance batao", [True]),
        ("After that, tell me Rahul's balance", [True]),
        ("write 500 for Suresh, after that write 300 for Rahul", [False, True]),
        ("record 500 from Rahul and then 300 from Suresh", [False, True]),
        ("first write 500 for Suresh, then remind Rahul", [False, True]),
        ("सुरेश के नाम 500 लिखो, उसके बाद राहुल का बैलेंस बताओ", [False, True]),
        ("पहले सुरेश के नाम 500 लिखो, फिर राहुल के नाम 300 लिखो", [False, True]),
        ("uske baad Rahul aur Suresh ka balance batao", [True, False]),
        ("Suresh ne 500 diye aur Rahul ko reminder bhejo", [False, False]),
        ("Suresh ne 500 diye, Rahul ka balance batao", [False, False]),
        ("phir se Rahul ka balance batao", [False]),
        ("Rahul ko phir reminder bhejo", [False]),
        ("Rahul ko 2 milk phir 1 bread ka bill banao", [False]),
    ],
)
def test_a_command_comes_after_another_only_where_words_say_so(text: str, after: list[bool]):
    assert [reading.after for reading in understand(text, DEMO)] == after


@pytest.mark.parametrize(
    "text",
    [
        "Suresh ke baad Rahul ka balance batao",
        "Suresh ke 500 likhne ke baad Rahul ke naam 300 likho",
        "Rahul ka bill banane se pehle Suresh ke naam 500 likho",
        "Suresh ke naam 500 likho, baad mein Rahul ke naam 300 likho",
        "Suresh ke naam 500 likho, ho jaye to Rahul ke naam 300 likho",
        "ye karne ke baad Rahul ke naam 300 likho",
        "when this is done write 300 for Rahul",
        "uske baad wala bill cancel karo",
        "Rahul ka uske baad wala reminder cancel karo",
        "Suresh ke naam 500 likho, uske baad wapas karo",
        "Rahul ke naam 500 likho uske baad kuch nahi",
    ],
)
def test_an_order_that_is_said_otherwise_changes_nothing(text: str):
    assert changes(understand(text, DEMO)) == []


def test_a_name_of_three_hundred_letters_is_not_made_a_customer():
    (reading,) = understand(f"naya customer {'a' * 300} jodo", DEMO)
    assert reading.intent == "CREATE_CUSTOMER"
    assert reading.entities.name is None


def test_a_text_too_long_is_not_looked_at():
    assert understand("Rahul ka balance batao " * 1000, DEMO) == [UNKNOWN]


def test_every_command_that_changes_anything_is_held_to_account():
    assert {command.intent for command in all_commands()} - HARMLESS == {
        "ADD_CREDIT", "ADD_DISCOUNT", "ADD_ITEM", "ADD_STOCK", "CANCEL_INVOICE", "CANCEL_REMINDER", "CANCEL_TASK",
        "CHOOSE", "CONFIRM", "CONFIRM_INVOICE", "CORRECT", "UNDO", "SWITCH_LANGUAGE", "START_RECORDING",
        "STOP_RECORDING", "CREATE_CUSTOMER", "CREATE_INVOICE", "CREATE_REMINDER",
        "DELETE_CUSTOMER_DATA", "UPDATE_CUSTOMER", "SET_PRICE", "ADD_PRODUCT", "MODIFY_REMINDER",
        "RECORD_PAYMENT", "REMOVE_ITEM", "SEND_INVOICE", "TOGGLE_GST",
    }  # fmt: skip
