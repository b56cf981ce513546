/**
 * Which way leads to the server: the WebSocket, or the detour where something between us and the server breaks
 * WebSockets. A browser tells neither that nor why, so it is found out by trying, and remembered for the tab.
 */

const KEY = "execora.detour";

/** After so long on the detour the WebSocket is worth another try. */
const AGAIN_MILLISECONDS = 10 * 60_000;

/** Of the way that was open last, a failure may be of a bad moment; of another, the first one counts. */
const MOST_FAILURES = 2;

export class Way {
  #storage;
  #now;
  /** Whether the detour is being tried out. */
  #trial = false;
  /** Whether it was the detour that was open last; null where nothing was. */
  #last;
  #failures = 0;

  /** @param {Storage} storage  of the tab @param {() => number} now  milliseconds since 1970 */
  constructor(storage, now = Date.now) {
    this.#storage = storage;
    this.#now = now;
    this.#last = this.detour || null;
  }

  /** Whether the next try is to take the detour. */
  get detour() {
    return this.#trial || this.#now() < Number(this.#storage.getItem(KEY));
  }

  /** A way did not open, although the server answers requests. @param {boolean} detour */
  broken(detour) {
    this.#failures += 1;
    if (this.#failures < MOST_FAILURES && detour === this.#last) return;
    this.#failures = 0;
    this.#trial = !detour;
    if (detour) this.#storage.removeItem(KEY);
  }

  /** A way is open. @param {boolean} detour */
  good(detour) {
    if (!detour) this.#storage.removeItem(KEY);
    else if (this.#trial) this.stay();
    this.#trial = false;
    this.#last = detour;
    this.#failures = 0;
  }

  /** Keep to the detour for a while. */
  stay() {
    this.#storage.setItem(KEY, String(this.#now() + AGAIN_MILLISECONDS));
  }
}
