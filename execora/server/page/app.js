/** Wires the page: what is pressed, said and told becomes actions; every action draws the page anew. */

import { affected, ALL, Books } from "./books.js";
import { canCapture, capture, RATE } from "./capture.js";
import { choice, choose, newId, savedOutbox, saveOutbox } from "./choices.js";
import { Connection } from "./connection.js";
import { byId } from "./dom.js";
import { Ears } from "./ears.js";
import { Hearing } from "./hearing.js";
import { Microphone } from "./microphone.js";
import { due } from "./outbox.js";
import { Player } from "./player.js";
import { Polling } from "./polling.js";
import { getJson, knock, remove, tryKept } from "./rest.js";
import { hear, leave, NO_SESSION } from "./session.js";
import { Socket } from "./socket.js";
import { Speaking } from "./speaking.js";
import { begin, reduce } from "./state.js";
import { listenTo } from "./talkbutton.js";
import { isOpen } from "./tasks.js";
import { pollingAddress, socketAddress, takeToken, token } from "./token.js";
import { prepare, show } from "./view.js";
import { Voice } from "./voice.js";
import { Way } from "./way.js";
import { word } from "./words.js";

const TICK_MILLISECONDS = 250;
/** The links to recordings work for 15 minutes. */
const LINKS_MILLISECONDS = 10 * 60_000;

takeToken();
let state = begin(savedOutbox());
let language = choice("language");
let session = NO_SESSION;
/** What the server was last asked for, by `voice:start`; null where it listens to nothing. */
let started = null;

// -- what the page stands on -----------------------------------------------------

const transport = (detour) => (detour ? new Polling(pollingAddress(), token()) : new Socket(socketAddress(), token()));

const connection = new Connection(transport, new Way(sessionStorage), knock, {
  connecting: () => dispatch({ kind: "connecting" }),
  told: (event) => heard(event),
  awaited: () => session.token !== null && (state.link.phase !== "lost" || state.until !== null),
  quiet: () => !(ears.listening || ears.open || state.outbox.length || state.tasks.some(isOpen)),
  silent: () => tryKept(),
  lost: (retryAt) => gone({ kind: "lost", retryAt }),
  refused: (why) => gone({ kind: "refused", why }),
});

const books = new Books(getJson, {
  loaded: (part, items) => dispatch({ kind: "books", part, items }),
  failed: (part, status) => dispatch({ kind: "booksFailed", part, status }),
});

const recogniser = new Ears(window.webkitSpeechRecognition ?? window.SpeechRecognition, {
  interim: (text) => {
    dispatch({ kind: "hearing", text });
    if (text) tell({ type: "voice:transcript", data: { text } });
  },
  final: (text) => act.say(text),
  unfinished: (text) => {
    dispatch({ kind: "hearing", text: "" });
    byId("say").value = text;
  },
  changed: () => draw(),
  trouble: (code) => dispatch({ kind: "trouble", code }),
});

const microphone = new Microphone(canCapture() ? capture : null, {
  opened: (rate) => started?.sampleRate === rate || start(rate),
  sound: (frame) => state.link.phase === "open" && connection.sendSound(frame),
  ended: () => tell({ type: "voice:end", data: {} }),
  level: (level) => byId("mic").style.setProperty("--level", level.toFixed(2)),
  changed: () => draw(),
  trouble: (code) => dispatch({ kind: "trouble", code }),
});

const ears = new Hearing(microphone, recogniser);

const voice = new Voice(window.speechSynthesis, (speaking) => spoke(speaking, false));
const player = new Player((speaking) => spoke(speaking, true));
const speech = new Speaking(player, voice, choice("speak") === "yes", () => start());

function spoke(speaking, byServer) {
  ears.hush(speaking, byServer);
  if (!speaking) speech.played();
  draw();
}

// -- what can be done --------------------------------------------------------------

const act = {
  say(text) {
    const said = text.trim();
    if (!said) return;
    turnTo("talk");
    post("voice:final", { text: said });
  },
  answer: (questionId, data) => post("voice:answer", { questionId, ...data }),
  pressDraft: (draftId, type) => post(type, { draftId }),
  cancelTask: (taskId) => post("task:cancel", { taskId }),
  again(id) {
    dispatch({ kind: "again", id });
    state.outbox.filter((message) => message.id === id).forEach(transmit);
  },
  discard: (id) => dispatch({ kind: "discard", id }),
  redraw: () => draw(),
  record: () => tell({ type: `recording:${state.recording === null ? "start" : "stop"}`, id: newId(), data: {} }),
  refreshRecordings: () => books.refresh(["recordings"]),
  async removeRecording(id) {
    if (!confirm(word("recording.remove.sure", language))) return;
    await remove(`api/v1/recordings/${id}`).catch(() => dispatch({ kind: "trouble", code: "recording.kept" }));
    books.refresh(["recordings"]);
  },
  stop() {
    ears.close();
    speech.cut();
    started = null;
    const message = { id: newId(), type: "voice:stop", data: {} };
    dispatch({ kind: "stop", message });
    transmit(message);
  },
  quiet() {
    speech.cut();
    tell({ type: "voice:interrupt", data: {} });
  },
};

/** Keep a message until it is settled, and send it now if there is a connection. */
function post(type, data) {
  const message = { id: newId(), type, data };
  dispatch({ kind: "say", message });
  transmit(message);
}

function transmit({ id, type, data }) {
  if (tell({ id, type, data })) dispatch({ kind: "sent", id });
}

/** Send a message in our session; before we are in it nothing is sent. */
function tell(message) {
  return state.link.phase === "open" && connection.send(message);
}

/** What arrives belongs to the session that we are in, or leads back to it. */
function heard(event) {
  const { session: now, told: events, ask } = hear(session, event, newId());
  session = now;
  if (ask) connection.send(ask);
  for (const each of events) told(each);
}

/** What the server says changes the page; some of it is to be heard, or asks for more. */
function told(event) {
  const { type, data } = event;
  if (type === "voice:transcript" && !data.isFinal && !ears.byServer) return; // the echo of words already shown
  const failed = type === "error" && FAILURES[data.code];
  if (failed) return failed(event);
  dispatch({ kind: "server", event });
  FOLLOWS[type]?.(data);
}

const FOLLOWS = {
  "voice:start": (welcome) => greeted(welcome),
  "session:resumed": (welcome) => join(welcome),
  "session:caughtUp": () => sendOn(),
  "voice:activity": ({ speaking }) => microphone.notice(speaking),
  "voice:transcript": (words) => overheard(words),
  "voice:response": (answer) => sayAloud(answer),
  "voice:confirm_needed": (question) => sayAloud(question),
  "voice:choose": (question) => sayAloud(question),
  "voice:tts-stream": (piece) => speech.play(piece),
  "voice:tts-stopped": () => speech.stopped(),
  "voice:stopped": () => stopped(),
  "shop:changed": ({ what }) => books.refresh(affected(what)),
};

const sayAloud = ({ text, speech: spoken, language: tongue }) => speech.say(spoken ?? text, tongue ?? language);

/** After a stop the server listens to nobody; from here on it does again. */
function stopped() {
  speech.stopped();
  start();
}

/** Words that the server has heard. */
function overheard({ isFinal, text, provider }) {
  if (!isFinal) return microphone.notice(text !== "");
  microphone.understood();
  if (provider) turnTo("talk");
}

/** A new session: what was said in the meantime goes out, in the order in which it was said. */
function greeted(welcome) {
  join(welcome);
  sendOn();
}

/** Send what is not settled, in the order in which it was said, but for what may mean something else by now. */
function sendOn() {
  dispatch({ kind: "tooOld" });
  due(state.outbox).forEach(transmit);
}

/** A session, new or old: it listens and speaks anew. In an old one it is still to be told what we missed. */
function join({ sttAvailable = false, ttsAvailable = false }) {
  ears.offer(sttAvailable);
  speech.offer(ttsAvailable);
  start();
  books.refresh(ALL);
}

/** Tell the server who listens and who speaks: it or this browser. It begins anew with each. */
function start(rate = started?.sampleRate ?? RATE) {
  const hears = ears.byServer ? { encoding: "pcm16", sampleRate: rate, channels: 1 } : { sttProvider: "browser" };
  const speaks = speech.byServer ? { audioOut: "base64" } : { ttsProvider: "browser" };
  started = { language, ...hears, ...speaks };
  tell({ type: "voice:start", id: newId(), data: started });
}

function gone(how) {
  started = null;
  session = leave(session);
  ears.lose();
  speech.lose();
  dispatch({ ...how, waits: session.token === null ? 0 : session.waits });
}

/** A new link was opened in this tab: with its token our session goes on, or another speaker's begins. */
function renew() {
  const same = takeToken();
  if (same === null) return;
  if (!same) {
    state = begin(); // nothing of it is saved any more
    return location.reload();
  }
  if (state.trouble?.code === "token.expires") dispatch({ kind: "heeded" });
  if (state.link.phase === "open") gone({ kind: "lost", retryAt: null });
  connection.open();
}

/** Where the server cannot hear or speak for now, the browser does, or there is typing. */
const FAILURES = {
  STT_UNAVAILABLE() {
    ears.fail();
    start();
    dispatch({ kind: "trouble", code: ears.able ? "mic.browser" : "mic.typing" });
  },
  TTS_UNAVAILABLE({ data }) {
    speech.fail(data.unsaid ?? []);
    draw();
  },
  TOKEN_EXPIRES() {
    dispatch({ kind: "trouble", code: "token.expires" });
  },
  NOT_STARTED: unheard,
  BAD_AUDIO: unheard,
};

function unheard(event) {
  started = null;
  ears.close();
  dispatch({ kind: "server", event });
}

// -- drawing -----------------------------------------------------------------------

function dispatch(action) {
  const before = state;
  state = reduce(state, { at: Date.now(), ...action });
  if (state.outbox !== before.outbox) saveOutbox(state.outbox);
  if (state !== before) draw();
}

function draw() {
  const focused = document.activeElement;
  show(state, setting(), act);
  if (focused !== document.body && !canHoldFocus(focused)) byId("say").focus();
}

/** A button that goes or is disabled under the finger must not leave the keyboard nowhere. */
const canHoldFocus = (node) => node.getClientRects().length > 0 && !node.disabled;

/** @returns {import("./view.js").Setting} */
function setting() {
  return {
    language,
    word: (key, values) => word(key, language, values),
    now: Date.now(),
    speak: speech.on,
    hasVoice: speech.able,
    speaking: speech.speaking,
    listening: ears.listening,
    open: ears.open,
    ears: window.isSecureContext ? (ears.able ? "able" : "none") : "insecure",
    metered: ears.byServer,
    hears: ears.byServer ? state.hears : "browser",
    speaks: speech.byServer ? state.speaks : "browser",
  };
}

/** Time shows on the page only while something runs or runs out. */
function tick() {
  const before = state;
  dispatch({ kind: "tick" });
  const moving = state.tasks.length > 0 || state.question || state.link.phase === "lost";
  if (moving && state === before) draw();
}

function turnTo(view) {
  document.documentElement.dataset.view = view;
  draw();
}

// -- what is pressed ---------------------------------------------------------------

function listen() {
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    act.say(byId("say").value);
    byId("say").value = "";
  });
  byId("stop").addEventListener("click", act.stop);
  byId("quiet").addEventListener("click", act.quiet);
  byId("open").addEventListener("click", () => ears.keepOpen(!ears.open));
  byId("reconnect").addEventListener("click", () => connection.open());
  byId("trouble-shut").addEventListener("click", () => dispatch({ kind: "heeded" }));
  byId("view").addEventListener("click", () => turnTo(document.documentElement.dataset.view === "talk" ? "shop" : "talk"));
  byId("language").addEventListener("change", ({ target }) => speakIn(target.value));
  for (const id of ["record", "on-air-stop"]) byId(id).addEventListener("click", act.record);
  byId("theme").addEventListener("click", changeTheme);
  byId("speak").addEventListener("click", changeSpeak);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && act.quiet());
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, () => speech.unlock(), { capture: true });
  window.addEventListener("hashchange", renew);
  window.addEventListener("online", () => connection.hurry());
  window.addEventListener("offline", () => connection.doubt());
  document.addEventListener("visibilitychange", comeBack);
  window.speechSynthesis?.addEventListener?.("voiceschanged", draw);
  listenTo(byId("mic"), ears, () => speech.speaking && act.quiet());
}

function speakIn(chosen) {
  language = chosen;
  ears.language = chosen;
  choose("language", chosen);
  start();
  draw();
}

function changeTheme() {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  choose("theme", theme);
  draw();
}

function changeSpeak() {
  speech.on = !speech.on;
  choose("speak", speech.on ? "yes" : "no");
  start();
  draw();
}

/** A page that was in the background has missed things. */
function comeBack() {
  if (document.hidden) return;
  connection.hurry();
  if (state.link.phase === "open") books.refresh(ALL);
}

prepare();
byId("language").value = language;
byId("earlier").open = matchMedia("(min-width: 62rem)").matches;
ears.language = language;
listen();
setInterval(tick, TICK_MILLISECONDS);
setInterval(() => document.hidden || act.refreshRecordings(), LINKS_MILLISECONDS);
connection.open();
