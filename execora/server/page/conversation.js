/** Draws the conversation: who said what, what is being said, and what still waits to be sent. */

import { byId, element, icon, keyed, setText } from "./dom.js";
import { provider, TAGS } from "./words.js";

const EXAMPLES = ["example.bill", "example.owed", "example.today"];

/** Closer to its end than this, the conversation follows what is said; further up it stays where it was put. */
const NEAR_PIXELS = 60;
let following = true;

/** @param {import("./state.js").State} state @param {import("./view.js").Setting} setting @param {any} act */
export function showConversation(state, setting, act) {
  const open = state.link.phase === "open";
  const unsent = open ? state.outbox.filter(({ held }) => held) : state.outbox;
  const waiting = new Map(unsent.map((message) => [message.id, message]));
  keyed(byId("log"), state.log, (entry) => entry.key, makeLine, (line, entry) => fillLine(line, entry, waiting.get(entry.messageId), setting, act));
  showExamples(state.log.length === 0, setting, act);
  byId("interim").hidden = !state.interim;
  setText(byId("interim-text"), state.interim);
  byId("thinking").hidden = !state.thinking;
}

/** Note that the reader has scrolled: away from the end, or back to it. */
export function scrolled() {
  const { scrollHeight, scrollTop, clientHeight } = byId("talk-scroll");
  following = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
}

/** Keep the end in sight, whatever has grown above or beside it, unless the reader has scrolled away. */
export function follow() {
  const scroll = byId("talk-scroll");
  if (following) scroll.scrollTop = scroll.scrollHeight;
}

function makeLine({ who }) {
  const speaker = element("span", { class: "hidden speaker" });
  return element("li", { class: `line ${who}` }, speaker, element("span", { class: "text" }));
}

function fillLine(line, entry, message, { word, language }, act) {
  const [speaker, text] = line.children;
  setText(speaker, entry.who === "note" ? "" : `${word(`talk.${entry.who}`)}: `);
  setText(text, entry.word ? word(entry.word, entry.provider && { who: provider(entry.provider, language) }) : entry.text);
  text.lang = TAGS[entry.language ?? language] ?? entry.language;
  line.classList.toggle("failed", Boolean(entry.failed));
  showWaiting(line, message, word, act);
}

/** What waits for a connection says so, and can be taken back; what may have been done says that, and what is held. */
function showWaiting(line, message, word, act) {
  line.classList.toggle("waiting", message !== undefined);
  const shown = line.querySelector(".later");
  if (!message) return shown?.remove();
  const later = shown ?? line.appendChild(makeWaiting(message.id, act));
  const [again, discard] = later.querySelectorAll("button");
  setText(later.querySelector(".later-text"), word(waitsFor(message)));
  setText(again, word("talk.again"));
  again.hidden = !message.held;
  setText(discard, word("talk.discard"));
}

function waitsFor({ held, sentAt }) {
  if (held) return sentAt === null ? "talk.unsent" : "talk.unanswered";
  return sentAt === null ? "talk.waiting" : "talk.unsure";
}

function makeWaiting(id, act) {
  const button = (press) => element("button", { type: "button", class: "small", on: { click: () => press(id) } });
  const text = element("span", { class: "later-text" });
  return element("span", { class: "later" }, icon("clock"), text, button(act.again), button(act.discard));
}

function showExamples(fresh, { word }, act) {
  byId("welcome").hidden = !fresh;
  const say = (event) => act.say(event.currentTarget.textContent);
  const make = () => element("button", { type: "button", class: "example", on: { click: say } });
  keyed(byId("examples"), EXAMPLES, (key) => key, make, (button, key) => setText(button, word(key)));
}
