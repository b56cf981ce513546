/** Who says the answers: the server, whose sound is played here, or the browser's own voice. The page uses them as one. */

/** @typedef {{speech: string, language: import("./words.js").Language}} Said */

export class Speaking {
  #player;
  #voice;
  #on;
  #takesOver;
  #offered = false;
  #leaving = false;
  /** @type {Said[]} */
  #later = [];

  /**
   * @param {import("./player.js").Player} player
   * @param {import("./voice.js").Voice} voice
   * @param {boolean} on
   * @param {() => void} takesOver  told when the browser's voice takes over from a server that cannot speak any more
   */
  constructor(player, voice, on, takesOver) {
    this.#player = player;
    this.#voice = voice;
    this.#on = on;
    this.#takesOver = takesOver;
  }

  /** Whether answers are to be heard. */
  get on() {
    return this.#on;
  }

  set on(on) {
    this.#on = on;
    if (!on) this.stopped();
  }

  /** Whether anybody can speak. */
  get able() {
    return this.#offered || this.#voice.able;
  }

  /** Whether the server is to speak. */
  get byServer() {
    return this.#on && this.#offered;
  }

  get speaking() {
    return this.#player.speaking || this.#voice.speaking;
  }

  /** Somebody has touched the page, which lets it make sound. */
  unlock() {
    if (this.#offered) this.#player.unlock();
  }

  /** A connection is there, and its server speaks or does not. */
  offer(offered) {
    this.#offered = offered;
    this.stopped();
  }

  /** Say an answer; where the server is to, its sound follows by itself. */
  say(speech, language) {
    if (!this.#on || this.#offered) return;
    if (this.#leaving) this.#later.push({ speech, language });
    else this.#voice.say(speech, language);
  }

  /** Sound of the server. */
  play(piece) {
    if (this.byServer) this.#player.play(piece);
  }

  /** The server cannot speak for now: the browser says what is left, behind what is still being played. @param {Said[]} unsaid */
  fail(unsaid) {
    if (!this.#offered) return;
    this.#offered = false;
    this.#leaving = true;
    if (this.#on) this.#later = unsaid;
    this.#player.end();
    this.played();
  }

  /** The player may have played all that there was. */
  played() {
    if (!this.#leaving || this.#player.speaking) return;
    this.#leaving = false;
    this.#takesOver();
    for (const { speech, language } of this.#later.splice(0)) this.say(speech, language);
  }

  /** Be quiet at once; the server is being told. */
  cut() {
    this.#later = [];
    this.#voice.silence();
    if (this.#offered) this.#player.cut();
    else this.#player.stopped();
  }

  /** The server has stopped speaking. */
  stopped() {
    this.#later = [];
    this.#voice.silence();
    this.#player.stopped();
  }

  /** The connection is gone, and with it the rest of what the server was saying. */
  lose() {
    this.#player.stopped();
  }
}
