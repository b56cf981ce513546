"""One key for how a word sounds, whichever script it is written in: राहुल, Rahul and raahul share theirs.

The key joins spellings of one name and keeps different names apart. It is meant for equality only: names whose keys are
merely close ("Ramesh", "Rakesh") are different people.
"""

from __future__ import annotations

import re
from functools import lru_cache

from execora.language.borrowed import SPELT
from execora.language.normalise import plain

_CACHED_LENGTH = 32


def key(word: str) -> str:
    """Return the key of one word in lower case, as `normalise.words` gives it."""
    return _cached(word) if len(word) <= _CACHED_LENGTH else _key(word)


def is_devanagari(word: str) -> bool:
    """Tell whether a word has letters of Devanagari."""
    return not word.isascii() and _DEVANAGARI.search(word) is not None


def roman(word: str) -> str:
    """Write a Devanagari word in Roman letters, the way names are commonly spelt; any other word stays as it is."""
    if not is_devanagari(word):
        return word
    if spelt := SPELT.get("".join(plain(word))) or _spelt_out(word).upper():
        return spelt
    return _roman(word).replace("ii", "i").replace("uu", "u").replace("aa", "a")


# -- Devanagari to Roman -------------------------------------------------------

_DEVANAGARI = re.compile("[\u0900-\u097f]")

_CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह",
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l l v sh sh s h".split(),
        strict=True,
    )
)
_VOWELS = dict(zip("अआइईउऊऋएऐओऔऑऍ", "a aa i ii u uu ri e ai o au o e".split(), strict=True))
_SIGNS = dict(zip("ािीुूृेैोौॉॅ", "aa i ii u uu ri e ai o au o e".split(), strict=True))
_VIRAMA = "\u094d"
_CODAS = {"\u0902": "n", "\u0903": "h"}


_NAMES_OF_LETTERS = dict(
    zip(
        "ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई जेड".split(),
        "abcdefghijklmnopqrstuvwxyz",
        strict=True,
    )
)
_LETTER = re.compile("|".join(sorted(_NAMES_OF_LETTERS, key=len, reverse=True)))
_SPELT_OUT = re.compile(f"(?:{_LETTER.pattern}){{3,}}")
"""Three letters at least: two are often a word of their own, as बीवी is."""


def _spelt_out(word: str) -> str:
    """Return the letters whose names a word is made of: एटीएम is atm."""
    if not _SPELT_OUT.fullmatch(word):
        return ""
    return "".join(_NAMES_OF_LETTERS[letter] for letter in _LETTER.findall(word))


def _roman(word: str) -> str:
    if spelt := _spelt_out(word):
        return spelt
    syllables = _syllables(word)
    _drop_silent(syllables)
    return "".join(consonant + vowel for consonant, vowel in syllables)


def _syllables(word: str) -> list[list[str]]:
    """Take a word apart into consonant and vowel; the vowel that is not written is "a"."""
    syllables: list[list[str]] = []
    for sign in word:
        if sign in _CONSONANTS:
            syllables.append([_CONSONANTS[sign], "a"])
        elif sign in _VOWELS:
            syllables.append(["", _VOWELS[sign]])
        elif sign in _SIGNS and syllables:
            syllables[-1][1] = _SIGNS[sign]
        elif sign == _VIRAMA and syllables:
            syllables[-1][1] = ""
        elif sign in _CODAS and syllables:
            syllables[-1][1] += _CODAS[sign]
        else:
            syllables.append([sign, ""])
    return syllables


def _ends_english(syllables: list[list[str]]) -> bool:
    """Tell whether it ends in consonants as an English word does, and no vowel is spoken after: "हॉर्लिक्स"."""
    return f"{syllables[-2][0]}{syllables[-1][0]}" in _ENGLISH_ENDS


_ENGLISH_ENDS = frozenset("ks ps ts lk rk sk lb lt st rt ld rd ft lf lp".split())


def _drop_silent(syllables: list[list[str]]) -> None:
    """Drop the unwritten vowels that are not spoken: at the end, and inside between two spoken syllables."""
    last = len(syllables) - 1
    if last > 0 and syllables[last][1] == "a" and (syllables[last - 1][1] or _ends_english(syllables)):
        syllables[last][1] = ""
    for at in range(last - 1, 0, -1):
        before, here, after = syllables[at - 1], syllables[at], syllables[at + 1]
        if here[1] != "a" or not here[0] or not before[1] or before[1][-1] not in "aeiou":
            continue  # after a closed syllable it is spoken: अंजलि
        spoken_cluster = not after[1] and at + 2 <= last and syllables[at + 2][1] and syllables[at + 2][0] != after[0]
        if after[1] or spoken_cluster:
            here[1] = ""


# -- Roman to key --------------------------------------------------------------

_FOLDS = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"(.)\1{2,}", r"\1\1"),
        (r"nh$", "ng"),  # सिंह, Singh
        ("x", "ks"),
        ("ph", "f"),
        ("chh", "ch"),
        ("[ei]y$", "e"),  # Dubey, Dube
        (r"(?<=[aeiou])y(?![aeiou])", "i"),
        ("ay", "ai"),
        ("ou", "au"),
        ("ee|ii", "i"),
        ("oo|uu", "u"),
        ("a+", "a"),
        ("au|ow", "o"),
        ("ai", "e"),
        (r"([b-df-hj-np-tv])\1", r"\1"),
        (r"([sgkjtdb])h", r"\1"),
        ("y$", "i"),
        (r"(?<=[b-df-hj-np-tv])iy(?=a)", "y"),
        ("^verm", "varm"),
        (r"[ei]nd[ea]?ra?$", "endr"),
        (r"(?<=[aeiou][b-df-hj-np-tv])e(?=[nr]$)", "a"),
        (r"(?<=[aeiou][b-df-hj-np-tv])a(?=[b-df-hj-np-tv][aeiou])", ""),
        ("m(?=[bp])", "n"),
    )
)

_LETTERS = str.maketrans("qwz", "kvj")


@lru_cache(maxsize=16384)
def _cached(word: str) -> str:
    return _key(word)


def _key(word: str) -> str:
    text = (SPELT.get(word) or _roman(word) if is_devanagari(word) else word).translate(_LETTERS)
    for pattern, into in _FOLDS:
        text = pattern.sub(into, text)
    return text


def keys(text: str) -> list[str]:
    """Return the keys of the words of a name."""
    return [key(word) for word in plain(text)]
