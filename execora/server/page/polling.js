/**
 * Socket.IO by long polling: the way to carry messages where something between us and the server breaks WebSockets. See
 * `Transport` in connection.js, and "Socket.IO" in the protocol.
 *
 * One request waits for what the server says, and one at a time brings what we say. What is said while that one is on
 * its way goes with the next, and sound waits for a moment to be joined by more: else each 20 ms would be a request.
 */

import { binaryEvent, connect, event, payload, PONG, Reader } from "./packets.js";

const GATHER_MILLISECONDS = 100;

/** A second of sound goes in one event. */
const PIECE_BYTES = 32_000;

/** About ten seconds of speech. */
const MOST_WAITING_BYTES = 320_000;

export class Polling {
  #url;
  #asked = 0;
  #token;
  #told = null;
  #reader = new Reader();
  #over = new AbortController();
  #most = Infinity;
  #out = new Waiting();
  #posting = false;
  #gathering = null;
  #code = null;

  /** @param {URL} url @param {string|null} token */
  constructor(url, token) {
    this.#url = new URL(url);
    this.#url.search = "EIO=4&transport=polling";
    this.#token = token;
  }

  open(told) {
    this.#told = told;
    this.#listen();
  }

  send(message) {
    this.#say(event("voice:control", message));
    return true;
  }

  sendSound(samples) {
    if (this.#out.sound > MOST_WAITING_BYTES) return false;
    this.#out.addSound(samples);
    this.#gathering ??= setTimeout(() => this.#post(), GATHER_MILLISECONDS);
    return true;
  }

  close() {
    clearTimeout(this.#gathering);
    this.#told = null;
    this.#over.abort();
  }

  // -- what comes

  async #listen() {
    while (this.#told) {
      const answer = await this.#ask("GET");
      if (answer === null) return;
      for (const packet of this.#reader.read(answer)) this.#take(packet);
    }
  }

  #take(packet) {
    switch (packet.kind) {
      case "open":
        this.#url.searchParams.set("sid", packet.data.sid);
        this.#most = packet.data.maxPayload;
        return this.#say(connect(this.#token));
      case "ping":
        return this.#say(PONG);
      case "event":
        return this.#happened(packet);
      case "refused":
        this.#code = packet.data.data?.code ?? null;
        return this.#end();
      case "disconnected":
      case "close":
        return this.#end();
    }
  }

  #happened({ name, data, about }) {
    if (name === "session:closing") this.#code = data.code;
    else this.#told?.message({ type: name, data, ...about });
  }

  #end() {
    const told = this.#told;
    this.close();
    told?.closed(this.#code);
  }

  // -- what goes

  #say(packet) {
    this.#out.add(packet);
    this.#post();
  }

  async #post() {
    clearTimeout(this.#gathering);
    this.#gathering = null;
    if (this.#posting) return;
    this.#posting = true;
    while (this.#told && this.#out.any) await this.#ask("POST", payload(this.#out.take(this.#most)));
    this.#posting = false;
  }

  /**
   * Return what is answered; null where nothing good is, and then this way has come to its end. A browser may send a
   * request again by itself, unseen by us: its number tells the server that it is the same.
   */
  async #ask(method, body) {
    const url = new URL(this.#url);
    url.searchParams.set("t", ++this.#asked);
    try {
      const response = await fetch(url, { method, body, cache: "no-store", signal: this.#over.signal });
      if (response.ok) return await response.text();
      this.#code ??= response.status;
    } catch {
      // not reached, or closed by us
    }
    this.#end();
    return null;
  }
}

/** What waits to be sent, in its order. Sound behind sound becomes one piece, up to a second of it. */
class Waiting {
  #parts = [];
  sound = 0;

  get any() {
    return this.#parts.length > 0;
  }

  /** @param {string} packet */
  add(packet) {
    this.#parts.push({ packet });
  }

  /** @param {Int16Array} samples */
  addSound({ buffer, byteOffset, byteLength }) {
    const last = this.#parts.at(-1);
    const room = last?.frames && last.bytes + byteLength <= PIECE_BYTES;
    const part = room ? last : { frames: [], bytes: 0 };
    if (!room) this.#parts.push(part);
    part.frames.push(new Uint8Array(buffer, byteOffset, byteLength));
    part.bytes += byteLength;
    this.sound += byteLength;
  }

  /** Take as many packets as may go at once, and always one. @param {number} most  bytes */
  take(most) {
    const taken = [];
    let size = 0;
    while (this.#parts.length) {
      const packet = worded(this.#parts[0]);
      size += 1 + new TextEncoder().encode(packet).length;
      if (taken.length && size > most) break;
      this.sound -= this.#parts.shift().bytes ?? 0;
      taken.push(packet);
    }
    return taken;
  }
}

function worded({ packet, frames, bytes }) {
  if (packet !== undefined) return packet;
  const sound = new Uint8Array(bytes);
  frames.reduce((at, frame) => (sound.set(frame, at), at + frame.length), 0);
  return binaryEvent("voice:audio_data", sound);
}
