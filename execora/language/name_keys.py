"""The words of a customer's name as keys: honorifics, the forms of "wala", and what stands around a landmark."""

from __future__ import annotations

from execora.language.normalise import plain
from execora.language.phonetic import key

WALA = key("wala")

WALA_FORMS = frozenset(
    "wala wale wali vala vale vali waala waale waali walla wla walon walo waalon वाला वाले वाली वालों वालो".split()
)

HONORIFICS = frozenset(
    "sa ji jee hukum hukam ben bhen bhaisa baisa babuji chachaji mausaji uncleji auntyji ustad bhai bhaiya "
    "bhaiyya bhaisahab bhaisaab sahab saheb sahib saab sir madam mam maam aunty auntie anti uncle "
    "didi dada chacha chachi kaka kaki tai bua mausi seth sethji babu bhabhi mister mr mrs ms miss dr shri shree smt "
    "shrimati bahan behen behenji bahenji paaji paji bhaaji praji veerji lala lalaji bhaisab bhaijaan bhaijan miyan "
    "miya sahiba bhau bhabhiji tau tauji mataji masterji boss beta bete beti dadi amma "
    "जी भाई भैया भाईसाहब साहब साहेब सर मैडम आंटी अंकल दीदी दादा चाचा चाची काका काकी ताई बुआ मौसी सेठ बाबू भाभी "
    "श्री श्रीमती बहन मिस्टर डॉक्टर पाजी लाला लालाजी भाईजान मियां ताऊ बेटा".split()
)

_HONORIFIC_KEYS = frozenset(map(key, HONORIFICS))

_AROUND_PLACES = frozenset(
    map(key, "ke ki ka paas pas saamne samne piche peeche bagal upar niche mein me के की का पास सामने पीछे में".split())
) | {WALA}
"""What stands around a landmark and is not part of it: "ATM ke paas", "ATM wala"."""


def name_key(word: str) -> str:
    """Return the key of one word of a name in lower case: two keys with a space between where "ji" is glued to it."""
    if word in WALA_FORMS:
        return WALA
    for glued in ("ji", "जी"):
        if word.endswith(glued) and len(word) > len(glued) + 2:
            return f"{key(word.removesuffix(glued))} ji"
    return key(word)


def name_keys(mention: str) -> tuple[str, ...]:
    """Return the keys of a name's words."""
    return tuple(" ".join(map(name_key, plain(mention))).split())


def without_honorifics(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the honorifics."""
    return tuple(key for key in keys if key not in _HONORIFIC_KEYS)


def without_placing(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what stands around a landmark."""
    return tuple(key for key in keys if key not in _AROUND_PLACES)


def oblique(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return keys as they sound before a postposition: "dhaba" is "dhabe wala"."""
    return tuple(f"{key[:-1]}e" if len(key) > _SHORT and key[-1] == "a" and key[-2] != "i" else key for key in keys)


_SHORT = 2
