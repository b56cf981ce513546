/**
 * Draws the page from what it knows. Nothing is decided here; what is pressed goes to `act`.
 *
 * @typedef {object} Setting
 * @property {import("./words.js").Language} language
 * @property {(key: string, values?: Record<string, string|number>) => string} word
 * @property {number} now          milliseconds since 1970
 * @property {boolean} speak       answers are to be spoken
 * @property {boolean} hasVoice
 * @property {boolean} speaking
 * @property {boolean} listening
 * @property {boolean} open        it goes on to listen
 * @property {"able"|"none"|"insecure"} ears
 * @property {boolean} metered     how loud it is shows on the button
 * @property {string|null} hears   who turns speech into words
 * @property {string|null} speaks  who says the answers
 */

import { showAsking } from "./asking.js";
import { follow, scrolled, showConversation } from "./conversation.js";
import { byId, icon, setAttribute, setText } from "./dom.js";
import { phaseOf } from "./phase.js";
import { showRecordings } from "./recordings.js";
import { showShop } from "./shop.js";
import { known, provider, TAGS } from "./words.js";
import { showTasks } from "./work.js";

/** Put the icons into the buttons that index.html names them for, and watch where the reader is. */
export function prepare() {
  byId("talk-scroll").addEventListener("scroll", scrolled, { passive: true });
  window.addEventListener("resize", follow);
  for (const button of document.querySelectorAll("[data-icon]")) {
    button.append(icon(button.dataset.icon));
    if (!button.matches(".control")) continue;
    const caption = document.createElement("span");
    caption.className = "caption";
    caption.ariaHidden = "true";
    button.append(caption);
  }
}

/** @param {import("./state.js").State} state @param {Setting} setting @param {any} act */
export function show(state, setting, act) {
  showWords(setting);
  showLink(state, setting);
  showTrouble(state.trouble, setting);
  showConversation(state, setting, act);
  showAsking(state, setting, act);
  showTasks(state, setting, act);
  showShop(state, setting, act);
  showRecordings(state, setting, act);
  showPhase(state, setting);
  showDock(state, setting);
  follow();
}

/** The words that stand in index.html by name, in the language chosen. */
function showWords({ language, word }) {
  if (document.documentElement.dataset.words === language) return;
  document.documentElement.dataset.words = language;
  document.documentElement.lang = TAGS[language];
  for (const node of document.querySelectorAll("[data-word]")) setText(node, word(node.dataset.word));
  for (const node of document.querySelectorAll("[data-name]")) setAttribute(node, "aria-label", word(node.dataset.name));
  for (const node of document.querySelectorAll("[data-short]")) setText(node.querySelector(".caption"), word(node.dataset.short));
  for (const node of document.querySelectorAll("button[data-name]")) node.title = word(node.dataset.name);
  byId("say").placeholder = word("say.hint");
}

function showLink({ link, stopping }, { word, now }) {
  const { phase, retryAt, why } = link;
  setAttribute(byId("link"), "data-phase", phase);
  setText(byId("link-short"), word(phase === "open" || phase === "connecting" ? `link.${phase}` : "link.offline"));
  const down = phase === "lost" || phase === "refused";
  byId("lost").hidden = !down;
  const text = word(`link.${why ?? phase}`);
  setText(byId("lost-text"), down ? text : "");
  if (phase !== "connecting") setText(byId("link-told"), text);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  setText(byId("lost-in"), phase !== "lost" ? "" : retryAt === null ? word("link.trying") : word("link.in", { n: seconds }));
  byId("stop").classList.toggle("busy", stopping);
}

function showTrouble(trouble, { word }) {
  const key = trouble && `trouble.${trouble.code}`;
  const text = trouble ? (known(key) ? word(key) : trouble.text || word("trouble.INTERNAL")) : "";
  for (const id of ["trouble-text", "trouble-told"]) setText(byId(id), text);
  byId("trouble").hidden = trouble === null;
}

/** What goes on, and who hears and speaks. */
function showPhase(state, setting) {
  const { word, language, ears, hears, speaks, speak, hasVoice } = setting;
  const phase = phaseOf(state, setting);
  setAttribute(byId("phase"), "data-phase", phase);
  setText(byId("phase-text"), word(phase === "idle" && ears !== "able" ? "phase.typing" : `phase.${phase}`));
  setText(byId("hears"), ears === "able" && hears ? word("hears", { who: provider(hears, language) }) : "");
  const heard = speak && hasVoice;
  setText(byId("speaks"), heard ? (speaks ? word("speaks", { who: provider(speaks, language) }) : "") : word("speaks.off"));
}

function showDock(state, { word, ears, metered, listening, open, speaking, speak, hasVoice }) {
  byId("ears-note").hidden = ears === "able";
  setText(byId("ears-note"), ears === "able" ? "" : word(`ears.${ears}`));
  byId("mic").hidden = byId("open").hidden = ears !== "able";
  setAttribute(byId("mic"), "aria-pressed", String(listening));
  byId("mic").classList.toggle("metered", metered);
  setAttribute(byId("open"), "aria-pressed", String(open));
  byId("quiet").disabled = !speaking;
  showSpeak(byId("speak"), speak && hasVoice, word(hasVoice ? "speak" : "speak.none"), hasVoice);
  setAttribute(byId("theme"), "aria-pressed", String(document.documentElement.dataset.theme === "dark"));
  showViewButton(state, word);
}

function showSpeak(button, on, name, able) {
  setAttribute(button, "aria-pressed", String(on));
  setAttribute(button, "aria-label", name);
  button.title = name;
  button.disabled = !able;
}

function showViewButton({ question, drafts }, word) {
  const view = document.documentElement.dataset.view;
  const other = view === "talk" ? "shop" : "talk";
  const button = byId("view");
  setAttribute(button, "aria-label", word(`view.${other}`));
  setAttribute(button.querySelector("use"), "href", `page/icons.svg#${other}`);
  setText(button.querySelector(".caption"), word(`view.${other}.short`));
  button.classList.toggle("wanted", view === "shop" && (question !== null || drafts.length > 0));
}
