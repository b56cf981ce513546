"""E-mail addresses and GSTINs in a text, made one word each before it is split: however they were spoken or spaced."""

from __future__ import annotations

import re

_LETTER = r"[\w\u0900-\u0963]"

EMAIL = re.compile(
    rf"{_LETTER}[\w\u0900-\u0963.+-]{{0,63}}@[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}}){{0,3}}\.[A-Za-z]{{2,24}}"
)
"""An address as one word. What a server would accept is wider; what people say is not."""

GSTIN = re.compile(r"[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]Z[0-9A-Z]")
"""State, PAN, number of the registration, Z, and a check sign: rule 10 of the CGST Rules, 2017."""


def join_addresses(text: str) -> str:
    """Write each address that was spoken ("ravi at gmail dot com") or spaced ("08 ABCDE 1234 F 1 Z 5") as one word."""
    text = _SPACED_GSTIN.sub(lambda found: f" {_together(found[0]).upper()} ", text)
    return _SPOKEN_EMAIL.sub(_email, text) if _MAY_BE_EMAIL.search(text) else text


def _together(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


_SPACED_GSTIN = re.compile(
    r"\b"
    + r"[\s-]?".join(["[0-9]"] * 2 + ["[a-z]"] * 5 + ["[0-9]"] * 4 + ["[a-z]", "[0-9a-z]", "z", "[0-9a-z]"])
    + r"\b",
    re.IGNORECASE,
)

_AT = r"\s{0,3}(?:@|\bat the rate(?: of)?\b|\bat\b|एट द रेट|एट दी रेट|ऐट|एट)\s{0,3}"
_DOT = r"(?:\.|\s{1,3}(?:dot|डॉट|डाट)\s{1,3})"
_LABEL = r"[a-z0-9-]{1,63}|जीमेल|याहू|हॉटमेल|आउटलुक|रेडिफमेल"
_MAY_BE_EMAIL = re.compile(r"@|\bat\b|एट|ऐट", re.IGNORECASE)

_SPOKEN_EMAIL = re.compile(
    rf"(?<![\w\u0900-\u0963.+-])({_LETTER}[\w\u0900-\u0963.+-]{{0,63}}(?:{_DOT}[\w-]{{1,63}})?){_AT}({_LABEL}){_DOT}"
    rf"(com|co|in|org|net|कॉम|को|इन)(?![\w\u0900-\u0963])(?:{_DOT}(in|इन)(?![\w\u0900-\u0963]))?",
    re.IGNORECASE,
)

_WRITTEN = {
    "जीमेल": "gmail",
    "याहू": "yahoo",
    "हॉटमेल": "hotmail",
    "आउटलुक": "outlook",
    "रेडिफमेल": "rediffmail",
    "कॉम": "com",
    "को": "co",
    "इन": "in",
}


def _email(found: re.Match[str]) -> str:
    name = re.sub(_DOT, ".", found[1], flags=re.IGNORECASE)
    labels = [_WRITTEN.get(label, label) for label in found.groups()[1:] if label]
    return f" {name}@{'.'.join(labels)} "
