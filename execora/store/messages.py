"""Requests and clients' messages: what was asked already, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from psycopg.types.json import Jsonb

from execora.session.port import Answer, Claim, KeyReusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from execora.session.port import Request
    from execora.store.postgres import Connection

# a twin that is still at work is waited for, and does nothing if it commits
CLAIM_REQUEST = """
insert into execora.request (shop_id, key, digest, intent) values ($1, $2, $3, $4) on conflict do nothing
"""

REQUEST = "select r.digest, r.answer from execora.request r where r.key = $1"

# ";" comes right after ":"
EFFECTS = """
select r.key, r.intent, r.answer from execora.request r where r.key > $1 and r.key < $2 and r.answer is not null
"""

# of somebody who is forgotten meanwhile nothing is kept; whoever is about to be is not before this is
KEEP_ANSWER = """
with named as materialized (select c.erased_at from execora.customer c where c.id = any($3) order by c.id for share)
update execora.request r
set answer = case
    when exists (select from named where erased_at is not null) then execora.forgotten_answer() else $2
end
where r.key = $1
"""

# To lose the last half second of messages in a crash does no harm, for a change is kept apart by its request. So nobody
# waits for the disk.
CLAIM_MESSAGE = """
with in_haste as (select set_config('synchronous_commit', 'off', true))
insert into execora.message as m (shop_id, id, digest) select $1, $2, $3 from in_haste
on conflict (shop_id, id) do update set digest = excluded.digest, answers = null, at = now()
    where m.at < now() - interval '24 hours'
"""

MESSAGE = "select m.digest, m.answers from execora.message m where m.id = $1"

CLOSE_MESSAGE = """
with in_haste as (select set_config('synchronous_commit', 'off', true))
update execora.message m set answers = $2 from in_haste where m.id = $1 and m.answers is null
"""

PURGE_MESSAGES = "delete from execora.message m where m.at < now() - interval '24 hours'"

PURGE_DRAFTS = "delete from execora.draft d where d.made_at < now() - interval '4 hours'"


async def claim_request(connection: Connection, shop_id: int, request: Request) -> Answer | None:
    """Claim a request's key for this transaction; or return what was answered when it took effect.

    Raises:
        KeyReusedError: the key was used for something else.

    """
    if await connection.execute(CLAIM_REQUEST, shop_id, request.key, request.digest, request.intent):
        return None
    row = await connection.one(REQUEST, request.key)
    assert row is not None, "nobody can remove a request"
    digest, answer = row
    if digest != request.digest:
        raise KeyReusedError(f"{request.key} was used for something else")
    return _answer(answer)


async def keep_answer(connection: Connection, request: Request, answer: Answer) -> None:
    """Store what a request was answered beside what it changed."""
    await connection.execute(KEEP_ANSWER, request.key, Jsonb(_stored(answer)), list(answer.names))


async def claim_message(connection: Connection, shop_id: int, message_id: UUID, digest: bytes) -> Claim:
    """Note that a message has come; after 24 hours its id is new again."""
    if await connection.execute(CLAIM_MESSAGE, shop_id, message_id, digest):
        return Claim("new")
    row = await connection.one(MESSAGE, message_id)
    if row is None or row[0] != digest:
        return Claim("other")
    if row[1]:
        return Claim("done", row[1])
    return Claim("open", effects=await _effects(connection, message_id))


async def _effects(connection: Connection, message_id: UUID) -> dict[int, tuple[str, Answer]]:
    """Return what the commands of a message changed and answered, by their number."""
    rows = await connection.fetch(EFFECTS, f"{message_id}:", f"{message_id};")
    return {int(key.rpartition(":")[2]): (intent, _answer(answer)) for key, intent, answer in rows}


async def close_message(connection: Connection, message_id: UUID, answers: Sequence[Mapping[str, Any]]) -> None:
    """Note what a message was answered, unless somebody was forgotten meanwhile."""
    await connection.execute(CLOSE_MESSAGE, message_id, Jsonb([dict(answer) for answer in answers]))


async def purge(connection: Connection) -> int:
    """Remove messages over 24 hours old and drafts over four, and return how many."""
    return await connection.execute(PURGE_MESSAGES) + await connection.execute(PURGE_DRAFTS)


def _stored(answer: Answer) -> dict[str, Any]:
    return {
        "key": answer.key,
        "text": answer.text,
        "speech": answer.speech,
        "language": answer.language,
        "data": dict(answer.data),
        "names": [str(customer_id) for customer_id in answer.names],
        "events": [[kind, dict(data)] for kind, data in answer.events],
    }


def _answer(stored: dict[str, Any]) -> Answer:
    events = tuple((kind, data) for kind, data in stored["events"])
    text, speech = stored["text"], stored.get("speech", "")
    names = tuple(UUID(customer_id) for customer_id in stored.get("names", ()))
    return Answer(stored["key"], text, stored["language"], stored["data"], events=events, speech=speech, names=names)
