"""UNDO: the last change of this conversation is taken back, after a yes to a question that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.commands.change_names import gone, named
from execora.commands.command import Command, Example, Needs, Priority, Reply, Thing, Touches
from execora.commands.refusals import refuse
from execora.commands.taking_back import as_known, take_back
from execora.language.reading import Entities
from execora.language.undoing import undoes

if TYPE_CHECKING:
    from execora.commands.command import Order
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.reading import Reading, Setting


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues, alone: undo karo, wapas karo, pichla entry hatao, jo abhi kiya wo hatao, galat ho gaya."""
    return clause.reading("UNDO", Entities(), clause.content) if undoes(clause, setting) else None


async def handle(shop: Shop, order: Order) -> Reply:
    """Take back what the conversation changed last; ask first, and take back nothing but what was asked about."""
    if order.undoes is None:
        return Reply("nothing", error="ALREADY_DONE")
    change = await as_known(shop, order.undoes)
    if lasting := gone(change):
        return Reply("for_good", words={"what": lasting}, error="NOT_ALLOWED")
    if not order.confirmed:
        return Reply("ask", words={"what": named(change)}, asks=True)
    return await take_back(shop, order, change) or refuse("ALREADY_DONE")


def touches(_order: Order) -> Touches:
    """Tell that it may write anything: it waits for all that was said before, and knows the last change then."""
    return Touches(writes=_EVERYTHING)


_EVERYTHING = frozenset({Thing("customer"), Thing("product"), Thing("draft"), Thing("reminder")})

COMMAND = Command(
    intent="UNDO",
    title={"hi-en": "Wapas lo", "hi": "वापस लो", "en": "Undo"},
    summary={"hi-en": "Pichla kaam wapas lena", "hi": "पिछला काम वापस लेना", "en": "Take back the last change"},
    priority=Priority.WRITE,
    read=read,
    handle=handle,
    touches=touches,
    needs=Needs(undoes=True),
    asks_itself=lambda _order: True,
    roles=frozenset({"owner", "staff"}),
    replies={
        "ask": {
            "hi-en": "{what} wapas le loon?",
            "hi": "{what} वापस ले लूँ?",
            "en": "Shall I take back {what}?",
        },
        "done": {
            "hi-en": "{what} wapas le liya.{owing}",
            "hi": "{what} वापस ले लिया।{owing}",
            "en": "Took back {what}.{owing}",
        },
        "nothing": {
            "hi-en": "Is baat-cheet mein kuch badla nahi hai, wapas lene ko kuch nahi.",
            "hi": "इस बातचीत में कुछ बदला नहीं है, वापस लेने को कुछ नहीं।",
            "en": "Nothing was changed in this conversation, so there is nothing to take back.",
        },
        "for_good": {
            "hi-en": "{what} wapas nahi le sakte.",
            "hi": "{what} वापस नहीं ले सकते।",
            "en": "{what} cannot be taken back.",
        },
        "sold": {
            "hi-en": "{product} stock mein ab sirf {stock} hai, isliye wapas nahi hua.",
            "hi": "{product} स्टॉक में अब सिर्फ़ {stock} है, इसलिए वापस नहीं हुआ।",
            "en": "There is only {stock} of {product} left, so it was not taken back.",
        },
        "in_use": {
            "hi-en": "{what} ab hisaab mein aa chuka hai, isliye wapas nahi hua.",
            "hi": "{what} अब हिसाब में आ चुका है, इसलिए वापस नहीं हुआ।",
            "en": "The books use {what} by now, so it was not taken back.",
        },
        "since": {
            "hi-en": "{what}: is beech kuch aur badal gaya, isliye wapas nahi liya.",
            "hi": "{what}: इस बीच कुछ और बदल गया, इसलिए वापस नहीं लिया।",
            "en": "Something else has changed since, so {what} was not taken back.",
        },
        "some": {
            "hi-en": "{what}: {all} mein se sirf {count} wapas ho paaya.",
            "hi": "{what}: {all} में से सिर्फ़ {count} वापस हो पाया।",
            "en": "Of {what}, only {count} of {all} could be taken back.",
        },
        "past": {
            "hi-en": "{what}: samay nikal gaya, isliye wapas nahi liya.",
            "hi": "{what}: समय निकल गया, इसलिए वापस नहीं लिया।",
            "en": "The hour of {what} has gone by, so it was not taken back.",
        },
    },
    examples=(
        Example("galat ho gaya wapas karo", "hi-en", reply="ask", before=("Rahul ne 500 diye",)),
        Example("undo karo", "hi-en", reply="ask", before=("Suresh ke khate mein 200 likho",)),
        Example("pichla entry hatao", "hi-en", reply="nothing"),
        Example("पिछली एंट्री हटाओ", "hi", reply="ask", before=("राहुल ने 500 दिए",)),
        Example("गलत हो गया वापस करो", "hi", reply="ask", before=("राहुल ने 500 दिए",)),
        Example("जो अभी किया वो हटाओ", "hi", reply="nothing"),
        Example("undo the last one", "en", reply="ask", before=("Rahul paid 500",)),
        Example("cancel the last entry", "en", reply="ask", before=("Rahul paid 500",)),
        Example("undo", "en", reply="nothing"),
    ),
)
