/**
 * Ears that are the server's: what the microphone hears is sent there, as push-to-talk or open all the time. It is used
 * as the browser's own recogniser is, see ears.js.
 *
 * @typedef {object} Listener
 * @property {(rate: number) => void} opened    sound of so many samples a second follows, mono
 * @property {(frame: Int16Array) => boolean} sound   20 ms of it; false where it cannot be sent
 * @property {() => void} ended               the button was let go: what was said so far is an utterance
 * @property {(level: number) => void} level    how loud it is, from 0 to 1
 * @property {() => void} changed             it began or ceased to listen: see `listening` and `open`
 * @property {(code: string) => void} trouble   a key of words.js under "trouble."
 */

import { loudness } from "./loudness.js";

const FRAME_MILLISECONDS = 20;

/** What was heard just before the button was pressed goes along: the first syllable is often quicker than the thumb. */
const BEFORE_FRAMES = 200 / FRAME_MILLISECONDS;

/** Who lets go with the last syllable is heard to its end. */
const AFTER_FRAMES = 200 / FRAME_MILLISECONDS;

/** A tap listens so long for somebody who says nothing. */
const UNHEARD_FRAMES = 10_000 / FRAME_MILLISECONDS;

/** The microphone is kept so long for the next press. */
const IDLE_MILLISECONDS = 5000;

const TROUBLES = {
  NotAllowedError: "mic.denied",
  SecurityError: "mic.denied",
  NotFoundError: "mic.none",
  NotReadableError: "mic.busy",
};

export class Microphone {
  #openDevice;
  #listener;
  #capture = null;
  #opening = false;
  #listening = false;
  #held = false;
  #single = false;
  #open = false;
  #hushed = false;
  #speaking = false;
  #before = [];
  #after = 0;
  #unheard = 0;
  #idle = null;

  /**
   * @param {typeof import("./capture.js").capture|null} openDevice  null where the browser has no microphone
   * @param {Listener} listener
   */
  constructor(openDevice, listener) {
    this.#openDevice = openDevice;
    this.#listener = listener;
  }

  /** Whether the browser can open a microphone. */
  get able() {
    return this.#openDevice !== null;
  }

  /** Whether what is said right now is heard. */
  get listening() {
    return this.#listening;
  }

  /** Whether it goes on to listen, utterance after utterance. */
  get open() {
    return this.#open;
  }

  /** Listen for as long as the button is held, until `finish`. */
  press() {
    this.#held = true;
    this.#single = false;
    this.#begin();
  }

  /** The button was only tapped: listen to one utterance, whose end the server finds. */
  single() {
    this.#held = false;
    this.#single = this.#listening;
    this.#unheard = 0;
  }

  /** The utterance is over. */
  finish() {
    this.#held = this.#single = false;
    this.#end();
  }

  /** Listen on and on, or no more. */
  keepOpen(open) {
    this.#open = open;
    this.#single = false;
    if (open) this.#begin();
    else this.#end();
  }

  /** Do not listen while the device speaks with a voice that the browser cannot take out again. */
  hush(quiet) {
    this.#hushed = quiet;
  }

  /** Stop at once. */
  close() {
    if (this.#listening || this.#after) this.#cease();
  }

  /** The server hears that somebody speaks, or has ceased to. */
  notice(speaking) {
    this.#speaking = speaking;
    this.#unheard = 0;
  }

  /** The server has understood an utterance, which is all that a tap asks for. */
  understood() {
    if (this.#single) this.finish();
  }

  #begin() {
    if (this.#after) this.#over();
    if (this.#listening) return;
    clearTimeout(this.#idle);
    this.#listening = true;
    this.#speaking = false;
    this.#unheard = 0;
    if (this.#capture) this.#flow();
    else if (!this.#opening) this.#start();
    this.#listener.changed();
  }

  async #start() {
    this.#opening = true;
    try {
      this.#capture = await this.#openDevice({ frame: (samples) => this.#hear(samples), ended: () => this.#fail("mic.none") });
    } catch ({ name }) {
      this.#fail(TROUBLES[name] ?? "mic.failed");
    } finally {
      this.#opening = false;
    }
    if (!this.#capture) return;
    if (this.#listening) this.#flow();
    else this.#rest();
  }

  /** The sound begins to flow, with what was heard just before. */
  #flow() {
    this.#listener.opened(this.#capture.rate);
    for (const frame of this.#before.splice(0)) this.#send(frame);
  }

  #hear(frame) {
    this.#listener.level(this.#listening ? loudness(frame) : 0);
    if (this.#hushed && !this.#held) this.#before = [];
    else if (this.#capture && (this.#listening || this.#after)) this.#send(frame);
    else this.#before = [...this.#before, frame].slice(-BEFORE_FRAMES);
  }

  #send(frame) {
    const sent = this.#listener.sound(frame);
    if (!sent && !this.#open) this.#fail("mic.unsent");
    else if (this.#after && --this.#after === 0) this.#over();
    else if (this.#single && !this.#speaking && ++this.#unheard > UNHEARD_FRAMES) this.finish();
  }

  /** The button is let go; the end of the last syllable is still on its way. */
  #end() {
    if (!this.#listening) return;
    this.#listening = false;
    if (this.#capture) this.#after = AFTER_FRAMES;
    this.#rest();
    this.#listener.changed();
  }

  #over() {
    this.#after = 0;
    this.#listener.ended();
  }

  #cease() {
    this.#open = this.#held = this.#single = this.#listening = false;
    this.#after = 0;
    this.#rest();
    this.#listener.changed();
  }

  #fail(code) {
    this.#cease();
    this.#letGo();
    this.#listener.trouble(code);
  }

  #rest() {
    this.#listener.level(0);
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#letGo(), IDLE_MILLISECONDS);
  }

  #letGo() {
    clearTimeout(this.#idle);
    if (this.#after) this.#over();
    this.#capture?.close();
    this.#capture = null;
    this.#before = [];
  }
}
