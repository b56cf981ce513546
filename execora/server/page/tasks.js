/**
 * What the server does for the shopkeeper, task by task. Pure.
 *
 * @typedef {"QUEUED"|"RUNNING"|"RETRYING"|"COMPLETED"|"FAILED"|"CANCELLED"|"LOST"} Status
 *   LOST: the connection broke before the page was told how it ended.
 * @typedef {object} Task
 * @property {string} id
 * @property {string} intent
 * @property {object} entities
 * @property {Status} status
 * @property {string|null} replyTo   the message that asked for it
 * @property {number} queuedAt       milliseconds since 1970, as are the other two
 * @property {number|null} startedAt
 * @property {number|null} endedAt
 * @property {number|null} durationMs  as the server measured it
 * @property {number} position
 * @property {string[]} waitsFor     ids of tasks
 * @property {string|null} trouble   why it failed, in the server's words
 * @property {string|null} reason    why it was cancelled
 */

/** How long a finished task stays on the page. */
export const SHOWN_MILLISECONDS = 5 * 60 * 1000;

/** How long a finished task stays among those at work, so that the eye can follow it. */
export const FRESH_MILLISECONDS = 4000;

const ENDINGS = { "task:completed": "COMPLETED", "task:failed": "FAILED", "task:cancelled": "CANCELLED" };
const OPEN = new Set(["QUEUED", "RUNNING", "RETRYING"]);

/** Tell whether a task has yet to end. @param {Task} task */
export const isOpen = (task) => OPEN.has(task.status);

/** Apply one `task:…` or `queue:status` event. @param {Task[]} tasks @returns {Task[]} */
export function reduceTasks(tasks, { type, data, replyTo = null }, at) {
  if (type === "queue:status") return (data.tasks ?? []).reduce((all, told) => amend(all, told, at), tasks);
  if (type === "task:queued") return queued(tasks, data, replyTo, at);
  if (type === "task:started") return change(tasks, data.taskId, (task) => ({ ...task, status: "RUNNING", startedAt: task.startedAt ?? at }));
  if (type === "task:retrying") return change(tasks, data.taskId, (task) => ({ ...task, status: "RETRYING" }));
  if (type in ENDINGS) return change(tasks, data.taskId, (task) => ended(task, ENDINGS[type], data, at));
  return tasks;
}

/** The connection broke: nobody will tell how the open ones ended. */
export function lose(tasks, at) {
  return tasks.map((task) => (isOpen(task) ? { ...task, status: "LOST", endedAt: at } : task));
}

/** A stop has ended these, whether or not each was told of by itself. @param {string[]} ids */
export function cancel(tasks, ids, at) {
  const hit = (task) => isOpen(task) && ids.includes(task.id);
  return tasks.map((task) => (hit(task) ? ended(task, "CANCELLED", { reason: "stop" }, at) : task));
}

/** Forget what ended long ago. */
export function forget(tasks, at) {
  const kept = tasks.filter((task) => isOpen(task) || at - task.endedAt < SHOWN_MILLISECONDS);
  return kept.length === tasks.length ? tasks : kept;
}

/** Those at work, in spoken order, then those that have just ended; and those that ended a while ago, newest first. */
export function grouped(tasks, now) {
  const ended = tasks.filter((task) => !isOpen(task)).sort((one, other) => other.endedAt - one.endedAt);
  const fresh = (task) => now - task.endedAt < FRESH_MILLISECONDS;
  return {
    current: [...tasks.filter(isOpen), ...ended.filter(fresh)],
    earlier: ended.filter((task) => !fresh(task)),
  };
}

/** For how long a task has waited, run, or took, in milliseconds. */
export function lasted(task, now) {
  if (task.status === "QUEUED") return Math.max(0, now - task.queuedAt);
  if (isOpen(task)) return Math.max(0, now - task.startedAt);
  return task.durationMs;
}

/** The unfinished tasks that a task waits for. */
export function blockers(task, tasks) {
  return tasks.filter((other) => task.waitsFor.includes(other.id) && isOpen(other));
}

function queued(tasks, data, replyTo, at) {
  const task = {
    id: data.taskId,
    intent: data.intent,
    entities: data.entities ?? {},
    status: "QUEUED",
    replyTo,
    queuedAt: at,
    startedAt: null,
    endedAt: null,
    durationMs: null,
    position: data.position ?? 0,
    waitsFor: data.waitsFor ?? [],
    trouble: null,
    reason: null,
  };
  const replaced = (other) => other.id === task.id || (other.status === "LOST" && replyTo && other.replyTo === replyTo);
  return [...tasks.filter((other) => !replaced(other)), task];
}

function ended(task, status, data, at) {
  return {
    ...task,
    status,
    endedAt: at,
    durationMs: data.durationMs ?? null,
    trouble: data.error?.message ?? null,
    reason: data.reason ?? null,
  };
}

/** What `queue:status` tells about a task the page knows; one it does not know was of another conversation. */
function amend(tasks, told, at) {
  return change(tasks, told.id, (task) => {
    if (task.status === told.status || (task.status === "RETRYING" && told.status === "RUNNING")) return task;
    const ending = Object.values(ENDINGS).includes(told.status);
    return { ...task, status: told.status, startedAt: task.startedAt ?? at, endedAt: ending ? at : null };
  });
}

function change(tasks, id, how) {
  return tasks.map((task) => (task.id === id ? how(task) : task));
}
