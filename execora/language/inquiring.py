"""Whether somebody asks how far the work is: "kya chal raha hai", "kitna kaam baaki hai", "ho gaya kya", "status"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from execora.language.bag import bag, vocabulary

if TYPE_CHECKING:
    from execora.language.bag import Bag
    from execora.language.clause import Clause


def asks_for_status(clause: Clause) -> bool:
    """Tell whether the whole sentence asks what runs, what waits, or whether it is done, and names no errand."""
    said = bag(clause, _WORDS)
    if said is None or not said.only(_ALLOWED) or not _is_asked(said):
        return False
    if said.has("status", "how_far"):
        return True
    if said.has("queue") and said.has("what", "what_all", "who", "who_all", "how_much"):
        return True
    if said.has("work", "queue"):
        waits = said.has("going_on", "remain", "due", "pending", "waits", "finished", "run", "left", "list")
        return waits or _is_done(said)
    if said.has("what", "who", "what_all", "who_all", "how_much"):
        if said.has("finished", "waits", "due", "pending", "remain"):
            return False  # "kya kya khatam ho gaya" asks about goods, "kiska baaki chal raha hai" about money
        return (said.has("going_on", "run") and not said.has("say")) or (_is_done(said) and not said.has("how_much"))
    return said.has("?", "or_not", "did", "is_it") and (_is_done(said) or said.has("going_on", "finished", "run"))


def _is_asked(said: Bag) -> bool:
    return said.has(*_ASKING) or (said.has("tell", "show", "say") and not said.has("no"))


def _is_done(said: Bag) -> bool:
    by_me = said.has("me") and said.was_done("do")
    return said.was_done("happen", "do") and not by_me


_ASKING = ("what", "who", "what_all", "who_all", "how_much", "?", "or_not", "did", "how_far", "is_it", "status")
_ALLOWED = (
    "status how_far work queue no going_on remain due pending waits finished run left what who what_all who_all "
    "how_much ? or_not did list is_it "
    "tell show say give do happen go is was it all you now list other last previous which wrong yes put me "
    "apply nay progress"
)
_WORDS = vocabulary(
    {
        "work": "kaamo | kamon | taask | job | jobs | कामों | work | kyu | line mein | line me | line | kataar | "
        "क्यू | लाइन में | लाइन | request | command | processing | process",
        "status": "stetas | progress | update | haal kaam ka | sthiti | स्थिति | working on | status report",
        "queue": "queue",
        "how_far": "kahan tak | kaha tak | kahaan tak | kidhar tak | kitni der | kitna time | kitna samay | "
        "कहां तक | कितनी देर | कितना टाइम | कितना समय | how long | how far | how much time | how much longer",
        "finished": "finish | over | complete | completed | finished | poora | pura | पूरा",
        "happen/done": "pahuncha | pahunchi | pahunche | pohcha | pohncha | pahucha | puhuncha | ho gaya | "
        "ho gayi | ho gaye | hogaya | hogya | ho chuka | hochuka | nipat gaya | nipta | पहुंचा | पहुंची | हो गया | "
        "हो गए | हो चुका | ready | done",
        "waits": "lagi hui | atka | ruka | ruke | waiting | pending | baaki | baki | bacha | bache | bachi | "
        "bacha hua | rehta | reh gaya | reh gaye | remaining | left | बाकी | बचा | बचे | पेंडिंग | stuck | hanging",
        "run": "chalu | chaalu | chal | chalta | चालू | चल | running | run | active | current | in progress | "
        "going | live",
        "going_on": "rya | ree | riya | rela | going on | happening | doing | lagega | lagegi | lagenge | लगेगा | "
        "लगेगी | still running | still going | working",
        "or_not": "ki nahi | ki nahin | ki nai | ya nahi | ya nahin | ke nahi | की नहीं | कि नहीं | या नहीं | or not",
        "what": "kya kya kaam",
        "who": "kaun sa | kaun se | kaun kaun se | kaun kaun sa | kon sa | kon se | kaun si | कौन सा | कौन से | "
        "which | which all",
        "is_it": "is it | are you | is anything | is there anything | is that | is the | are there any | any | "
        "anything | has it | have you | is everything | koi | कोई",
        "it": "isme | usme | yaha | yahan | idhar | background mein | background me | peeche | abhi tak | ab tak | "
        "till now | so far | अभी तक | अब तक | aaj | everything | sab | sab kuch | सब | sara | saara | saare | "
        "sare | सारे | सारा",
    }
)
