"""Text to words: one form for both scripts' digits, signs and separators. What cannot be trusted is refused whole."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from execora.language.addresses import EMAIL, GSTIN, join_addresses

LONGEST = 2000
"""Characters; a longer text is no spoken command, and is not looked at."""

MOST_WORDS = 60
"""Words, which is half a minute of talk; the same. With it no text at all takes longer than 5 ms to read."""


class Words(NamedTuple):
    """The words of a text, side by side: as they are looked up, and as they were written."""

    plain: list[str]
    """Lower case, digits in ASCII; "," is any pause, ";" the end of a sentence, "?" a question mark."""
    shown: list[str]


def words(text: str) -> Words | None:
    """Split a text into words.

    Returns None where it is too long, or holds what nobody says: control characters, marks that turn the direction
    of writing, half surrogates, private or unassigned characters.
    """
    if len(text) > LONGEST or _UNSPEAKABLE.search(text):
        return None
    if not text.isascii():
        text = _one_form(text)
    shown = [_APOSTROPHES.sub("", found) for found in _TOKEN.findall(_signs(text))]
    shown = [word for word in shown if word]
    if len(shown) > MOST_WORDS:
        return None
    return Words([word.lower() for word in shown], shown)


def plain(text: str) -> list[str]:
    """Return the words of a name or a lexicon entry, without its pauses; empty where `words` refuses it."""
    found = words(text)
    return [word for word in found.plain if word not in PAUSES] if found else []


PAUSES = frozenset({",", ";", "?"})

# -- characters ----------------------------------------------------------------

_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ue000-\uf8ff\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)

_DEVANAGARI = str.maketrans(
    {
        **{chr(0x0966 + digit): str(digit) for digit in range(10)},
        "\u093c": None,  # nukta
        "\u200c": None,  # zero-width non-joiner
        "\u200d": None,  # zero-width joiner
        "\u0901": "\u0902",  # chandrabindu as anusvara
        "\u0929": "\u0928",
        "\u0931": "\u0930",
        "\u0934": "\u0933",
        "\u0964": ".",  # danda
        "\u0965": ".",
        "\u0970": "",  # sign of an abbreviation
    }
)

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        "\u20b9": " rs ",
        "\u20a8": " rs ",
        "\u00bd": " 0.5 ",
        "\u00bc": " 0.25 ",
        "\u00be": " 0.75 ",
    }
)

_NASAL = re.compile("[\u0928\u0919\u091e\u0923]\u094d(?=[\u0915-\u0939])|\u092e\u094d(?=[\u092a-\u092d])")
"""A nasal before a consonant is written with its own letter or with anusvara: the same word."""


def _one_form(text: str) -> str:
    text = text.translate(_SIGNS)
    # A superscript or a circled digit would become a plain one and change an amount.
    text = "".join("\u25a1" if unicodedata.category(sign) == "No" else sign for sign in text)
    text = unicodedata.normalize("NFKC", text).translate(_DEVANAGARI)
    return _NASAL.sub("\u0902", text)


# -- words ---------------------------------------------------------------------

_RUPEE_SIGN = re.compile(r"\b(rs|inr)\.(?=\s*\d)", re.IGNORECASE)
_TAIL_OF_AMOUNT = re.compile(r"(?<=\d)\s?/-")
_COUNTRY = re.compile(r"\+91[\s-]?(?=\d)")
_STOP = re.compile(r"\.(?=\s|$)(?<!\b\w\.)(?<!\bdr\.)(?<!\bmr\.)(?<!\bmrs\.)(?<!\bsmt\.)(?<!\bno\.)", re.IGNORECASE)
_PAUSE = re.compile(r"[;,](?!\d)|(?<!\d),")
_MINUS = re.compile(r"(?<![^\W_])-(?=\s*\d)")
_POSSESSIVE = re.compile(r"'s\b", re.IGNORECASE)

_TOKEN = re.compile(
    rf"""
      {EMAIL.pattern}
    | \b{GSTIN.pattern}\b
    | [0-9]+(?:,[0-9]+)*(?:\.[0-9]+)?     # an amount, grouped or not
    | (?<=[0-9])[-:/](?=[0-9])            # between digits: a range, a clock, a date
    | ->                                  # a minus sign, see _signs
    | 's(?=\s)                            # whose
    | [,;?%$@+=*^#~/\\]
    | [^\s0-9,.?%$@+=*^#~/\\:;!|"()\[\]{{}}<>_-]+
    """,
    re.VERBOSE,
)
"""An address is one word with its signs: see `execora.language.addresses`."""

_APOSTROPHES = re.compile(r"(?<=\w)'(?=\w)|^'(?!s$)|'$")


def _signs(text: str) -> str:
    """Give signs that mean something when written, and nothing when spoken, a form that the tokens know."""
    text = join_addresses(text.translate(_SIGNS))
    text = _RUPEE_SIGN.sub(" rs ", text)
    text = _TAIL_OF_AMOUNT.sub("", text)
    text = _COUNTRY.sub(" ", text)
    text = _MINUS.sub(" -> ", text)
    text = text.replace("&", " and ").replace("|", ". ").replace("!", ". ").replace("\n", ". ")
    text = _PAUSE.sub(" , ", text)
    text = _STOP.sub(" ; ", text)
    text = _POSSESSIVE.sub(" 's ", text)
    return text.replace("?", " ? ")
