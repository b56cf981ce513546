/**
 * What the shopkeeper has said and the server has not settled yet. Pure: every function returns a new list.
 *
 * A message stays here from the moment it is said until the server has told what came of it. What is left when a
 * connection opens is sent, in the order in which it was said; the server acts on an id once, so a repeat is safe. But
 * words may go on from those before them, and mean somebody else in another hour or behind other words. So what is old,
 * or was overtaken, is held, with all behind it, until its speaker says it again.
 *
 * @typedef {object} Message
 * @property {string} id         a UUID, made when it was said
 * @property {string} type       of the protocol, such as "voice:final"
 * @property {object} data
 * @property {number} saidAt     milliseconds since 1970
 * @property {number|null} sentAt  when it was first sent; null while it waits for a connection
 * @property {boolean} [arrived]   the session that we are in has told something about it
 * @property {boolean} [overtaken] the server has told something about what was said after it
 * @property {boolean} [held]      it is not sent by itself any more
 */

/** What is about a session, and means nothing to another. */
const OF_A_SESSION = new Set(["voice:stop", "task:cancel"]);

/** Words are sent by themselves for so long after they were said. */
export const FRESH_MILLISECONDS = 60 * 1000;

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

/** Note that the server has told something about a message: what was said before it is not to be sent behind it. */
export function overtake(outbox, id) {
  const place = outbox.findIndex((message) => message.id === id);
  if (place < 1 || OF_A_SESSION.has(outbox[place].type)) return outbox;
  return outbox.map((message, at) => (at < place ? { ...message, overtaken: true } : message));
}

/** Hold what is not to be sent by itself, and all words behind it. A button is forgotten instead: it can be pressed again. */
export function hold(outbox, at) {
  let holds = false;
  return outbox.flatMap((message) => {
    if (message.arrived || OF_A_SESSION.has(message.type)) return [message];
    holds ||= Boolean(message.held || message.overtaken) || at - message.saidAt > FRESH_MILLISECONDS;
    if (!holds) return [message];
    return message.type === "voice:final" ? [{ ...message, held: true }] : [];
  });
}

/** Return what is to be sent now, in order. */
export function due(outbox) {
  return outbox.filter(({ arrived, held }) => !arrived && !held);
}

/** Let what is held be said now, behind all else. Its id stays: if it was carried out after all, it is not again. */
export function sayAgain(outbox, id, at) {
  const again = outbox.filter((message) => message.id === id);
  return [...without(outbox, id), ...again.map((message) => ({ ...message, saidAt: at, held: false, overtaken: false }))];
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
