/**
 * Which ears listen: the server's, through the microphone, or the browser's own recogniser. The page uses them as one.
 */

/** Ears of the server that have failed are left alone for so long. */
const AGAIN_MILLISECONDS = 60_000;

export class Hearing {
  #microphone;
  #recogniser;
  #ears;
  #offered = false;
  #again = 0;

  /** @param {import("./microphone.js").Microphone} microphone @param {import("./ears.js").Ears} recogniser */
  constructor(microphone, recogniser) {
    this.#microphone = microphone;
    this.#recogniser = recogniser;
    this.#ears = recogniser;
  }

  /** Whether anybody can listen. */
  get able() {
    return this.#choose().able;
  }

  get listening() {
    return this.#ears.listening;
  }

  get open() {
    return this.#ears.open;
  }

  /** Whether it is the server that listens, or would. */
  get byServer() {
    return this.#choose() === this.#microphone;
  }

  /** @param {import("./words.js").Language} language */
  set language(language) {
    this.#recogniser.language = language;
  }

  press() {
    this.#choose().press();
  }

  single() {
    this.#ears.single();
  }

  finish() {
    this.#ears.finish();
  }

  keepOpen(open) {
    this.#choose().keepOpen(open);
  }

  close() {
    this.#ears.close();
  }

  /** The device begins or ceases to speak. Over the server's voice one can talk, for the browser takes that out. */
  hush(quiet, byServer) {
    this.#recogniser.hush(quiet);
    this.#microphone.hush(quiet && !byServer);
  }

  /** A connection is there, and its server listens or does not. */
  offer(offered) {
    this.#offered = offered;
    this.#again = 0;
    if (!offered) this.#leave();
  }

  /** The connection is gone; an open microphone waits for the next one. */
  lose() {
    this.#offered = false;
  }

  /** The server does not hear for now. An open microphone goes over to the browser's recogniser. */
  fail() {
    this.#again = Date.now() + AGAIN_MILLISECONDS;
    this.#leave();
  }

  #leave() {
    if (this.#ears !== this.#microphone) return;
    const { open } = this.#microphone;
    this.#microphone.close();
    if (open && this.#choose().able) this.#ears.keepOpen(true);
  }

  /** Who listens is settled when somebody begins to. */
  #choose() {
    if (this.#ears.listening || this.#ears.open) return this.#ears;
    const server = this.#offered && this.#microphone.able && Date.now() >= this.#again;
    this.#ears = server ? this.#microphone : this.#recogniser;
    return this.#ears;
  }
}
