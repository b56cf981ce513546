/** Draws what is at work: a card for each task, and for how long. */

import { byId, element, icon, keyed, setAttribute, setText } from "./dom.js";
import { title } from "./intents.js";
import { duration, quantity, rupees } from "./show.js";
import { blockers, grouped, isOpen, lasted } from "./tasks.js";
import { known } from "./words.js";

const MARKS = {
  QUEUED: "clock",
  RUNNING: "work",
  RETRYING: "work",
  COMPLETED: "check",
  FAILED: "alert",
  CANCELLED: "cross",
  LOST: "alert",
};

/** @param {import("./state.js").State} state @param {import("./view.js").Setting} setting @param {any} act */
export function showTasks(state, setting, act) {
  const { current, earlier } = grouped(state.tasks, setting.now);
  const make = (task) => makeCard(task, act);
  const fill = (card, task) => fillCard(card, task, state, setting);
  keyed(byId("tasks"), current, (task) => task.id, make, fill);
  keyed(byId("earlier-tasks"), earlier, (task) => task.id, make, fill);
  byId("earlier").hidden = earlier.length === 0;
  setText(byId("earlier-title"), setting.word("work.finished", { n: earlier.length }));
  byId("work-none").hidden = state.tasks.length + state.drafts.length > 0 || state.question !== null;
}

function makeCard({ id }, act) {
  const cancel = element("button", { type: "button", class: "round", on: { click: () => act.cancelTask(id) } }, icon("cross"));
  const [mark, what, how, time] = ["mark", "title", "sub", "time"].map((name) => element("span", { class: name }));
  return element("li", { class: "task" }, mark, what, how, time, cancel);
}

function fillCard(card, task, state, { word, now }) {
  const [mark, name, how, time, cancel] = card.children;
  const what = title(task, word, known, { rupees, quantity });
  const elapsed = lasted(task, now);
  if (card.dataset.status !== task.status) mark.replaceChildren(icon(MARKS[task.status]));
  card.dataset.status = task.status;
  setText(name, what);
  setText(how, [word(`task.${task.status}`), detail(task, state.tasks, word)].filter(Boolean).join(" · "));
  setText(time, elapsed === null ? "" : duration(elapsed, word));
  cancel.hidden = !isOpen(task);
  cancel.disabled = state.link.phase !== "open";
  setAttribute(cancel, "aria-label", word("task.cancel", { what }));
}

/** Why a task stands where it does: what it waits for, why it failed, who cancelled it. */
function detail(task, tasks, word) {
  if (task.status === "QUEUED") {
    const before = blockers(task, tasks).map((other) => title({ ...other, entities: {} }, word, known, { rupees, quantity }));
    return before.length ? word("task.behind", { what: before.join(", ") }) : word("task.turn");
  }
  if (task.status === "FAILED") return task.trouble;
  if (task.status === "CANCELLED" && known(`reason.${task.reason}`)) return word(`reason.${task.reason}`);
  return null;
}
