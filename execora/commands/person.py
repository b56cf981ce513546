"""A customer's particulars: how they are shown and said, and which are refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from execora.commands.command import Reply
from execora.language.addresses import EMAIL, GSTIN
from execora.language.wording import Email, Gstin, Phrase
from execora.ledger.money import rupees

if TYPE_CHECKING:
    from execora.commands.command import Wording
    from execora.language.reading import Entities
    from execora.ledger.model import Customer
    from execora.ledger.money import Paise


def customer_shown(customer: Customer, owed: Paise) -> dict[str, object]:
    """Show who a customer is and what they owe."""
    return {
        "customerId": str(customer.id),
        "name": customer.name,
        "phone": customer.phone,
        "nickname": customer.nickname,
        "landmark": customer.landmark,
        "email": customer.email,
        "gstin": customer.gstin,
        "balance": rupees(owed),
    }


def spoken_phone(phone: str) -> str:
    """Return ten digits in two groups of five, as they are read out in India."""
    return f"{phone[:5]} {phone[5:]}"


LONGEST_NAME = 80
LONGEST_EMAIL = 254  # RFC 5321, section 4.5.3.1.3, less the brackets around it


def particulars_refused(said: Entities) -> Reply | None:
    """Return the refusal of what cannot be kept of a customer, or None; the wordings are `PARTICULARS`."""
    if max(len(words or "") for words in (said.name, said.nickname, said.landmark)) > LONGEST_NAME:
        return Reply("too_long", words={"largest": LONGEST_NAME}, error="LIMIT_REACHED")
    if said.phone is not None and not re.fullmatch("[0-9]{10}", said.phone):
        return Reply("bad_phone", error="NO_PHONE")
    if said.email is not None and not (EMAIL.fullmatch(said.email) and len(said.email) <= LONGEST_EMAIL):
        return Reply("bad_email", error="NOT_ALLOWED")
    if said.gstin is not None and not GSTIN.fullmatch(said.gstin):
        return Reply("bad_gstin", error="NOT_ALLOWED")
    return None


def particulars_said(said: Entities) -> tuple[Phrase, ...]:
    """Return each thing that was told of a customer, as it is read back."""
    told = {
        "name": said.name,
        "nickname": said.nickname,
        "landmark": said.landmark,
        "phone": said.phone and spoken_phone(said.phone),
        "email": said.email and Email(said.email),
        "gstin": said.gstin and Gstin(said.gstin),
    }
    return tuple(Phrase(_SAID[field], {"value": value}) for field, value in told.items() if value)


_SAID: dict[str, Wording] = {
    "name": {"hi-en": "naam {value}", "hi": "नाम {value}", "en": "name {value}"},
    "nickname": {"hi-en": "nickname {value}", "hi": "निकनेम {value}", "en": "nickname {value}"},
    "landmark": {"hi-en": "pata {value}", "hi": "पता {value}", "en": "landmark {value}"},
    "phone": {"hi-en": "number {value}", "hi": "नंबर {value}", "en": "number {value}"},
    "email": {"hi-en": "email {value}", "hi": "ईमेल {value}", "en": "email {value}"},
    "gstin": {"hi-en": "GSTIN {value}", "hi": "जीएसटीआईएन {value}", "en": "GSTIN {value}"},
}

PARTICULARS: dict[str, Wording] = {
    "too_long": {
        "hi-en": "Yeh naam bahut lamba hai. {largest} akshar tak ka boliye.",
        "hi": "यह नाम बहुत लंबा है। {largest} अक्षर तक का बोलिए।",
        "en": "That name is too long. Please keep to {largest} letters.",
    },
    "bad_phone": {
        "hi-en": "Number dus ank ka hona chahiye. Phir se boliye.",
        "hi": "नंबर दस अंक का होना चाहिए। फिर से बोलिए।",
        "en": "A phone number has ten digits. Please say it again.",
    },
    "bad_email": {
        "hi-en": "Yeh email pata theek nahi lagta. Phir se boliye.",
        "hi": "यह ईमेल पता ठीक नहीं लगता। फिर से बोलिए।",
        "en": "That is no e-mail address. Please say it again.",
    },
    "bad_gstin": {
        "hi-en": "GSTIN pandrah akshar ka hota hai. Phir se boliye.",
        "hi": "जीएसटीआईएन पंद्रह अक्षर का होता है। फिर से बोलिए।",
        "en": "A GSTIN has fifteen characters. Please say it again.",
    },
}
"""Replies of the commands that keep what was said of a customer."""
