"""Roman letters to Devanagari by rule, for words that nobody has written down: names, above all.

The rules are those by which people in India spell in Roman letters. These leave open whether an "a" in the middle is
long, and whether a "t" is an English one: what is common stands in `execora.language.hinglish`.
"""

from __future__ import annotations

import re


def transliterate(word: str) -> str:
    """Write a word of Roman letters, in lower case, in Devanagari; of other signs nothing is left."""
    consonants = _ENGLISH if _LOOKS_ENGLISH.search(word) else _CONSONANTS
    for pattern, into in _RESPELT:
        word = pattern.sub(into, word)
    written, before = "", ""
    for sound in _SOUND.findall(word):
        if sound in _VOWELS:
            letter, sign = _VOWELS[sound]
            written, before = written + (sign if before else letter), ""
            continue
        written += _VIRAMA if _joined(before, sound) else ""
        written, before = written + consonants[sound], sound.replace(_NASAL, "")
    return written


def _joined(before: str, sound: str) -> bool:
    """Tell whether two consonants are written as one: शर्मा; but जगदीश has an "a" there that is not spoken."""
    if not before:
        return False
    return sound in ("y", before) or before in ("r", "s", "sh", "ksh") or before + sound in _PAIRS


_LOOKS_ENGLISH = re.compile("(?:er|or|tion|ing|ty|ic|ment)s?$|^st|ck|tt|dd")
"""Its t and d are spoken further back."""

_NASAL = "M"
"""Stands for a nasal that is written as a dot."""

_RESPELT = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        ("[^a-z]", ""),
        (r"(.)\1{2,}", r"\1\1"),
        ("^x", "z"),
        ("x(?=[mi])", "ksh"),  # Laxmi, Dixit
        ("x", "ks"),
        ("ck", "k"),
        ("c(?=[eiy])", "s"),
        ("chch", "cch"),
        ("tions?$", "shan"),
        (r"([b-df-hj-np-tv-z])\1$", r"\1"),
        ("(?<=o[rn]|i[dlntv])e$", ""),  # store, line
        ("(?<=[b-df-hj-np-tv-z])er(s?)$", r"ar\1"),
        ("a(?=o)", "aa"),  # banao
        ("(?<=[b-df-hj-np-tv-z])i(?=[ao])", "iy"),  # Sonia
        ("ey$", "e"),
        ("(?<=[b-df-hj-np-tv-z])y$", "ee"),
        ("i$", "ee"),
        ("(?<=[b-df-hj-np-tv-z])u$", "oo"),
        ("(?<=[td]r)a$", ""),  # Mahendra
        ("(?<=[b-df-hj-np-tv-z])a$", "aa"),
        ("i(?=(?:m|sh|l)$)", "ee"),  # Salim, Harish, Anil
        ("^([b-df-hj-np-tv-z]+)a(?=[b-df-hj-np-tv-z]h?$)", r"\1aa"),  # Ram, Khan
        ("(?<=[aeiou])ngh$", f"{_NASAL}h"),
        ("(?<=[aeiou])(?:n(?=[kgcjtdsz])|m(?=[bp]))", _NASAL),
        ("kri(?=[b-df-hj-np-tv-z])", "kR"),
    )
)
"""Spellings that are not to be taken letter by letter, in the order they are looked for."""

_CONSONANTS = dict(
    zip(
        "cchh cch ksh shn chh ch sh kh gh jh th dh ph bh b c d f g h j k l m n p q r s t v w y z".split(),
        "च्छ च्च क्ष ष्ण छ च श ख घ झ थ ध फ भ ब क द फ़ ग ह ज क ल म न प क र स त व व य ज़".split(),
        strict=True,
    )
) | {_NASAL: "ं"}

_ENGLISH = _CONSONANTS | {"t": "ट", "d": "ड"}

_VOWELS = {
    "aa": ("आ", "ा"), "ai": ("ऐ", "ै"), "au": ("औ", "ौ"), "ou": ("औ", "ौ"), "ee": ("ई", "ी"), "ii": ("ई", "ी"),
    "ea": ("ई", "ी"), "oo": ("ऊ", "ू"), "uu": ("ऊ", "ू"), "a": ("अ", ""), "e": ("ए", "े"), "i": ("इ", "ि"),
    "o": ("ओ", "ो"), "u": ("उ", "ु"), "R": ("ऋ", "ृ"),
}  # fmt: skip
"""A vowel by itself, and behind a consonant."""

_SOUND = re.compile("|".join([*_CONSONANTS, *_VOWELS]))

_VIRAMA = "\u094d"

_PAIRS = frozenset(
    "pt kt lt ld lk lp hm dv tv kv gv kl gl pl bl fl nh tth ddh kkh bbh pr br kr gr tr dr fr thr dhr bhr phr".split()
)
"""Consonants that are written as one."""
