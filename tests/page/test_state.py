"""What the page knows, and how it changes: no document, no network, no clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.page.conftest import Js

Action = dict[str, Any]
After = Callable[..., Action]


def told(kind: str, data: Action | None = None, *, at: int = 0, reply_to: str | None = None) -> Action:
    event = {"type": kind, "data": data or {}} | ({"replyTo": reply_to} if reply_to else {})
    return {"kind": "server", "event": event, "at": at}


def said(text: str, message: str, *, at: int = 0) -> Action:
    return {"kind": "say", "message": {"id": message, "type": "voice:final", "data": {"text": text}}, "at": at}


def pressed(kind: str, message: str, **data: object) -> Action:
    return {"kind": "say", "message": {"id": message, "type": kind, "data": data}, "at": 0}


def sent(message: str, *, at: int = 0) -> Action:
    return {"kind": "sent", "id": message, "at": at}


def response(text: str, *, reply_to: str, intent: str = "CHECK_BALANCE", error: str = "", **data: object) -> Action:
    result: Action = {"success": not error, "message": text, "data": data} | ({"error": error} if error else {})
    answer = {"text": text, "intent": intent, "language": "en", "executionResult": result, "utteranceId": "u"}
    return told("voice:response", answer, reply_to=reply_to)


def queued(task: str, *, reply_to: str = "m") -> Action:
    return told("task:queued", {"taskId": task, "intent": "CHECK_BALANCE", "entities": {}}, reply_to=reply_to)


def question(name: str = "q", *, reply_to: str = "m", at: int = 0) -> Action:
    data = {"questionId": name, "text": "₹6,000 on Rahul?", "expiresInSeconds": 30}
    return told("voice:confirm_needed", data, at=at, reply_to=reply_to)


def draft(name: str, *, waits: bool = True) -> Action:
    return told(
        "invoice:draft", {"draftId": name, "customer": "Rahul", "items": [], "total": 5, "awaitingConfirm": waits}
    )


OPEN = told("voice:start", {"sessionId": "s"})
LOST = {"kind": "lost", "retryAt": 9000, "at": 1000}
AGAIN = {"kind": "again", "id": "a", "at": 0}


@pytest.fixture
def after(js: Js) -> After:
    def run(*actions: Action) -> Action:
        state: Action = js("state", "a[0].reduce(m.reduce, m.begin())", list(actions))
        return state

    return run


def texts(state: Action) -> list[str]:
    return [entry.get("text") or entry["word"] for entry in state["log"]]


def kept(state: Action) -> list[str]:
    return [message["id"] for message in state["outbox"]]


# -- the conversation ----------------------------------------------------------


def test_what_is_said_and_answered_makes_a_conversation(after: After):
    state = after(OPEN, said("Rahul ka balance", "m"), response("Rahul owes ₹500.", reply_to="m"))
    assert [(entry["who"], entry["text"]) for entry in state["log"]] == [
        ("you", "Rahul ka balance"),
        ("shop", "Rahul owes ₹500."),
    ]


def test_the_echo_of_what_the_page_said_is_not_shown_twice(after: After):
    echo = told("voice:transcript", {"text": "haan", "isFinal": True, "utteranceId": "u"}, reply_to="m")
    assert texts(after(OPEN, said("haan", "m"), echo)) == ["haan"]


def test_words_that_the_server_heard_are_shown_as_they_grow(after: After):
    growing = told("voice:transcript", {"text": "Rahul ko", "isFinal": False, "utteranceId": "u"})
    final = told("voice:transcript", {"text": "Rahul ko 500", "isFinal": True, "utteranceId": "u"})
    assert after(OPEN, growing)["interim"] == "Rahul ko"
    state = after(OPEN, growing, final)
    assert (state["interim"], texts(state)) == ("", ["Rahul ko 500"])


def test_an_answer_that_grows_becomes_the_whole_answer(after: After):
    chunks = [told("voice:response:chunk", {"text": text, "utteranceId": "u"}) for text in ("Aap ", "ka")]
    assert texts(after(OPEN, *chunks)) == ["Aap ka"]
    state = after(OPEN, *chunks, response("Aap ka hisaab.", reply_to="m"))
    assert texts(state) == ["Aap ka hisaab."]
    assert len({entry["key"] for entry in state["log"]}) == 1


def test_a_failed_answer_is_marked(after: After):
    state = after(OPEN, response("Kaun?", reply_to="m", error="CUSTOMER_NOT_FOUND"))
    assert state["log"][0]["failed"]


def test_thinking_ends_with_the_answer(after: After):
    assert after(OPEN, told("voice:thinking", {"transcript": "x"}))["thinking"]
    assert not after(OPEN, told("voice:thinking", {"transcript": "x"}), response("y", reply_to="m"))["thinking"]


def test_the_conversation_forgets_its_oldest_lines(after: After):
    state = after(OPEN, *[said(str(number), f"m{number}") for number in range(310)])
    assert (len(state["log"]), state["log"][0]["text"]) == (300, "10")


def test_an_event_of_a_type_not_known_changes_nothing(after: After):
    assert after(OPEN, told("recording:started")) == after(OPEN)


# -- what must not be lost, and not be done twice --------------------------------


def test_a_message_is_kept_until_its_answer_has_come(after: After):
    asked = (OPEN, said("Rahul ka balance", "m"), sent("m"))
    assert kept(after(*asked)) == ["m"]
    assert kept(after(*asked, response("₹500", reply_to="m"))) == []


def test_a_message_is_kept_while_one_of_its_tasks_runs(after: After):
    asked = (OPEN, said("two things", "m"), sent("m"), queued("t1"), queued("t2"))
    first = told("task:completed", {"taskId": "t1", "durationMs": 5}, reply_to="m")
    second = told("task:completed", {"taskId": "t2", "durationMs": 5}, reply_to="m")
    one_answered = (*asked, first, response("one", reply_to="m"))
    assert kept(after(*one_answered)) == ["m"]
    assert kept(after(*one_answered, second, response("two", reply_to="m"))) == []


def test_a_task_that_is_done_but_not_answered_is_asked_for_again(after: After):
    done = told("task:completed", {"taskId": "t", "durationMs": 5}, reply_to="m")
    assert kept(after(OPEN, said("x", "m"), sent("m"), queued("t"), done, LOST)) == ["m"]


@pytest.mark.parametrize(
    "event",
    [
        question(),
        told("voice:choose", {"questionId": "q", "text": "?", "options": []}, reply_to="m"),
        told("error", {"code": "QUEUE_FULL", "error": "full"}, reply_to="m"),
        told("voice:tts-stopped", {"reason": "interrupt"}, reply_to="m"),
        response("x", reply_to="m"),
    ],
)
def test_whatever_tells_what_came_of_a_message_settles_it(after: After, event: Action):
    assert kept(after(OPEN, said("x", "m"), sent("m"), event)) == []


@pytest.mark.parametrize("kind", ["voice:transcript", "voice:intent", "voice:thinking"])
def test_what_only_shows_that_a_message_came_does_not_settle_it(after: After, kind: str):
    event = told(kind, {"text": "x", "isFinal": True, "intent": "CHECK_BALANCE"}, reply_to="m")
    assert kept(after(OPEN, said("x", "m"), sent("m"), event)) == ["m"]


def test_what_was_said_offline_can_be_taken_back(after: After):
    state = after(OPEN, LOST, said("Rahul ne 500 diye", "m"), {"kind": "discard", "id": "m", "at": 0})
    assert (kept(state), texts(state)) == ([], [])


def test_what_may_have_been_done_stays_in_the_conversation_when_it_is_not_sent_again(after: After):
    state = after(OPEN, said("Rahul ne 500 diye", "m"), sent("m"), LOST, {"kind": "discard", "id": "m", "at": 0})
    assert (kept(state), texts(state)) == ([], ["Rahul ne 500 diye"])


def test_a_message_whose_id_the_server_may_have_forgotten_is_not_sent_again(after: After):
    day = 24 * 60 * 60 * 1000
    old = (OPEN, said("Rahul ne 500 diye", "m"), sent("m", at=0), LOST, said("haan", "n", at=day))
    state = after(*old, {"kind": "tooOld", "at": day})
    assert (kept(state), texts(state)[-1]) == (["n"], "note.tooOld")


def test_what_was_said_before_something_that_is_answered_is_held_until_it_is_said_again(after: After):
    before: tuple[Action, ...] = (
        OPEN,
        said("usne 207 diye", "a"),
        sent("a"),
        said("Suresh ka balance", "b"),
        sent("b"),
    )
    state = after(*before, response("₹0", reply_to="b"), LOST, OPEN, {"kind": "tooOld", "at": 0})
    assert [(message["id"], message["held"]) for message in state["outbox"]] == [("a", True)]
    state = after(*before, response("₹0", reply_to="b"), LOST, OPEN, {"kind": "tooOld", "at": 0}, AGAIN)
    assert [(message["id"], message["held"]) for message in state["outbox"]] == [("a", False)]


def test_a_reload_shows_again_what_is_not_settled(js: Js):
    message = {"id": "m", "type": "voice:final", "data": {"text": "haan"}, "saidAt": 0, "sentAt": None}
    state = js("state", "m.begin(a)", message)
    assert (kept(state), texts(state)) == (["m"], ["haan"])


# -- stopping --------------------------------------------------------------------


STOP: Action = {"kind": "stop", "message": {"id": "stop", "type": "voice:stop", "data": {}}, "at": 2000}


def test_nothing_said_before_a_stop_is_sent_after_it(after: After):
    state = after(OPEN, said("sent", "m"), sent("m"), LOST, said("not sent", "n"), STOP)
    assert (kept(state), texts(state)) == ([], ["sent", "note.dropped"])


def test_stopping_lasts_until_the_server_says_that_all_has_stopped(after: After):
    assert after(OPEN, STOP)["stopping"]
    state = after(OPEN, queued("t"), STOP, told("voice:stopped", {"cancelled": ["t"]}))
    assert (state["stopping"], state["tasks"][0]["status"], texts(state)) == (False, "CANCELLED", ["note.stopped"])


def test_there_is_nothing_to_wait_for_when_stopping_offline(after: After):
    state = after(OPEN, LOST, STOP)
    assert (state["stopping"], kept(state)) == (False, [])


def test_a_stop_is_kept_until_the_server_says_that_all_has_stopped(after: After):
    asked = (OPEN, queued("t"), STOP, sent("stop"))
    assert kept(after(*asked)) == ["stop"]
    assert kept(after(*asked, told("voice:stopped", {"cancelled": ["t"]}, reply_to="stop"))) == []


def test_a_session_that_waits_is_still_to_be_stopped(after: After):
    state = after(OPEN, queued("t"), said("not sent", "n"), WAITS, STOP)
    assert (state["stopping"], kept(state)) == (True, ["stop"])


# -- a session that waits ----------------------------------------------------------


WAITS: Action = LOST | {"waits": 30_000}
RESUMED = told("session:resumed", {"missed": 0}, at=20_000)
AT_WORK = (OPEN, said("two things", "m"), sent("m"), queued("t"), question("q", at=1000))


def test_while_the_session_waits_nothing_is_given_up(after: After):
    state = after(*AT_WORK, WAITS, WAITS | {"at": 9000}, {"kind": "connecting", "at": 9000})
    assert (state["link"]["phase"], state["until"]) == ("lost", 31_000), "it does not wait longer for each try"
    assert (state["tasks"][0]["status"], state["question"]["id"]) == ("QUEUED", "q")


def test_what_the_session_does_meanwhile_is_shown_as_if_nothing_had_been(after: After):
    done = told("task:completed", {"taskId": "t", "durationMs": 5}, reply_to="m")
    state = after(*AT_WORK, WAITS, RESUMED, done, response("₹500", reply_to="m"))
    assert (state["link"]["phase"], state["until"]) == ("open", None)
    assert [task["status"] for task in state["tasks"]] == ["COMPLETED"]
    assert (texts(state), kept(state)) == (["two things", "₹6,000 on Rahul?", "₹500"], [])


def test_a_session_that_has_waited_for_too_long_is_over(after: After):
    tick = {"kind": "tick", "at": 31_000}
    waits = after(*AT_WORK, WAITS, tick | {"at": 30_999})
    assert waits["tasks"][0]["status"] == "QUEUED"
    state = after(*AT_WORK, WAITS, tick)
    assert (state["tasks"][0]["status"], state["question"], state["until"]) == ("LOST", None, None)


def test_in_another_session_all_of_the_old_one_is_over_but_for_what_was_said(after: After):
    cancel = pressed("task:cancel", "c", taskId="t")
    state = after(*AT_WORK, cancel, WAITS, OPEN)
    assert (state["tasks"][0]["status"], state["question"], state["until"]) == ("LOST", None, None)
    assert (kept(state), state["link"]["phase"]) == (["m"], "open")
    assert kept(after(*AT_WORK, STOP, WAITS, OPEN)) == []


@pytest.mark.parametrize("kind", ["voice:transcript", "task:queued"])
def test_whatever_is_told_about_a_message_shows_that_it_arrived(after: After, kind: str):
    about = told(kind, {"taskId": "t", "text": "x", "isFinal": True}, reply_to="m")
    asked = (OPEN, said("x", "m"), sent("m"))
    assert [message.get("arrived", False) for message in after(*asked)["outbox"]] == [False]
    assert [message.get("arrived", False) for message in after(*asked, about)["outbox"]] == [True]
    assert [message["arrived"] for message in after(*asked, about, LOST, OPEN)["outbox"]] == [False]


def test_what_was_acted_on_before_is_no_trouble(after: After):
    again = told("error", {"code": "ALREADY_DONE", "error": "This message was acted on before."}, reply_to="c")
    state = after(OPEN, pressed("task:cancel", "c", taskId="t"), again)
    assert (state["trouble"], kept(state)) == (None, [])


# -- questions -------------------------------------------------------------------


def test_a_question_is_asked_and_said(after: After):
    state = after(OPEN, question(at=1000))
    assert (state["question"]["id"], state["question"]["expiresAt"], texts(state)) == (
        "q",
        31_000,
        ["₹6,000 on Rahul?"],
    )


def test_a_question_lapses_in_its_time(after: After):
    tick = {"kind": "tick", "at": 30_000}
    assert after(OPEN, question(), tick | {"at": 29_999})["question"]
    state = after(OPEN, question(), tick)
    assert (state["question"], texts(state)[-1]) == (None, "note.lapsed")


@pytest.mark.parametrize("intent", ["CONFIRM", "DENY", "CHOOSE", "CHECK_BALANCE"])
def test_an_answer_or_another_command_closes_the_question(after: After, intent: str):
    assert after(OPEN, question(), told("voice:intent", {"intent": intent}, reply_to="n"))["question"] is None


@pytest.mark.parametrize("intent", ["HELP", "PAUSE", "TASK_STATUS", "UNKNOWN"])
def test_a_word_beside_the_question_leaves_it_open(after: After, intent: str):
    assert after(OPEN, question(), told("voice:intent", {"intent": intent}, reply_to="n"))["question"]


def test_the_second_command_of_the_same_utterance_leaves_the_question_open(after: After):
    assert after(OPEN, question(), told("voice:intent", {"intent": "CHECK_BALANCE"}, reply_to="m"))["question"]


def test_a_button_closes_the_question(after: After):
    assert after(OPEN, question(), pressed("voice:answer", "n", questionId="q", yes=True))["question"] is None


def test_a_lost_connection_voids_the_question(after: After):
    assert after(OPEN, question(), LOST)["question"] is None


# -- drafts ----------------------------------------------------------------------


def drafts(state: Action) -> list[str]:
    return [one["draftId"] for one in state["drafts"]]


def test_a_changed_draft_takes_the_place_of_the_old_one(after: After):
    assert drafts(after(OPEN, draft("a"), draft("b"), draft("a"))) == ["a", "b"]


def test_a_draft_with_nothing_left_goes(after: After):
    assert drafts(after(OPEN, draft("a"), draft("a", waits=False))) == []


def test_a_confirmed_draft_goes(after: After):
    assert drafts(after(OPEN, draft("a"), draft("b"), told("invoice:confirmed", {"draftId": "a"}))) == ["b"]


def test_a_cancelled_draft_goes(after: After):
    assert drafts(after(OPEN, draft("a"), response("x", reply_to="m", intent="CANCEL_INVOICE", draftId="a"))) == []


def test_all_drafts_go_that_were_cancelled_together(after: After):
    cancelled = response("x", reply_to="m", intent="CANCEL_INVOICE", draftIds=["a", "b"])
    assert drafts(after(OPEN, draft("a"), draft("b"), draft("c"), cancelled)) == ["c"]


def test_a_draft_that_turns_out_to_be_gone_goes(after: After):
    gone = response("x", reply_to="m", intent="CONFIRM_INVOICE", error="NO_PENDING_INVOICE")
    assert drafts(after(OPEN, draft("a"), draft("b"), pressed("invoice:confirm", "m", draftId="a"), gone)) == ["b"]


def test_a_draft_that_could_not_be_confirmed_stays(after: After):
    short = response("x", reply_to="m", intent="CONFIRM_INVOICE", error="INSUFFICIENT_STOCK")
    assert drafts(after(OPEN, draft("a"), pressed("invoice:confirm", "m", draftId="a"), short)) == ["a"]


def test_a_draft_outlives_the_connection(after: After):
    assert drafts(after(OPEN, draft("a"), LOST, {"kind": "connecting", "at": 0}, OPEN)) == ["a"]


# -- the connection, the books, troubles -------------------------------------------


def test_the_connection_is_open_once_the_server_has_greeted(after: After):
    connecting = {"kind": "connecting", "at": 0}
    assert after(connecting)["link"]["phase"] == "connecting"
    assert after(connecting, OPEN)["link"]["phase"] == "open"
    assert after(connecting, OPEN, LOST)["link"] == {"phase": "lost", "retryAt": 9000, "why": None}


def test_a_lost_connection_stays_lost_while_it_is_tried_again(after: After):
    connecting = {"kind": "connecting", "at": 0}
    assert after(OPEN, LOST, connecting)["link"] == {"phase": "lost", "retryAt": None, "why": None}
    assert after(OPEN, LOST, connecting, OPEN)["link"]["phase"] == "open"


def test_a_refusal_says_why(after: After):
    refused = {"kind": "refused", "why": "token", "at": 0}
    assert after(refused)["link"] == {"phase": "refused", "retryAt": None, "why": "token"}


def test_a_trouble_goes_when_it_is_heeded_or_something_is_said(after: After):
    trouble = told("error", {"code": "X", "error": "Bad."})
    assert after(OPEN, trouble)["trouble"] == {"code": "X", "text": "Bad."}
    assert after(OPEN, trouble, {"kind": "heeded", "at": 0})["trouble"] is None
    assert after(OPEN, trouble, said("again", "m"))["trouble"] is None


def test_what_could_not_be_read_again_stays_as_it_was(after: After):
    loaded = {"kind": "books", "part": "products", "items": [{"id": "p"}], "at": 0}
    failed = {"kind": "booksFailed", "part": "products", "status": 503, "at": 0}
    assert after(loaded, failed)["books"]["products"] == {"items": [{"id": "p"}], "failed": True, "status": 503}
    assert after(failed)["books"]["products"] == {"items": None, "failed": True, "status": 503}


# -- who hears and speaks ------------------------------------------------------------


SERVED = told("voice:start", {"sessionId": "s", "sttProvider": "deepgram", "ttsProvider": "elevenlabs"})


def words(text: str, provider: str | None = None, *, final: bool = True, at: int = 0) -> Action:
    data: Action = {"text": text, "isFinal": final, "utteranceId": "u"} | ({"provider": provider} if provider else {})
    return told("voice:transcript", data, at=at)


def activity(speaking: bool, *, at: int = 0) -> Action:
    return told("voice:activity", {"speaking": speaking}, at=at)


def notes(state: Action) -> list[tuple[str, str | None]]:
    return [(line["word"], line.get("provider")) for line in state["log"] if line["who"] == "note"]


def test_what_is_told_last_of_who_hears_and_speaks_counts(after: After):
    state = after(SERVED, told("voice:started", {"sttProvider": "local", "ttsProvider": "browser"}))
    assert (state["hears"], state["speaks"], notes(state)) == ("local", "browser", [])


def test_an_old_server_that_names_nobody_changes_nothing(after: After):
    state = after(SERVED, told("voice:started", {"message": "Listening", "sttProvider": None}))
    assert (state["hears"], state["speaks"]) == ("deepgram", "elevenlabs")


def test_another_provider_in_the_middle_of_it_is_noted_once(after: After):
    state = after(SERVED, words("one", "deepgram"), words("two", "local", final=False), words("two", "local"))
    assert (state["hears"], notes(state)) == ("local", [("note.hears", "local")])
    pieces = [told("voice:tts-stream", {"provider": name}) for name in ("elevenlabs", "local", "local")]
    state = after(SERVED, *pieces)
    assert (state["speaks"], notes(state)) == ("local", [("note.speaks", "local")])


def test_typed_words_say_nothing_about_who_hears(after: After):
    assert after(SERVED, words("typed"))["hears"] == "deepgram"


# -- what is heard -------------------------------------------------------------------


def test_somebody_speaks_has_spoken_and_is_understood(after: After):
    said_something = [SERVED, activity(True), words("Rahul", final=False), activity(False, at=10)]
    assert [after(*said_something[:count])["somebody"] for count in (1, 2, 4)] == [None, "speaks", "spoke"]
    state = after(*said_something, words("Rahul ka balance", "deepgram"))
    assert (state["somebody"], state["interim"]) == (None, "")


@pytest.mark.parametrize(("waited", "somebody"), [(5000, "spoke"), (5001, None)])
def test_a_cough_is_not_waited_for_long(after: After, waited: int, somebody: str | None):
    assert after(SERVED, activity(False, at=10), {"kind": "tick", "at": 10 + waited})["somebody"] == somebody


def test_nobody_is_waited_for_whose_utterance_came_to_nothing(after: After):
    assert (
        after(SERVED, activity(False), told("voice:activity", {"speaking": False, "heard": False}))["somebody"] is None
    )
    assert after(SERVED, told("voice:activity", {"speaking": True, "heard": False}))["somebody"] == "speaks"


@pytest.mark.parametrize("end", [LOST, {"kind": "stop", "at": 0}])
def test_nobody_is_waited_for_after_the_end(after: After, end: Action):
    state = after(SERVED, activity(True), words("Rahul", final=False), end)
    assert (state["somebody"], state["interim"]) == (None, "")
