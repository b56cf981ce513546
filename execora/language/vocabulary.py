"""Groups of concepts that several commands, or several parts of the grammar, speak of."""

from __future__ import annotations

TELLING = frozenset({"tell", "show", "say", "give", "do", "happen", "is", "have"})
"""Verbs of asking to be told something: "batao", "dikhao", "bolo", "do"."""

ASKING = frozenset({"how much", "what", "?", "did", "have", "what all"})
"""Question words that ask what is, and no who or when."""

ASSENT = frozenset({"do", "send", "confirm", "make", "write", "add", "put", "give", "keep", "apply"})
"""Verbs that, said alone, say yes to what was asked: "kar do", "bhej do"."""

MODES = frozenset({"cash", "upi", "card", "bank", "cheque"})

BILLS = frozenset({"bill", "draft"})

HEADS = frozenset("balance stock sale earning reminder bill draft accounts due total info udhaar price".split())
"""What a clause can be about all by itself: "Rahul ka balance"."""

SUPPLEMENTS = frozenset({"send", "write", "tell", "show", "put", "do", "give", "take", "keep", "make"})
"""Verbs that add to an act and are none of their own when they stand alone after it: "… banao aur bhej do"."""

STARTS_NOTHING = frozenset({"goods", "number", "unit", "filler", "post", "link", "pause", "title", "yes"})
"""The kinds of part that a bare list of goods is made of."""
