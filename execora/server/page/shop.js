/** Draws what the shop looks like now: today's figures, who owes, stock, reminders. */

import { partOf } from "./books.js";
import { byId, element, keyed, setText } from "./dom.js";
import { day, moment, quantity, rupees } from "./show.js";

const ROWS_AT_FIRST = 5;
/** A list that is longer by no more than this is shown whole. */
const ROWS_OVER = 2;

/** Which lists are shown whole. */
const whole = new Set();

/** What was drawn last: the books change seldom, the page is drawn often. */
let drawn = "";
let drawnBooks = null;

/** @param {import("./state.js").State} state @param {import("./view.js").Setting} setting @param {any} act */
export function showShop(state, setting, act) {
  const { books, link } = state;
  const how = [setting.language, link.phase, ...whole].join();
  if (books === drawnBooks && how === drawn) return;
  [drawnBooks, drawn] = [books, how];
  showToday(partOf(state, "today"), setting);
  showOwing(partOf(state, "customers"), setting, act);
  showStock(partOf(state, "products"), setting, act);
  showReminders(partOf(state, "reminders"), setting, act);
}

// -- today ---------------------------------------------------------------------

function showToday(part, { word, language }) {
  const today = part?.items;
  setText(byId("today-date"), today ? day(today.date, language) : "");
  const figures = today ? figuresOf(today, word) : [];
  const make = () => element("div", { class: "figure" }, element("dt"), element("dd", { class: "big" }), element("dd", { class: "sub" }));
  keyed(byId("today"), figures, (figure) => figure.name, make, (box, figure) => {
    setText(box.children[0], word(`today.${figure.name}`));
    setText(box.children[1], figure.big);
    setText(box.children[2], figure.sub);
  });
  remark(byId("today"), part, today !== undefined, word, null);
}

function figuresOf(today, word) {
  const cash = rupees(today.cashPayments);
  const upi = rupees(today.upiPayments);
  return [
    { name: "totalSales", big: rupees(today.totalSales), sub: word("today.invoiceCount", { n: today.invoiceCount }) },
    { name: "totalPayments", big: rupees(today.totalPayments), sub: word("today.cashUpi", { cash, upi }) },
    { name: "creditGiven", big: rupees(today.creditGiven), sub: "" },
    { name: "pendingAmount", big: rupees(today.pendingAmount), sub: "" },
  ];
}

// -- lists ---------------------------------------------------------------------

function showOwing(part, setting, act) {
  const owing = part?.items?.filter((customer) => customer.balance > 0).sort((one, other) => other.balance - one.balance);
  setText(byId("owing-count"), owing?.length ? setting.word("owing.count", { n: owing.length }) : "");
  showList("customers", part, owing, "owing.none", setting, act, (customer) => ({
    key: customer.id,
    name: customer.name,
    sub: customer.landmark ?? "",
    value: rupees(customer.balance),
  }));
}

function showStock(part, setting, act) {
  const byNeed = (one, other) => Number(other.low) - Number(one.low) || one.name.localeCompare(other.name);
  const products = part?.items && [...part.items].sort(byNeed);
  const low = (products ?? []).filter((product) => product.low).length;
  byId("stock-low").hidden = low === 0;
  setText(byId("stock-low"), setting.word("stock.lowCount", { n: low }));
  showList("products", part, products, "stock.none", setting, act, (product) => ({
    key: product.id,
    name: product.name,
    sub: `${rupees(product.price)} / ${product.unit}`,
    value: `${quantity(product.stock)} ${product.unit}`,
    badge: product.low ? setting.word("stock.low") : "",
  }));
}

function showReminders(part, setting, act) {
  showList("reminders", part, part?.items, "reminders.none", setting, act, (reminder) => ({
    key: reminder.id,
    name: reminder.customer,
    sub: moment(reminder.sendAt, setting.language),
    value: typeof reminder.amount === "number" ? rupees(reminder.amount) : setting.word("reminders.owed"),
  }));
}

/** Show a list's first rows, and a button for the rest. */
function showList(id, part, items, none, { word }, act, rowOf) {
  const list = byId(id);
  const all = items ?? [];
  const shown = whole.has(id) || fits(all.length) ? all : all.slice(0, ROWS_AT_FIRST);
  keyed(list, shown.map(rowOf), (row) => row.key, makeRow, fillRow);
  remark(list, part, all.length > 0, word, part?.items ? word(none) : null);
  showMore(list, all.length, word, act);
}

const fits = (count) => count <= ROWS_AT_FIRST + ROWS_OVER;

function makeRow() {
  const words = element("div", { class: "words" }, element("p", { class: "name" }), element("p", { class: "sub" }));
  return element("li", {}, words, element("span", { class: "badge", hidden: true }), element("span", { class: "value" }));
}

function fillRow(line, { name, sub, value, badge = "" }) {
  const [words, mark, figure] = line.children;
  setText(words.firstChild, name);
  setText(words.lastChild, sub);
  setText(figure, value);
  setText(mark, badge);
  mark.hidden = !badge;
}

function showMore(list, count, word, act) {
  const shown = list.parentElement.querySelector(".more");
  if (fits(count)) return shown?.remove();
  const button = shown ?? list.parentElement.appendChild(makeMore(list.id, act));
  const open = whole.has(list.id);
  button.setAttribute("aria-expanded", String(open));
  setText(button, open ? word("shop.fewer") : word("shop.all", { n: count }));
}

function makeMore(id, act) {
  const toggle = () => {
    if (!whole.delete(id)) whole.add(id);
    act.redraw();
  };
  return element("button", { type: "button", class: "more", "aria-controls": id, on: { click: toggle } });
}

/** Below a list: that it is on its way, that it is empty, or that it could not be read. */
function remark(list, part, filled, word, none) {
  const text = part?.failed ? word("shop.failed") : part?.items ? (filled ? "" : none ?? "") : word("shop.loading");
  const line = list.nextElementSibling?.matches(".remark") ? list.nextElementSibling : element("p", { class: "remark quiet-text" });
  if (!line.isConnected) list.after(line);
  setText(line, text);
  line.hidden = !text;
}
