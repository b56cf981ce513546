/** Draws what waits for the shopkeeper: the draft bills and the questions, each with its buttons. */

import { byId, element, icon, keyed, setText } from "./dom.js";
import { quantity, rupees } from "./show.js";

/** @param {import("./state.js").State} state @param {import("./view.js").Setting} setting @param {any} act */
export function showAsking(state, setting, act) {
  const open = state.link.phase === "open";
  keyed(
    byId("questions"), state.question ? [state.question] : [], (question) => question.id,
    (question) => makeQuestion(question, act),
    (card, question) => fillQuestion(card, question, open, setting),
  );
  const pressed = new Set(state.outbox.map((message) => message.data.draftId));
  keyed(
    byId("drafts"), state.drafts, (draft) => draft.draftId,
    (draft) => makeDraft(draft, act),
    (card, draft) => fillDraft(card, draft, open && !pressed.has(draft.draftId), setting),
  );
}

// -- questions -----------------------------------------------------------------

function makeQuestion(question, act) {
  const answer = (data) => () => act.answer(question.id, data);
  const options = question.options
    ? question.options.map((option, index) => makeOption(option, answer({ option: index })))
    : [makeButton("question.no", answer({ yes: false })), makeButton("question.yes", answer({ yes: true }), "solid")];
  const left = element("progress", { class: "left", max: question.seconds });
  return element(
    "li", { class: "card question" },
    element("p", { class: "title" }),
    element("div", { class: question.options ? "options" : "buttons" }, ...options),
    element("p", { class: "sub", role: "timer" }),
    left,
  );
}

function makeOption({ name, landmark, phoneEnd }, click) {
  const more = element("span", { class: "sub" });
  const button = element("button", { type: "button", class: "option", on: { click } }, element("span", { class: "name", textContent: name }), more);
  button.dataset.landmark = landmark ?? "";
  button.dataset.phoneEnd = phoneEnd ?? "";
  return button;
}

function makeButton(name, click, look = "") {
  return element("button", { type: "button", class: look, "data-name-word": name, on: { click } });
}

function fillQuestion(card, question, open, { word, now }) {
  const [text, buttons, left, bar] = card.children;
  const seconds = Math.max(0, Math.ceil((question.expiresAt - now) / 1000));
  setText(text, question.text);
  setText(left, word("question.left", { n: seconds }));
  bar.value = Math.min(question.seconds, seconds);
  bar.ariaLabel = word("question.left", { n: seconds });
  for (const button of buttons.children) fillButton(button, open, word);
}

function fillButton(button, open, word) {
  button.disabled = !open;
  if (button.dataset.nameWord) return setText(button, word(button.dataset.nameWord));
  const { landmark, phoneEnd } = button.dataset;
  setText(button.lastChild, [landmark, phoneEnd && word("phoneEnd", { n: phoneEnd })].filter(Boolean).join(" · "));
}

// -- drafts --------------------------------------------------------------------

function makeDraft({ draftId }, act) {
  const buttons = [
    makeButton("draft.cancel", () => act.pressDraft(draftId, "invoice:cancel")),
    makeButton("draft.confirm", () => act.pressDraft(draftId, "invoice:confirm"), "solid"),
  ];
  buttons[1].prepend(icon("check"));
  return element(
    "li", { class: "card draft" },
    element("p", { class: "over" }),
    element("p", { class: "title" }),
    element("table", { class: "bill" }),
    element("div", { class: "buttons" }, ...buttons),
  );
}

function fillDraft(card, draft, open, { word, language }) {
  const [over, customer, table, buttons] = card.children;
  setText(over, word("draft"));
  setText(customer, draft.customer);
  for (const button of buttons.children) fillButton(button, open, word);
  const shown = JSON.stringify([draft, language]);
  if (card.dataset.shown === shown) return;
  card.dataset.shown = shown;
  table.replaceChildren(billHead(word), billLines(draft), billFoot(draft, word));
  table.createCaption().append(element("span", { class: "hidden", textContent: `${word("draft")}: ${draft.customer}` }));
}

function billHead(word) {
  const head = (name) => element("th", { scope: "col", textContent: word(`draft.${name}`) });
  return element("thead", {}, element("tr", {}, ...["item", "quantity", "price", "amount"].map(head)));
}

function billLines({ items }) {
  const line = ({ product, quantity: count, unit, price, total }) =>
    element(
      "tr", {},
      element("th", { scope: "row", textContent: product }),
      element("td", { textContent: `${quantity(count)} ${unit}` }),
      element("td", { textContent: rupees(price) }),
      element("td", { textContent: rupees(total) }),
    );
  return element("tbody", {}, ...items.map(line));
}

/** The sums: what is nothing is not shown, and the subtotal, which is without tax, only where it is not the total. */
function billFoot(draft, word) {
  const taxes = ["cgst", "sgst", "igst"].filter((name) => draft[name]);
  const shown = ["discount", ...(taxes.length ? taxes : ["tax"]), "roundOff"].filter((name) => draft[name]);
  const names = shown.length ? ["subtotal", ...shown, "total"] : ["total"];
  const called = (name) => (name === "subtotal" && draft.tax ? "draft.beforeTax" : `draft.${name}`);
  const sum = (name) =>
    element(
      "tr", { class: name },
      element("th", { scope: "row", colSpan: 3, textContent: word(called(name)) }),
      element("td", { textContent: rupees(name === "discount" ? -draft[name] : draft[name]) }),
    );
  return element("tfoot", {}, ...names.map(sum));
}
