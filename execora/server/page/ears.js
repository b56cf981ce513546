/**
 * The browser's own speech recogniser, as push-to-talk or open all the time. What was heard goes to the listener; what
 * it means is no business of this file.
 *
 * @typedef {object} Listener
 * @property {(text: string) => void} interim    words that may still change
 * @property {(text: string) => void} final      an utterance
 * @property {(text: string) => void} unfinished words after which the recogniser ended without saying it was sure
 * @property {() => void} changed             it began or ceased to listen: see `listening` and `open`
 * @property {(code: string) => void} trouble     a key of words.js under "trouble."
 */

/** Chrome hears Hindi in Devanagari, and Hinglish best as Hindi. */
const HEARD_AS = { "hi-en": "hi-IN", hi: "hi-IN", en: "en-IN" };

const TROUBLES = {
  "not-allowed": "mic.denied",
  "service-not-allowed": "mic.denied",
  "audio-capture": "mic.none",
  "network": "mic.network",
  "language-not-supported": "mic.language",
};

/** A recogniser that ends this soon, this often, is not going to listen. */
const SHORT_MILLISECONDS = 1000;
const SHORT_ENDS = 3;

export class Ears {
  #Recogniser;
  #listener;
  #recogniser = null;
  #open = false;
  #held = false;
  #single = false;
  #ending = false;
  #quiet = false;
  #interim = "";
  #startedAt = 0;
  #shortEnds = 0;
  language = "hi-en";

  /** @param {any} Recogniser  `webkitSpeechRecognition`, or undefined @param {Listener} listener */
  constructor(Recogniser, listener) {
    this.#Recogniser = Recogniser;
    this.#listener = listener;
  }

  /** Whether the browser can listen at all. */
  get able() {
    return this.#Recogniser !== undefined;
  }

  /** Whether it hears what is said right now. */
  get listening() {
    return this.#recogniser !== null && !this.#ending;
  }

  /** Whether it goes on to listen, utterance after utterance. */
  get open() {
    return this.#open;
  }

  /** Listen for as long as the button is held, until `finish`. */
  press() {
    this.#held = true;
    this.#single = false;
    this.#shortEnds = 0;
    this.#start();
  }

  /** The button was only tapped: listen to one utterance, whose end the recogniser finds. */
  single() {
    this.#held = false;
    this.#single = true;
  }

  /** The utterance is over: what was heard so far becomes final. */
  finish() {
    this.#held = false;
    this.#end();
  }

  /** Listen on and on, or no more. */
  keepOpen(open) {
    this.#open = open;
    this.#single = false;
    this.#shortEnds = 0;
    if (open) this.#start();
    else this.#end();
  }

  /** Do not listen while the page itself speaks; an utterance that is being held goes on. */
  hush(quiet) {
    this.#quiet = quiet;
    if (quiet && !this.#held) this.#forget();
    if (!quiet && this.#open) this.#start();
  }

  /** Stop at once and forget what was heard. */
  close() {
    this.#open = this.#held = false;
    this.#forget();
  }

  /** It takes a moment to say its last words, in which it hears no more. */
  #end() {
    if (!this.#recogniser) return;
    this.#ending = true;
    this.#recogniser.stop();
    this.#listener.changed();
  }

  #forget() {
    this.#interim = "";
    this.#recogniser?.abort();
  }

  #start() {
    if (this.#recogniser || (this.#quiet && !this.#held)) return;
    const recogniser = new this.#Recogniser();
    recogniser.lang = HEARD_AS[this.language];
    recogniser.interimResults = true;
    recogniser.continuous = true;
    recogniser.onresult = (event) => this.#hear(event);
    recogniser.onerror = ({ error }) => this.#fail(error);
    recogniser.onend = () => this.#ended();
    this.#recogniser = recogniser;
    this.#startedAt = Date.now();
    recogniser.start();
    this.#listener.changed();
  }

  #hear({ results, resultIndex }) {
    const fresh = Array.from(results).slice(resultIndex);
    for (const result of fresh.filter((one) => one.isFinal)) {
      const text = result[0].transcript.trim();
      if (text) this.#listener.final(text);
      if (this.#single) this.#end();
    }
    this.#interim = fresh.filter((one) => !one.isFinal).map((one) => one[0].transcript).join("").trim();
    this.#listener.interim(this.#interim);
  }

  #fail(error) {
    const code = TROUBLES[error];
    if (!code) return;
    this.#giveUp(code);
  }

  #giveUp(code) {
    this.#open = this.#held = false;
    this.#listener.trouble(code);
  }

  #ended() {
    this.#recogniser = null;
    this.#ending = false;
    if (this.#interim) this.#listener.unfinished(this.#interim);
    this.#interim = "";
    this.#shortEnds = Date.now() - this.#startedAt < SHORT_MILLISECONDS && !this.#quiet ? this.#shortEnds + 1 : 0;
    const goesOn = this.#open || this.#held;
    if (goesOn && this.#shortEnds >= SHORT_ENDS) this.#giveUp("mic.ended");
    else if (goesOn) this.#start();
    this.#listener.changed();
  }
}
