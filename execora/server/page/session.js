/**
 * Which session the page is in, over one connection after the other. Pure.
 *
 * The server greets each connection with a session of its own. Where we were in another before, we ask for that one
 * first: then the page is told whatever it has missed, each event once, and goes on as if nothing had been. Where that
 * session is over, the page begins anew in the one that it was greeted with.
 *
 * @typedef {object} Session
 * @property {string|null} id
 * @property {string|null} token    whoever goes on with it must have it; null where nobody can
 * @property {number} waits         how long it waits for us, in milliseconds
 * @property {number} last          the number of the last event that the page was told
 * @property {{id: string, welcome: any}|null} asked   we want to go on with it, and have no answer yet
 * @property {number} missing       how many of the events that we missed are still to come
 *
 * @typedef {object} Heard
 * @property {Session} session
 * @property {any[]} told           what is to be told to the page, in order
 * @property {any} [ask]            what is to be said to the server, before anything else
 */

/** @type {Session} */
export const NO_SESSION = { id: null, token: null, waits: 0, last: 0, asked: null, missing: 0 };

/** The page has been told all that it missed; no event of the server's. */
const CAUGHT_UP = { type: "session:caughtUp", data: {} };

/**
 * Take in an event of the server.
 *
 * @param {Session} session
 * @param {any} event
 * @param {string} id   for the message by which we ask, if we do
 * @returns {Heard}
 */
export function hear(session, event, id) {
  if (event.type === "voice:start") return session.token === null ? begin(event) : ask(session, event, id);
  if (session.asked) return answered(session, event);
  const { seq = session.last + 1 } = event;
  if (seq <= session.last) return { session, told: [] };
  const missing = Math.max(0, session.missing - 1);
  const caughtUp = session.missing === 1;
  return { session: { ...session, last: event.seq ?? session.last, missing }, told: caughtUp ? [event, CAUGHT_UP] : [event] };
}

/** The connection is lost: whatever we asked over it is void. @param {Session} session @returns {Session} */
export function leave(session) {
  return { ...session, asked: null };
}

/** @returns {Heard} */
function begin(welcome, last = welcome.seq ?? 0) {
  const { sessionId = null, resumeToken = null, limits = {} } = welcome.data;
  const waits = 1000 * (limits.resumeSeconds ?? 0);
  return { session: { ...NO_SESSION, id: sessionId, token: resumeToken, waits, last }, told: [welcome] };
}

/** @returns {Heard} */
function ask(session, welcome, id) {
  const data = { sessionId: session.id, resumeToken: session.token, lastSeq: session.last };
  return { session: { ...session, asked: { id, welcome } }, told: [], ask: { type: "session:resume", id, data } };
}

/** @returns {Heard} */
function answered(session, event) {
  const { id, welcome } = session.asked;
  if (event.type === "session:resumed") {
    const { missed } = event.data;
    const resumed = { ...event, data: { ...welcome.data, missed } };
    return { session: { ...session, asked: null, missing: missed }, told: missed ? [resumed] : [resumed, CAUGHT_UP] };
  }
  return event.type === "error" && event.replyTo === id ? begin(welcome, event.seq) : { session, told: [] };
}
