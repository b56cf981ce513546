/**
 * The WebSocket to the server: opens, notices that it has died, and opens again after growing pauses. What is said over
 * it is no business of this file.
 */

const SHORTEST_MILLISECONDS = 500;
const LONGEST_MILLISECONDS = 15_000;
/** While our session waits for us: it does so for half a minute, and a line that is good again is to be found in it. */
const AWAITED_MILLISECONDS = 4_000;
const BEAT_MILLISECONDS = 15_000;
/** A connection that lived this long had no trouble of its own: the next pause is the shortest again. */
const SOUND_MILLISECONDS = 5_000;

/** About ten seconds of speech. */
const MOST_WAITING_BYTES = 320_000;

/** PROTOCOL: 4001 the token is missing, bad or has expired; 1008 not allowed; 1001 the server is stopping. */
const BAD_TOKEN = 4001;
const NOT_ALLOWED = 1008;

/**
 * How long to wait before the next try, in milliseconds: twice as long each time, from 0.5 to 15 seconds, with chance
 * in it so that a hundred pages do not come back in the same moment.
 *
 * @param {number} failures  tries that have failed in a row
 * @param {number} chance    from 0 to 1
 * @param {boolean} awaited  somebody waits for us: then it is never longer than four
 */
export function pauseBefore(failures, chance, awaited = false) {
  const bound = awaited ? AWAITED_MILLISECONDS : LONGEST_MILLISECONDS;
  const longest = Math.min(bound, 2 * SHORTEST_MILLISECONDS * 2 ** failures);
  return longest / 2 + (longest / 2) * chance;
}

/**
 * @typedef {object} Listener
 * @property {() => void} connecting
 * @property {(message: any) => void} told           a message of the server
 * @property {() => boolean} awaited                  whether our session waits for us
 * @property {(retryAt: number) => void} lost        it will be tried again at that time
 * @property {(why: "token"|"notAllowed") => void} refused   it will not be tried again by itself
 */

export class Connection {
  #url;
  #mayEnter;
  #listener;
  #socket = null;
  #failures = 0;
  #greetedAt = null;
  #answered = true;
  #retry = null;
  #beat = null;

  /**
   * @param {() => URL} url
   * @param {() => Promise<boolean>} mayEnter  asked after a handshake has failed, for a browser does not tell why
   * @param {Listener} listener
   */
  constructor(url, mayEnter, listener) {
    this.#url = url;
    this.#mayEnter = mayEnter;
    this.#listener = listener;
  }

  /** Open it, now. Whatever was open or planned before is dropped. */
  open() {
    this.#drop();
    this.#listener.connecting();
    const socket = new WebSocket(this.#url());
    this.#socket = socket;
    this.#greetedAt = null;
    this.#answered = true;
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code }) => this.#closed(code);
    this.#beat = setInterval(() => this.#check(), BEAT_MILLISECONDS);
  }

  /** Try again now instead of at the end of the pause. */
  hurry() {
    if (this.#retry !== null) this.open();
  }

  /** Send a message. @returns {boolean} false where there is no open connection; then nothing was sent */
  send(message) {
    if (this.#greetedAt === null || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify({ ...message, timestamp: new Date().toISOString() }));
    return true;
  }

  /**
   * Send sound.
   *
   * @returns {boolean} false where there is no open connection, or one so slow that the sound would come too late;
   *   then nothing was sent
   */
  sendSound(samples) {
    if (this.#greetedAt === null || this.#socket?.readyState !== WebSocket.OPEN) return false;
    if (this.#socket.bufferedAmount > MOST_WAITING_BYTES) return false;
    this.#socket.send(samples);
    return true;
  }

  #hear(text) {
    this.#answered = true;
    this.#greetedAt ??= Date.now();
    this.#listener.told(JSON.parse(text));
  }

  /** A phone that has left the network is told nothing: silence after a ping is the only sign. */
  #check() {
    if (!this.#answered) return this.#closed(null);
    this.#answered = false;
    this.send({ type: "ping", data: {} });
  }

  async #closed(code) {
    const greetedAt = this.#greetedAt;
    this.#drop();
    if (code === BAD_TOKEN) return this.#listener.refused("token");
    if (code === NOT_ALLOWED) return this.#listener.refused("notAllowed");
    if (greetedAt !== null && Date.now() - greetedAt >= SOUND_MILLISECONDS) this.#failures = 0;
    const pause = pauseBefore(this.#failures, Math.random(), this.#listener.awaited());
    this.#failures += 1;
    this.#retry = setTimeout(() => this.open(), pause);
    this.#listener.lost(Date.now() + pause);
    if (greetedAt === null && !(await this.#mayEnter()) && this.#retry !== null) {
      this.#drop();
      this.#listener.refused("token");
    }
  }

  #drop() {
    clearTimeout(this.#retry);
    clearInterval(this.#beat);
    this.#retry = null;
    this.#greetedAt = null;
    if (!this.#socket) return;
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }
}
