/** The browser's own voice: says one answer after the other, and is quiet at once when asked. */

/** Which voices can read a language, best first. Hinglish is Latin text: an Indian English voice reads it best. */
const VOICES = { "hi-en": ["en-IN", "hi-IN", "hi"], hi: ["hi-IN", "hi"], en: ["en-IN", "en-GB", "en"] };

/** Some voices never tell that they have ended; nobody speaks slower than this. */
const SLOWEST_MILLISECONDS_PER_LETTER = 200;
const LEAST_MILLISECONDS = 5000;

export class Voice {
  #synthesis;
  #speaking;
  #queue = [];
  #current = null;
  #watch = null;
  on = true;

  /**
   * @param {SpeechSynthesis|undefined} synthesis
   * @param {(speaking: boolean) => void} speaking  told when it begins and when it has nothing more to say
   */
  constructor(synthesis, speaking) {
    this.#synthesis = synthesis;
    this.#speaking = speaking;
  }

  /** Whether the device has any voice; browsers find theirs some time after the page has loaded. */
  get able() {
    return (this.#synthesis?.getVoices().length ?? 0) > 0;
  }

  get speaking() {
    return this.#current !== null;
  }

  /** Say a text once all before it are said. Without a voice for its language nothing is said. */
  say(text, language) {
    const voice = this.on ? this.#voice(language) : null;
    if (!voice) return;
    this.#queue.push({ text, voice });
    if (!this.#current) this.#next();
  }

  /** Be quiet, and forget what was still to be said. */
  silence() {
    this.#queue = [];
    if (!this.#current) return;
    this.#leave();
    this.#synthesis.cancel();
    this.#speaking(false);
  }

  #voice(language) {
    const voices = this.#synthesis?.getVoices() ?? [];
    const wanted = VOICES[language] ?? [language];
    const fits = (tag) => voices.find((voice) => voice.lang.replace("_", "-").toLowerCase().startsWith(tag.toLowerCase()));
    return wanted.map(fits).find(Boolean) ?? null;
  }

  #next() {
    const next = this.#queue.shift();
    if (!next) return this.#speaking(false);
    const utterance = new SpeechSynthesisUtterance(next.text);
    utterance.voice = next.voice;
    utterance.lang = next.voice.lang;
    utterance.onend = utterance.onerror = () => this.#said(utterance);
    const longest = LEAST_MILLISECONDS + next.text.length * SLOWEST_MILLISECONDS_PER_LETTER;
    this.#watch = setTimeout(() => this.#stuck(utterance), longest);
    this.#current = utterance;
    this.#speaking(true);
    this.#synthesis.speak(utterance);
  }

  #said(utterance) {
    if (this.#current !== utterance) return;
    this.#leave();
    this.#next();
  }

  #stuck(utterance) {
    if (this.#current !== utterance) return;
    this.#leave();
    this.#synthesis.cancel();
    this.#next();
  }

  #leave() {
    clearTimeout(this.#watch);
    this.#current.onend = this.#current.onerror = null;
    this.#current = null;
  }
}
