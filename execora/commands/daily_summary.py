"""DAILY_SUMMARY: what a day, or a run of days, brought."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from execora.commands.command import Command, Example, Priority, Reply, Thing, Touches
from execora.language.moments import day
from execora.language.reading import Entities
from execora.language.vocabulary import ASKING, TELLING
from execora.language.wording import Money, Phrase
from execora.ledger.money import rupees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from execora.commands.command import Order, Wording
    from execora.commands.port import Shop
    from execora.language.clause import Clause
    from execora.language.people import Person
    from execora.language.reading import Reading, Setting
    from execora.ledger.model import DaySummary


def read(clause: Clause, setting: Setting) -> Reading | None:
    """Cues: kitna sale hua, kitni bikri, aaj ka hisaab, kitna kamaya, with a day or a period."""
    if clause.negated or clause.numbers or clause.has("due", "udhaar") or not _is_about_sales(clause):
        return None
    if not all(person.ref == "shop" or _is_everything(person) for person in clause.people):
        return None
    if not (clause.acts <= _VERBS and clause.moods - {"going on"} <= _MOODS):
        return None
    if "going on" in clause.moods and not (clause.has("how") and clause.when):
        return None
    return clause.reading("DAILY_SUMMARY", _when(clause, setting.now.date()), _ACCOUNTS_FOR)


def _is_everything(person: Person) -> bool:
    """Tell of "sab mila ke", "saare bill ka total"."""
    return person.ref == "all" and person.role == "bare"


def _is_about_sales(clause: Clause) -> bool:
    """Tell whether it asks what was sold or earned; hisaab and total are the day's where a day is said."""
    if clause.has("sale", "earning", "earned", "report") or (clause.has("sold", "sell") and clause.asks):
        return True
    if clause.has("accounts") and clause.has("shop", "time"):
        return True
    came = clause.has("come", "get") and clause.has("money", "payment", "how much")
    made = clause.has("how much") and (not clause.acts.isdisjoint({"make", "earned"}) or clause.has("goods", "bill"))
    ran = clause.has("how", "how much") and (
        (clause.has("shop") and clause.has("how", "run")) or (clause.has("did") and bool(clause.people))
    )
    return clause.when is not None and (clause.has("accounts", "total") or came or made or ran)


def _when(clause: Clause, today: date) -> Entities | None:
    """Return the day or the period that is asked about; None where that is none that has begun."""
    when = clause.when
    if when is None:
        return Entities()
    if when.every == "day":
        return Entities()  # "daily report"
    if when.period or when.every:
        return None if when.last else Entities(period=when.period or ("month" if when.every == "month" else "week"))
    on = day(when, today)
    return Entities(date=on) if on else None


_VERBS = TELLING | {"sell", "sold", "come", "get", "earned", "make", "cut", "go", "run", "stay"}
_MOODS = frozenset({"done", "may", "please", "bare", "to"})
_ACCOUNTS_FOR = (
    _VERBS
    | ASKING
    | frozenset(
        "WHO WHEN sale earning earned report accounts total money payment goods shop bill time cash upi how".split()
    )
)


async def handle(shop: Shop, order: Order) -> Reply:
    """Sum up the day, the week so far or the month so far."""
    today = order.now.date()
    first, last = _days(order.entities, today)
    if first > today:
        return Reply("not_yet", words={"day": first}, error="NOT_ALLOWED")
    summary = await shop.reports.days(first, last)
    quiet = not (summary.invoice_count or summary.payments or summary.credit_given)
    return Reply("nothing" if quiet else "done", _shown(summary), _words(summary, order.entities))


def _days(said: Entities, today: date) -> tuple[date, date]:
    match said.date, said.period:
        case date() as day, _:
            return day, day
        case _, "yesterday":
            return today - timedelta(days=1), today - timedelta(days=1)
        case _, "week":
            return today - timedelta(days=today.weekday()), today
        case _, "month":
            return today.replace(day=1), today
        case _:
            return today, today


def _shown(summary: DaySummary) -> dict[str, object]:
    return {
        "date": summary.first.isoformat(),
        "until": summary.last.isoformat(),
        "invoiceCount": summary.invoice_count,
        "totalSales": rupees(summary.sales),
        "totalPayments": rupees(summary.payments),
        "cashPayments": rupees(summary.cash),
        "upiPayments": rupees(summary.upi),
        "creditGiven": rupees(summary.credit_given),
        "pendingAmount": rupees(summary.pending),
    }


def _words(summary: DaySummary, said: Entities) -> dict[str, object]:
    span = None if said.date else _SPANS.get(said.period or "today")
    return {
        "when": Phrase(span) if span else summary.first,
        "count": summary.invoice_count,
        "sales": Money(summary.sales),
        "payments": Money(summary.payments),
        "cash": Money(summary.cash),
        "upi": Money(summary.upi),
        "credit": Money(summary.credit_given),
        "pending": Money(summary.pending),
    }


def touches(_order: Order) -> Touches:
    """Tell what it reads and writes."""
    return Touches(reads=frozenset({Thing("customer")}))


_SPANS: Mapping[str, Wording] = {
    "week": {"hi-en": "is hafte", "hi": "इस हफ़्ते", "en": "this week"},
    "month": {"hi-en": "is mahine", "hi": "इस महीने", "en": "this month"},
}


COMMAND = Command(
    intent="DAILY_SUMMARY",
    title={"hi-en": "Din ka hisaab", "hi": "दिन का हिसाब", "en": "Day's summary"},
    summary={"hi-en": "Din ka hisaab batana", "hi": "दिन का हिसाब बताना", "en": "Sum up a day"},
    priority=Priority.READ,
    read=read,
    handle=handle,
    touches=touches,
    replies={
        "done": {
            "hi-en": "{when} ka hisaab: bikri {sales}, {count} bill. "
            "Payment {payments}, cash {cash} aur UPI {upi}. Udhaar diya {credit}. Kul baaki {pending}.",
            "hi": "{when} का हिसाब: बिक्री {sales}, {count} बिल। "
            "भुगतान {payments}, नकद {cash} और यूपीआई {upi}। उधार दिया {credit}। कुल बाक़ी {pending}।",
            "en": "Summary for {when}: sales {sales}, {count:bill|bills}. "
            "Payments {payments}, cash {cash} and UPI {upi}. Credit given {credit}. Owed in all {pending}.",
        },
        "nothing": {
            "hi-en": "{when} ka hisaab: koi bikri ya payment nahi. Kul baaki {pending}.",
            "hi": "{when} का हिसाब: कोई बिक्री या भुगतान नहीं। कुल बाक़ी {pending}।",
            "en": "Summary for {when}: no sales and no payments. Owed in all {pending}.",
        },
        "not_yet": {
            "hi-en": "{day} abhi aaya nahi hai. Beete din ka hisaab poochhiye.",
            "hi": "{day} अभी आया नहीं है। बीते दिन का हिसाब पूछिए।",
            "en": "That day, {day}, has not come yet. Please ask about a day gone by.",
        },
    },
    examples=(
        Example("Aaj kitna sale hua?", "hi-en", {"date": "2026-11-20"}, before=("Rahul ne 200 cash me diye",)),
        Example("kal kitni bikri hui", "hi-en", {"date": "2026-11-19"}, reply="nothing"),
        Example("is hafte kitni bikri hui", "hi-en", {"period": "week"}, before=("Rahul ne 200 cash me diye",)),
        Example("aaj ka hisaab batao", "hi-en", {"date": "2026-11-20"}, before=("Rahul ne 200 cash me diye",)),
        Example("आज कितनी बिक्री हुई", "hi", {"date": "2026-11-20"}, before=("राहुल ने 200 दिए",)),
        Example("कल का हिसाब बताओ", "hi", {"date": "2026-11-19"}, reply="nothing"),
        Example("इस महीने कितनी बिक्री हुई", "hi", {"period": "month"}, before=("राहुल ने 200 दिए",)),
        Example("What were today's sales", "en", {"date": "2026-11-20"}, before=("Rahul paid 200 in cash",)),
        Example("How much did we sell yesterday", "en", {"date": "2026-11-19"}, reply="nothing"),
        Example("Sales this week", "en", {"period": "week"}, before=("Rahul paid 200 in cash",)),
    ),
)
