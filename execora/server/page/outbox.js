/**
 * What the shopkeeper has said and the server has not settled yet. Pure: every function returns a new list.
 *
 * A message stays here from the moment it is said until the server has told what came of it. Whatever is left when a
 * connection opens is sent, in the order in which it was said; the server acts on an id once, so a repeat is safe.
 *
 * @typedef {object} Message
 * @property {string} id         a UUID, made when it was said
 * @property {string} type       of the protocol, such as "voice:final"
 * @property {object} data
 * @property {number} saidAt     milliseconds since 1970
 * @property {number|null} sentAt  when it was first sent; null while it waits for a connection
 * @property {boolean} [arrived]   the session that we are in has told something about it
 */

/** What is about a session, and means nothing to another. */
const OF_A_SESSION = new Set(["voice:stop", "task:cancel"]);

/** The server knows an id for 24 hours; beyond that a repeat could be acted on twice. */
export const REPEATABLE_MILLISECONDS = 23 * 60 * 60 * 1000;

/** @param {Message[]} outbox @param {{id: string, type: string, data: object}} message @param {number} at */
export function keep(outbox, message, at) {
  return [...outbox, { ...message, saidAt: at, sentAt: null }];
}

/** Note that a message has gone out. A repeat keeps the time of the first sending. */
export function sent(outbox, id, at) {
  return outbox.map((message) => (message.id === id ? { ...message, sentAt: message.sentAt ?? at } : message));
}

/** Note that the server has it: as long as its session goes on, what comes of it is told without being asked again. */
export function arrived(outbox, id) {
  return outbox.map((message) => (message.id === id ? { ...message, arrived: true } : message));
}

/** Another session begins, which has heard of nothing yet. */
export function anew(outbox) {
  return outbox.filter(({ type }) => !OF_A_SESSION.has(type)).map((message) => ({ ...message, arrived: false }));
}

/** Forget a message: settled, or thrown away before it went out. */
export function without(outbox, id) {
  return outbox.some((message) => message.id === id) ? outbox.filter((message) => message.id !== id) : outbox;
}

/** Tell the messages that may still be sent from those whose ids the server may have forgotten. */
export function split(outbox, at) {
  const old = (message) => message.sentAt !== null && at - message.sentAt > REPEATABLE_MILLISECONDS;
  return { fresh: outbox.filter((message) => !old(message)), stale: outbox.filter(old) };
}
