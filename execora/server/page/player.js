/** Plays what the server says: piece after piece without a gap, and silent at once when asked. */

import { readWav } from "./wav.js";

/** The first piece is begun so much later that the next can still be laid right behind it. */
const LEAD_SECONDS = 0.06;

/** How long the next piece of an answer is waited for before the page no longer says that it speaks. */
const PATIENCE_MILLISECONDS = 4000;

const USUAL_RATE = 24_000;

export class Player {
  #speaking;
  #context = null;
  #sources = new Set();
  #end = 0;
  #unfinished = false;
  #deaf = false;
  #patience = null;

  /** @param {(speaking: boolean) => void} speaking  told when it begins and when it has nothing more to say */
  constructor(speaking) {
    this.#speaking = speaking;
  }

  /** Whether it speaks, or is in the middle of an answer whose next piece is on its way. */
  get speaking() {
    return this.#sources.size > 0 || this.#unfinished;
  }

  /** Browsers let a page make sound only once somebody has touched it: to be called whenever somebody does. */
  unlock() {
    if (!this.#context) this.#context = new AudioContext({ sampleRate: USUAL_RATE });
    if (this.#context.state === "suspended") this.#context.resume();
  }

  /**
   * Play a piece once all before it are played. Until somebody has touched the page nothing is played: it would be
   * heard at the first touch, long after it was said.
   *
   * @param {{audio: string, last: boolean}} piece  a WAV file as base64, and whether it ends an answer
   */
  play({ audio, last }) {
    if (this.#deaf || navigator.userActivation?.hasBeenActive === false) return;
    const was = this.speaking;
    const { rate, samples } = readWav(audio);
    if (samples.length) this.#lay(samples, rate);
    this.#unfinished = !last;
    if (this.speaking !== was) this.#speaking(this.speaking);
  }

  /** No more comes of the answer that is being said. */
  end() {
    const was = this.speaking;
    this.#unfinished = false;
    if (this.speaking !== was) this.#speaking(false);
  }

  /** Be quiet at once, and drop what still comes of it until the server says that it has stopped, too. */
  cut() {
    this.#deaf = true;
    this.#silence();
  }

  /** The server has stopped speaking, or is gone. */
  stopped() {
    this.#deaf = false;
    this.#silence();
  }

  #lay(samples, rate) {
    const context = this.#tune(rate);
    const buffer = context.createBuffer(1, samples.length, rate);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => this.#played(source);
    const at = this.#end > context.currentTime ? this.#end : context.currentTime + LEAD_SECONDS;
    source.start(at);
    this.#end = at + buffer.duration;
    this.#sources.add(source);
    clearTimeout(this.#patience);
  }

  /** At the sound's own rate pieces join without a seam; another rate has to wait until nothing plays. */
  #tune(rate) {
    if (this.#context && (this.#context.sampleRate === rate || this.#sources.size)) return this.#context;
    this.#context?.close();
    this.#context = new AudioContext({ sampleRate: rate });
    this.#end = 0;
    return this.#context;
  }

  #played(source) {
    this.#sources.delete(source);
    if (!this.speaking) this.#speaking(false);
    else if (!this.#sources.size) this.#patience = setTimeout(() => this.#silence(), PATIENCE_MILLISECONDS);
  }

  #silence() {
    clearTimeout(this.#patience);
    const was = this.speaking;
    for (const source of this.#sources) {
      source.onended = null;
      source.stop();
    }
    this.#sources.clear();
    this.#unfinished = false;
    this.#end = 0;
    if (was) this.#speaking(false);
  }
}
