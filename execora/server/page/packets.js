/**
 * The packets of Socket.IO 5 in those of Engine.IO 4, as polling carries them: text, binary as base64. Pure.
 *
 * See https://socket.io/docs/v4/socket-io-protocol/ and https://socket.io/docs/v4/engine-io-protocol/. Written and read
 * is what the page needs of it: events in one namespace, with at most some binary data, and no acknowledgements.
 *
 * @typedef {{kind: "open"|"connected"|"refused", data: any}
 *   | {kind: "event", name: string, data: any, about: any}
 *   | {kind: "ping"|"disconnected"|"close"}} Packet
 */

const NAMESPACE = "/voice";
const SEPARATOR = "\x1e";

/** A packet of Socket.IO: its type, how many attachments follow, its namespace, the id of an acknowledgement, JSON. */
const PACKET = /^(\d)(?:(\d+)-)?(?:(\/[^,]*),)?(\d*)(.*)$/s;

/** So many letters at once: a function takes no more arguments. A multiple of three, so that base64 can be joined. */
const PIECE = 3 * 8192;

export const PONG = "3";

/** @param {string|null} token */
export function connect(token) {
  return `40${NAMESPACE},${JSON.stringify({ token })}`;
}

/** @param {string} name @param {any} argument */
export function event(name, argument) {
  return `42${NAMESPACE},${JSON.stringify([name, argument])}`;
}

/** Word an event whose argument is binary. @param {string} name @param {Uint8Array} bytes */
export function binaryEvent(name, bytes) {
  const placeholder = { _placeholder: true, num: 0 };
  return `451-${NAMESPACE},${JSON.stringify([name, placeholder])}${SEPARATOR}b${toBase64(bytes)}`;
}

/** @param {string[]} packets @returns {string} the body of a request */
export function payload(packets) {
  return packets.join(SEPARATOR);
}

/** Reads what comes, answer after answer: the attachments of a packet may come later than it does. */
export class Reader {
  #begun = null;

  /** @param {string} text  the body of an answer @returns {Packet[]} */
  read(text) {
    return text.split(SEPARATOR).flatMap((packet) => this.#one(packet[0], packet.slice(1)));
  }

  #one(type, rest) {
    switch (type) {
      case "0":
        return [{ kind: "open", data: JSON.parse(rest) }];
      case "1":
        return [{ kind: "close" }];
      case "2":
        return [{ kind: "ping" }];
      case "4":
        return this.#message(PACKET.exec(rest));
      case "b":
        return this.#attached(rest);
      default:
        return [];
    }
  }

  #message([, type, attachments, namespace, , json]) {
    if (namespace !== NAMESPACE) return [];
    switch (type) {
      case "0":
        return [{ kind: "connected", data: JSON.parse(json) }];
      case "1":
        return [{ kind: "disconnected" }];
      case "2":
        return [happened(JSON.parse(json))];
      case "4":
        return [{ kind: "refused", data: JSON.parse(json) }];
      case "5":
        this.#begun = { json, missing: Number(attachments), attached: [] };
        return [];
      default:
        return [];
    }
  }

  /** What is binary stays base64, as it is in the JSON of the WebSocket. */
  #attached(base64) {
    if (this.#begun === null) return [];
    const { json, missing, attached } = this.#begun;
    attached.push(base64);
    if (attached.length < missing) return [];
    this.#begun = null;
    return [happened(JSON.parse(json, (_key, value) => (value?._placeholder === true ? attached[value.num] : value)))];
  }
}

const happened = ([name, data, about = {}]) => ({ kind: "event", name, data, about });

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  let written = "";
  for (let from = 0; from < bytes.length; from += PIECE) {
    written += btoa(String.fromCharCode(...bytes.subarray(from, from + PIECE)));
  }
  return written;
}
