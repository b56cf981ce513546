/** Wires the page: what is pressed, said and told becomes actions; every action draws the page anew. */

import { affected, ALL, Books } from "./books.js";
import { choice, choose, newId, savedOutbox, saveOutbox } from "./choices.js";
import { Connection } from "./connection.js";
import { byId } from "./dom.js";
import { Ears } from "./ears.js";
import { begin, reduce } from "./state.js";
import { getJson, mayEnter, socketAddress, takeToken } from "./token.js";
import { prepare, show } from "./view.js";
import { Voice } from "./voice.js";
import { word } from "./words.js";

const TICK_MILLISECONDS = 250;

takeToken();
let state = begin(savedOutbox());
let language = choice("language");

// -- what the page stands on -----------------------------------------------------

const connection = new Connection(socketAddress, mayEnter, {
  connecting: () => dispatch({ kind: "connecting" }),
  told: (event) => told(event),
  lost: (retryAt) => dispatch({ kind: "lost", retryAt }),
  refused: (why) => dispatch({ kind: "refused", why }),
});

const books = new Books(getJson, {
  loaded: (part, items) => dispatch({ kind: "books", part, items }),
  failed: (part) => dispatch({ kind: "booksFailed", part }),
});

const ears = new Ears(window.webkitSpeechRecognition ?? window.SpeechRecognition, {
  interim: (text) => {
    dispatch({ kind: "hearing", text });
    if (text) connection.send({ type: "voice:transcript", data: { text } });
  },
  final: (text) => act.say(text),
  unfinished: (text) => {
    dispatch({ kind: "hearing", text: "" });
    byId("say").value = text;
  },
  changed: () => draw(),
  trouble: (code) => dispatch({ kind: "trouble", code }),
});

const voice = new Voice(window.speechSynthesis, (speaking) => {
  ears.hush(speaking);
  draw();
});
voice.on = choice("speak") === "yes";

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
  cancelTask: (taskId) => connection.send({ type: "task:cancel", id: newId(), data: { taskId } }),
  discard: (id) => dispatch({ kind: "discard", id }),
  redraw: () => draw(),
  stop() {
    ears.close();
    voice.silence();
    connection.send({ type: "voice:stop", id: newId(), data: {} });
    dispatch({ kind: "stop" });
  },
  quiet() {
    voice.silence();
    connection.send({ type: "voice:interrupt", data: {} });
  },
};

/** Keep a message until it is settled, and send it now if there is a connection. */
function post(type, data) {
  const message = { id: newId(), type, data };
  dispatch({ kind: "say", message });
  transmit(message);
}

function transmit({ id, type, data }) {
  if (state.link.phase === "open" && connection.send({ id, type, data })) dispatch({ kind: "sent", id });
}

/** What the server says changes the page; some of it is to be heard, or asks for more. */
function told(event) {
  const { type, data } = event;
  if (type === "voice:transcript" && !data.isFinal && ears.able) return; // the echo of words already shown
  dispatch({ kind: "server", event });
  if (type === "voice:start") greeted();
  if (type === "voice:response" || type === "voice:confirm_needed" || type === "voice:choose") voice.say(data.speech ?? data.text, data.language ?? language);
  if (type === "voice:tts-stopped" || type === "voice:stopped") voice.silence();
  if (type === "shop:changed") books.refresh(affected(data.what));
}

/** A new connection: what was said in the meantime goes out, in the order in which it was said. */
function greeted() {
  dispatch({ kind: "tooOld" });
  connection.send({ type: "voice:start", id: newId(), data: { language } });
  for (const message of state.outbox) transmit(message);
  books.refresh(ALL);
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
    speak: voice.on,
    hasVoice: voice.able,
    speaking: voice.speaking,
    listening: ears.listening,
    open: ears.open,
    ears: ears.able ? (window.isSecureContext ? "able" : "insecure") : "none",
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
  byId("theme").addEventListener("click", changeTheme);
  byId("speak").addEventListener("click", changeSpeak);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && act.quiet());
  window.addEventListener("online", () => connection.hurry());
  document.addEventListener("visibilitychange", comeBack);
  window.speechSynthesis?.addEventListener?.("voiceschanged", draw);
  listenToMicrophone(byId("mic"));
}

/** Hold to talk and let go to send; or tap, and it ends by itself when you do. */
const HELD_MILLISECONDS = 400;

function listenToMicrophone(button) {
  let pressedAt = null;
  const press = () => {
    if (ears.open) return ears.keepOpen(false);
    if (ears.listening) return ears.finish();
    if (voice.speaking) act.quiet();
    pressedAt = Date.now();
    ears.press();
  };
  const release = () => {
    if (pressedAt === null) return;
    if (Date.now() - pressedAt > HELD_MILLISECONDS) ears.finish();
    else ears.single();
    pressedAt = null;
  };
  const tap = () => {
    press();
    release();
  };
  button.addEventListener("pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    press();
  });
  button.addEventListener("pointerup", release);
  button.addEventListener("pointercancel", release);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", ({ detail }) => detail === 0 && tap());
}

function speakIn(chosen) {
  language = chosen;
  ears.language = chosen;
  choose("language", chosen);
  connection.send({ type: "voice:start", id: newId(), data: { language } });
  draw();
}

function changeTheme() {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  choose("theme", theme);
  draw();
}

function changeSpeak() {
  voice.on = !voice.on;
  choose("speak", voice.on ? "yes" : "no");
  if (!voice.on) voice.silence();
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
connection.open();
