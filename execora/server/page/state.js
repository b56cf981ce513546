/**
 * What the page knows, and how it changes: `reduce(state, action)` is pure. Nothing here touches the document, the
 * network or a clock; every action brings its own time.
 *
 * @typedef {import("./tasks.js").Task} Task
 * @typedef {import("./outbox.js").Message} Message
 *
 * @typedef {object} Entry            one line of the conversation
 * @property {number} key
 * @property {"you"|"shop"|"note"} who
 * @property {string} [text]
 * @property {string} [word]          a key of words.js instead of a text, for the page's own notes
 * @property {string} [language]
 * @property {string} [provider]      whom a note is about
 * @property {string} [messageId]     the message it was said with
 * @property {string} [utteranceId]
 * @property {boolean} [failed]
 * @property {boolean} [growing]      more of the answer is on its way
 *
 * @typedef {object} Question
 * @property {string} id
 * @property {string} text
 * @property {{name: string, landmark?: string, phoneEnd?: string}[]|null} options  null: yes or no
 * @property {string} [replyTo]       the message that it is asked about
 * @property {number} expiresAt
 * @property {number} seconds         how long it had at first
 *
 * @typedef {object} State
 * @property {{phase: "connecting"|"open"|"lost"|"refused", retryAt: number|null, why: string|null}} link
 *   while it is lost, retryAt is null as long as a try is under way
 * @property {number|null} until      until when a lost session waits for the page; null where none does
 * @property {Entry[]} log
 * @property {string} interim         what is being said right now
 * @property {"speaks"|"spoke"|null} somebody  what the server hears: somebody speaks, or has, and is not understood yet
 * @property {number} somebodyAt      since when
 * @property {string|null} hears      the provider that turns speech into words, as far as the server has told
 * @property {string|null} speaks     the provider that says the answers
 * @property {string|null} recording   the id of the recording that goes on
 * @property {boolean} thinking
 * @property {boolean} stopping       stop was pressed and the server has not said that all has stopped
 * @property {Task[]} tasks
 * @property {object[]} drafts        newest first
 * @property {Question|null} question   the one that is open
 * @property {Message[]} outbox
 * @property {{code: string, text: string}|null} trouble
 * @property {Record<string, {items: any, failed: boolean, status?: number}>} books  what REST has told, by part
 * @property {number} nextKey
 *
 * @typedef {{kind: "server", event: {type: string, data: any, replyTo?: string}, at: number}
 *   | {kind: string, at: number, [more: string]: any}} Action
 */

import { anew, arrived, hold, keep, overtake, sayAgain, sent, split, without } from "./outbox.js";
import { cancel, forget, isOpen, lose, reduceTasks } from "./tasks.js";

const LOG_LINES = 300;

/** How long a question waits where the server does not say (the questions of `voice:choose`). */
const QUESTION_SECONDS = 30;

/** These tell what came of a message. A task that is done does not yet: its answer comes after it. */
const CONCLUSIVE = new Set([
  "voice:response", "voice:confirm_needed", "voice:choose", "voice:tts-stopped", "voice:stopped", "task:cancelled", "error",
]);

/** Saying one of these leaves an open question open; any other command answers it or lets it lapse. */
const BESIDE = new Set(["PAUSE", "TASK_STATUS", "HELP", "REPEAT", "UNKNOWN", "CLARIFY", "CANCEL_TASK", "SWITCH_LANGUAGE"]);

/** Nothing is being said, and nothing that was said waits to be understood. */
const UNHEARD = { interim: "", somebody: null };

/** Of what is no word, a cough or a door, nothing more is told: so long after it nobody waits any more. */
const UNDERSTOOD_MILLISECONDS = 5000;

const OPEN = { phase: "open", retryAt: null, why: null };

/** The page before anything has happened. @param {Message[]} outbox what an earlier load of the page left unsettled */
export function begin(outbox = []) {
  const state = {
    link: { phase: "connecting", retryAt: null, why: null },
    until: null,
    log: [],
    interim: "",
    somebody: null,
    somebodyAt: 0,
    hears: null,
    speaks: null,
    recording: null,
    thinking: false,
    stopping: false,
    tasks: [],
    drafts: [],
    question: null,
    outbox,
    trouble: null,
    books: {},
    nextKey: 1,
  };
  return outbox.reduce((before, message) => said(before, message), state);
}

/** @param {State} state @param {Action} action @returns {State} */
export function reduce(state, action) {
  if (action.kind === "server") return settle(heard(state, action.event, action.at), action.event);
  return LOCAL[action.kind](state, action);
}

// -- what happens on the page --------------------------------------------------

/** @type {Record<string, (state: State, action: any) => State>} */
const LOCAL = {
  connecting: (state) => ({ ...state, link: connecting(state.link) }),
  lost,
  refused: (state, { why, at, waits }) => ({ ...left(state, at, waits), link: { phase: "refused", retryAt: null, why } }),
  tick: (state, { at }) => ticked(state, at),
  hearing: (state, { text }) => ({ ...state, interim: text }),
  say: (state, { message, at }) => ({ ...said(state, message), outbox: keep(state.outbox, message, at), interim: "", trouble: null }),
  sent: (state, { id, at }) => ({ ...state, outbox: sent(state.outbox, id, at) }),
  discard: (state, { id }) => ({ ...withoutUnsent(state, [id]), outbox: without(state.outbox, id) }),
  tooOld: (state, { at }) => {
    const outbox = hold(split(state.outbox, at).fresh, at);
    const held = { ...state, outbox };
    return outbox.length < state.outbox.length ? note(held, "note.tooOld") : held;
  },
  again: (state, { id, at }) => ({ ...state, outbox: sayAgain(state.outbox, id, at) }),
  stop: (state, { message, at }) => stopped(state, message, at),
  trouble: (state, { code, text = "" }) => ({ ...state, trouble: { code, text } }),
  heeded: (state) => ({ ...state, trouble: null }),
  books: (state, { part, items }) => ({ ...state, books: { ...state.books, [part]: { items, failed: false } } }),
  booksFailed: (state, { part, status }) => ({
    ...state,
    books: { ...state.books, [part]: { items: state.books[part]?.items ?? null, failed: true, status } },
  }),
};

/** A lost connection stays lost until the server greets again: what says so must not flicker with every try. */
function connecting({ phase }) {
  return { phase: phase === "lost" ? "lost" : "connecting", retryAt: null, why: null };
}

function lost(state, { retryAt, at, waits }) {
  const link = { phase: "lost", retryAt, why: null };
  return { ...(state.link.phase === "lost" ? state : left(state, at, waits)), link };
}

/** A session waits for a while: what it does goes on, and is told later. `waits` is 0 where it does not. */
function left(state, at, waits = 0) {
  if (state.until !== null) return state;
  return waits && state.link.phase === "open" ? { ...state, ...UNHEARD, until: at + waits } : hungUp(state, at);
}

/** The session is over: its questions are void, its tasks end untold. */
function hungUp(state, at) {
  const ended = { recording: null, thinking: false, stopping: false, question: null, until: null };
  return { ...state, ...UNHEARD, ...ended, tasks: lose(state.tasks, at) };
}

/** Nothing that was said before a stop may be sent again after it. A session that waits for us is still to be told. */
function stopped(state, message, at) {
  const ids = state.outbox.map((before) => before.id);
  const stopping = state.link.phase === "open" || state.until !== null;
  const outbox = stopping ? keep([], message, at) : [];
  const cleared = { ...withoutUnsent(state, ids), ...UNHEARD, outbox, thinking: false, stopping };
  return cleared.log.length < state.log.length ? note(cleared, "note.dropped") : cleared;
}

/** Take back from the conversation what never left the page. */
function withoutUnsent(state, ids) {
  const unsent = state.outbox.filter((message) => message.sentAt === null && ids.includes(message.id));
  const taken = unsent.map((message) => message.id);
  return { ...state, log: state.log.filter((entry) => !taken.includes(entry.messageId)) };
}

function ticked(now, at) {
  const before = now.until !== null && now.until <= at ? hungUp(now, at) : now;
  const unheard = before.somebody === "spoke" && at - before.somebodyAt > UNDERSTOOD_MILLISECONDS;
  const state = unheard ? { ...before, somebody: null } : before;
  const tasks = forget(state.tasks, at);
  if (state.question && state.question.expiresAt <= at) return note({ ...state, tasks, question: null }, "note.lapsed");
  return tasks === state.tasks ? state : { ...state, tasks };
}

function said(state, message) {
  if (message.type === "voice:final") return write(state, { who: "you", text: message.data.text, messageId: message.id });
  if (message.type === "voice:answer") return { ...state, question: null };
  return state;
}

// -- what the server tells -----------------------------------------------------

function heard(state, event, at) {
  if (event.type.startsWith("task:") || event.type === "queue:status") {
    return { ...state, tasks: reduceTasks(state.tasks, event, at) };
  }
  return SERVER[event.type]?.(state, event.data, event, at) ?? state;
}

/** @type {Record<string, (state: State, data: any, event: any, at: number) => State>} */
const SERVER = {
  "voice:start": (state, data, _event, at) => serving({ ...hungUp(state, at), outbox: anew(state.outbox), link: OPEN }, data),
  "session:resumed": (state) => ({ ...state, until: null, link: OPEN }),
  "voice:started": serving,
  "voice:activity": (state, { speaking, heard }, _event, at) => {
    const silent = heard === false ? null : "spoke";
    return { ...state, somebody: speaking ? "speaks" : silent, somebodyAt: at };
  },
  "voice:tts-stream": (state, { provider }) => replaced(state, "speaks", provider),
  "voice:transcript": transcript,
  "voice:thinking": (state) => ({ ...state, thinking: true }),
  "voice:intent": intended,
  "voice:response": response,
  "voice:response:chunk": chunk,
  "voice:confirm_needed": (state, data, event, at) => asked(state, data, null, event, at),
  "voice:choose": (state, data, event, at) => asked(state, data, data.options ?? [], event, at),
  "voice:stopped": (state, { cancelled }, _event, at) =>
    note(
      { ...state, stopping: false, thinking: false, question: null, tasks: cancel(state.tasks, cancelled ?? [], at) },
      "note.stopped",
    ),
  "recording:started": (state, { recordingId }) => ({ ...state, recording: recordingId }),
  "recording:stopped": (state) => ({ ...state, recording: null }),
  "invoice:draft": drafted,
  "invoice:confirmed": (state, { draftId }) => withoutDrafts(state, [draftId]),
  "error": (state, { code, error }) => code === "ALREADY_DONE" ? state : ({
    ...state,
    recording: code === "RECORDING_FAILED" ? null : state.recording,
    thinking: false,
    trouble: { code, text: error },
  }),
};

function transcript(before, { text, isFinal, utteranceId, language, provider }, { replyTo }) {
  const state = replaced(before, "hears", provider);
  if (!isFinal) return { ...state, interim: text };
  const own = state.log.findIndex((entry) => entry.messageId && entry.messageId === replyTo);
  if (own < 0) return write({ ...state, ...UNHEARD }, { who: "you", text, language, utteranceId });
  return { ...state, ...UNHEARD, log: state.log.with(own, { ...state.log[own], utteranceId }) };
}

/** Who listens and who speaks from here on. */
function serving(state, { sttProvider = null, ttsProvider = null }) {
  return { ...state, hears: sttProvider ?? state.hears, speaks: ttsProvider ?? state.speaks };
}

/** Another provider has taken over in the middle of it; the shopkeeper is told, for it may hear or sound different. */
function replaced(state, part, provider) {
  if (!provider || provider === state[part]) return state;
  const told = state[part] === null ? state : note(state, `note.${part}`, { provider });
  return { ...told, [part]: provider };
}

function response(state, data, event) {
  const entry = { who: "shop", text: data.text, language: data.language, failed: data.executionResult?.success === false };
  const growing = state.log.findIndex((line) => line.growing && line.utteranceId === data.utteranceId);
  const told = growing < 0 ? write(state, entry) : { ...state, log: state.log.with(growing, { ...entry, key: state.log[growing].key }) };
  return { ...withoutDrafts(told, closedDrafts(told, data, event)), thinking: false };
}

function chunk(state, { text, utteranceId }) {
  const growing = state.log.findIndex((line) => line.growing && line.utteranceId === utteranceId);
  if (growing < 0) return write({ ...state, thinking: false }, { who: "shop", text, utteranceId, growing: true });
  const line = state.log[growing];
  return { ...state, log: state.log.with(growing, { ...line, text: line.text + text }) };
}

/** A question lapses with the next command; the other commands of its own utterance do not count. */
function intended(state, { intent }, { replyTo }) {
  const stays = BESIDE.has(intent) || state.question?.replyTo === replyTo;
  return stays ? state : { ...state, question: null };
}

function asked(state, { questionId, text, expiresInSeconds = QUESTION_SECONDS }, options, { replyTo }, at) {
  const expiresAt = at + expiresInSeconds * 1000;
  const question = { id: questionId, text, options, replyTo, seconds: expiresInSeconds, expiresAt };
  return { ...write(state, { who: "shop", text }), thinking: false, question };
}

// -- drafts --------------------------------------------------------------------

/** A draft that has nothing left to confirm is no draft any more. */
function drafted(state, data) {
  if (data.awaitingConfirm === false) return withoutDrafts(state, [data.draftId]);
  return { ...state, drafts: [data, ...state.drafts.filter((draft) => draft.draftId !== data.draftId)] };
}

const GONE = new Set(["NO_PENDING_INVOICE", "ALREADY_DONE"]);

/** The drafts that an answer says are no more: cancelled, or found to be gone when a button was pressed. */
function closedDrafts(state, { intent, executionResult }, { replyTo }) {
  const { success, data, error } = executionResult ?? {};
  if (success && intent === "CANCEL_INVOICE") return data?.draftIds ?? [data?.draftId];
  if (!GONE.has(error)) return [];
  return [state.outbox.find((message) => message.id === replyTo)?.data.draftId];
}

function withoutDrafts(state, ids) {
  return { ...state, drafts: state.drafts.filter((draft) => !ids.includes(draft.draftId)) };
}

// -- the conversation ----------------------------------------------------------

function write(state, entry) {
  const log = [...state.log, { ...entry, key: state.nextKey }].slice(-LOG_LINES);
  return { ...state, log, nextKey: state.nextKey + 1 };
}

const note = (state, word, more = {}) => write(state, { who: "note", word, ...more });

/** Once the server has told what came of a message, and nothing that it asked for runs, it need not be sent again. */
function settle(state, { type, replyTo }) {
  if (!state.outbox.some((message) => message.id === replyTo)) return state;
  const goesOn = state.tasks.some((task) => task.replyTo === replyTo && isOpen(task));
  const outbox = overtake(state.outbox, replyTo);
  return { ...state, outbox: !CONCLUSIVE.has(type) || goesOn ? arrived(outbox, replyTo) : without(outbox, replyTo) };
}
