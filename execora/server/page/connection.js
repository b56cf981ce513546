/**
 * The connection to the server: opens, notices that it has died, and opens again after growing pauses. How messages
 * travel is the business of a transport (socket.js, polling.js), which of them that of a way (way.js), and what they say
 * is nobody's here.
 *
 * @typedef {object} Transport   one connection, made anew for each try
 * @property {(told: Told) => void} open
 * @property {(message: object) => boolean} send   false where it is not open; then nothing was sent
 * @property {(samples: Int16Array) => boolean} sendSound   false also where it is so slow that it would come too late
 * @property {() => void} close   the server is not told that we are done, and nothing more is told to us
 *
 * @typedef {object} Told
 * @property {(message: any) => void} message   of the server; the first is its welcome
 * @property {(code: number|null) => void} closed   by the server or the network, as one of PROTOCOL's close codes or
 *   the status of HTTP if it said so
 */

const SHORTEST_MILLISECONDS = 500;
const LONGEST_MILLISECONDS = 15_000;
/** While our session waits for us: it does so for half a minute, and a line that is good again is to be found in it. */
const AWAITED_MILLISECONDS = 2_000;

/** How long a try may take: a browser goes on for minutes where nothing comes back, however good the line is by then. */
const OPENING_MILLISECONDS = 5_000;
const AWAITED_OPENING_MILLISECONDS = 4_000;
const LONGEST_OPENING_MILLISECONDS = 20_000;

/** A server of which nothing has come for so long is asked whether it is there, and has so long to answer. */
const SILENCE_MILLISECONDS = 10_000;
const ANSWER_MILLISECONDS = 5_000;

/** A connection that lived this long had no trouble of its own: the next pause is the shortest again. */
const SOUND_MILLISECONDS = 5_000;

/** What does not get better by being tried again, as PROTOCOL's close code or the status of HTTP. */
const REFUSALS = { 4001: "token", 1008: "notAllowed", 401: "token", 403: "foreign", 421: "elsewhere" };

const LET_IN = 200;

/**
 * How long to wait before the next try, in milliseconds: twice as long each time, from 0.5 to 15 seconds, with chance
 * in it so that a hundred pages do not come back in the same moment.
 *
 * @param {number} failures  tries that have failed in a row
 * @param {number} chance    from 0 to 1
 * @param {boolean} awaited  somebody waits for us: then it is never longer than two
 */
export function pauseBefore(failures, chance, awaited = false) {
  const bound = awaited ? AWAITED_MILLISECONDS : LONGEST_MILLISECONDS;
  const longest = Math.min(bound, 2 * SHORTEST_MILLISECONDS * 2 ** failures);
  return longest / 2 + (longest / 2) * chance;
}

/** How long the next try may take: on a slow line each takes longer than the one before, unless somebody waits for us. */
export function patienceWith(failures, awaited = false) {
  const longest = awaited ? AWAITED_OPENING_MILLISECONDS : LONGEST_OPENING_MILLISECONDS;
  return Math.min(longest, OPENING_MILLISECONDS * 2 ** failures);
}

/**
 * @typedef {object} Listener
 * @property {() => void} connecting
 * @property {(message: any) => void} told           a message of the server
 * @property {() => void} silent                     nothing has come for too long: whatever was open is dead, unseen
 * @property {() => boolean} awaited                  whether our session waits for us
 * @property {() => boolean} quiet                    whether nobody talks, and nothing that was said is still at work
 * @property {(retryAt: number) => void} lost        it will be tried again at that time. The very first failure is
 *   not told: it may only be the way
 * @property {(why: "token"|"notAllowed"|"foreign"|"elsewhere") => void} refused   it will not be tried again by itself:
 *   the token is no good; we have done what is not allowed; our origin is none that the server knows; nor is the host
 */

export class Connection {
  #makeTransport;
  #way;
  #knock;
  #listener;
  #transport = null;
  /** Whether the last try took the detour. */
  #detour = false;
  /** The WebSocket that is tried while the detour is open. */
  #beside = null;
  #failures = 0;
  #everGreeted = false;
  #greetedAt = null;
  #asked = false;
  #retry = null;
  #watch = null;

  /**
   * @param {(detour: boolean) => Transport} makeTransport
   * @param {import("./way.js").Way} way
   * @param {() => Promise<number|null>} knock  asks for the status of HTTP after a try has failed; null is no answer
   * @param {Listener} listener
   */
  constructor(makeTransport, way, knock, listener) {
    this.#makeTransport = makeTransport;
    this.#way = way;
    this.#knock = knock;
    this.#listener = listener;
  }

  /** Open it, now. Whatever was open or planned before is dropped. */
  open() {
    this.#drop();
    this.#listener.connecting();
    this.#detour = this.#way.detour;
    this.#transport = this.#begin(this.#detour);
    this.#giveUpAfter(patienceWith(this.#failures, this.#listener.awaited()));
  }

  /** Try again now instead of at the end of the pause; what is open may have died unseen. */
  hurry() {
    if (this.#retry !== null) this.open();
    else this.doubt();
  }

  /** What is open may have died: find out now. */
  doubt() {
    if (this.#greetedAt !== null) this.#ask();
  }

  /** Send a message. @returns {boolean} false where there is no open connection; then nothing was sent */
  send(message) {
    return this.#greetedAt !== null && this.#transport.send({ ...message, timestamp: new Date().toISOString() });
  }

  /**
   * Send sound.
   *
   * @returns {boolean} false where there is no open connection, or one so slow that the sound would come too late;
   *   then nothing was sent
   */
  sendSound(samples) {
    return this.#greetedAt !== null && this.#transport.sendSound(samples);
  }

  #begin(detour) {
    const transport = this.#makeTransport(detour);
    transport.open({
      message: (message) => this.#hear(transport, message),
      closed: (code) => (transport === this.#beside ? this.#leaveBeside() : this.#closed(code)),
    });
    return transport;
  }

  #hear(transport, message) {
    if (transport === this.#beside && !this.#listener.quiet()) return this.#leaveBeside();
    if (transport === this.#beside) this.#changeOver();
    if (this.#greetedAt === null) this.#greeted();
    this.#asked = false;
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#ask(), SILENCE_MILLISECONDS);
    this.#listener.told(message);
  }

  #greeted() {
    this.#greetedAt = Date.now();
    this.#everGreeted = true;
    this.#way.good(this.#detour);
  }

  /** A phone that has left the network is told nothing: silence after a ping is the only sign. */
  #ask() {
    if (this.#asked) return;
    this.#asked = true;
    this.send({ type: "ping", data: {} });
    this.#giveUpAfter(ANSWER_MILLISECONDS);
    if (this.#detour && !this.#way.detour && this.#listener.awaited() && this.#listener.quiet()) this.#tryBeside();
  }

  #giveUpAfter(milliseconds) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#giveUp(), milliseconds);
  }

  #giveUp() {
    if (this.#greetedAt !== null) this.#listener.silent();
    this.#closed(null);
  }

  // -- back from the detour

  /**
   * In a quiet moment the WebSocket is tried beside the detour. Once it greets us, our session moves over to it; but not
   * where somebody has begun to talk by then, for what is on its way by the detour would be cut off.
   */
  #tryBeside() {
    this.#way.stay();
    this.#leaveBeside();
    this.#beside = this.#begin(false);
  }

  #changeOver() {
    const open = this.#beside;
    this.#beside = null;
    this.#drop();
    this.#transport = open;
    this.#detour = false;
  }

  #leaveBeside() {
    this.#beside?.close();
    this.#beside = null;
  }

  // -- losing it

  #closed(code) {
    const greetedAt = this.#greetedAt;
    this.#drop();
    if (code in REFUSALS) return this.#listener.refused(REFUSALS[code]);
    if (greetedAt !== null && Date.now() - greetedAt >= SOUND_MILLISECONDS) this.#failures = 0;
    const pause = pauseBefore(this.#failures, Math.random(), this.#listener.awaited());
    this.#failures += 1;
    this.#retry = setTimeout(() => this.open(), pause);
    if (this.#everGreeted || this.#failures > 1) this.#listener.lost(Date.now() + pause);
    if (greetedAt === null) this.#askWhy(this.#detour);
  }

  /** A browser does not tell why a try has failed; the answer to a request does. */
  async #askWhy(detour) {
    const status = await this.#knock();
    const trying = this.#retry !== null || (this.#transport !== null && this.#greetedAt === null);
    if (!trying || detour !== this.#detour) return;
    if (status in REFUSALS) {
      this.#drop();
      return this.#listener.refused(REFUSALS[status]);
    }
    if (status !== LET_IN) return;
    this.#way.broken(detour);
    if (!detour && this.#way.detour) this.open();
  }

  #drop() {
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    this.#retry = this.#greetedAt = null;
    this.#asked = false;
    this.#leaveBeside();
    this.#transport?.close();
    this.#transport = null;
  }
}
