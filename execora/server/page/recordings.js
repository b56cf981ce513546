/** Draws what is recorded: whether it goes on, and what was kept, each with a player of its own. */

import { partOf } from "./books.js";
import { byId, element, keyed, setAttribute, setText } from "./dom.js";
import { duration, moment } from "./show.js";

/** Whoever may not listen is told so by the server: what is not for them is not shown at all. */
const NOT_FOR_US = 403;

/** @param {import("./state.js").State} state @param {import("./view.js").Setting} setting @param {any} act */
export function showRecordings(state, setting, act) {
  const part = partOf(state, "recordings");
  byId("recordings-panel").hidden = part?.status === NOT_FOR_US;
  showGoingOn(state, setting);
  const items = part?.items ?? [];
  keyed(byId("recordings"), items, (recording) => recording.id, (recording) => makeRow(recording, act), (row, recording) => fillRow(row, recording, setting));
  showRemark(part, items, setting);
}

/** The sign that something is recorded stands above everything else: whoever speaks is to know. */
function showGoingOn({ recording, link }, { word, metered }) {
  const on = recording !== null;
  byId("on-air").hidden = !on;
  for (const id of ["on-air-text", "on-air-told"]) setText(byId(id), on ? word("recording.on") : "");
  setAttribute(byId("record"), "aria-pressed", String(on));
  setText(byId("record-text"), word(on ? "recording.stop" : "recording.start"));
  const open = link.phase === "open";
  byId("record").disabled = !open || (!on && !metered);
  setText(byId("record-hint"), open ? word(metered ? "recording.hint" : "recording.unheard") : "");
}

function makeRow({ id }, act) {
  const remove = () => act.removeRecording(id);
  return element(
    "li",
    { class: "recording" },
    element("div", { class: "words" }, element("p", { class: "name" }), element("p", { class: "sub" })),
    element("audio", { controls: true, preload: "none", on: { error: () => act.refreshRecordings() } }),
    element("button", { type: "button", class: "small", on: { click: remove } }),
  );
}

function fillRow(row, recording, { word, language }) {
  const [words, audio, button] = row.children;
  const began = moment(recording.startedAt, language);
  setText(words.firstChild, began);
  setText(words.lastChild, told(recording, word));
  setAttribute(audio, "aria-label", word("recording.play", { when: began }));
  setAttribute(button, "aria-label", word("recording.remove.one", { when: began }));
  setText(button, word("recording.remove"));
  button.hidden = recording.state === "recording";
  audio.hidden = recording.url === null;
  link(audio, recording.url);
}

function told({ state, seconds }, word) {
  return state === "kept" ? duration(seconds * 1000, word) : word(`recording.${state}`);
}

/** Links expire. A new one takes the place of the old, but not while somebody listens. */
function link(audio, url) {
  const used = !audio.paused || audio.currentTime > 0;
  if (url === null || (used && audio.error === null)) return;
  const address = new URL(url.replace(/^\//, ""), document.baseURI).href;
  if (audio.src !== address) audio.src = address;
}

function showRemark(part, items, { word }) {
  const key = part?.failed ? "shop.failed" : part?.items ? "recordings.none" : "shop.loading";
  const line = byId("recordings-remark");
  line.hidden = items.length > 0 && !part.failed;
  setText(line, word(key));
}
