/** The WebSocket: one way to carry messages, see `Transport` in connection.js. */

/** About ten seconds of speech. */
const MOST_WAITING_BYTES = 320_000;

export class Socket {
  #url;
  #protocols;
  #socket = null;

  /**
   * A browser lets no header be set but the list of subprotocols. The token is among those, and not in the address,
   * which every proxy writes down.
   *
   * @param {URL} url @param {string|null} token
   */
  constructor(url, token = null) {
    this.#url = url;
    this.#protocols = token === null ? [] : ["bearer", token];
  }

  open({ message, closed }) {
    const socket = new WebSocket(this.#url, this.#protocols);
    socket.onmessage = ({ data }) => message(JSON.parse(data));
    socket.onclose = ({ code }) => closed(code);
    this.#socket = socket;
  }

  send(message) {
    if (this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  sendSound(samples) {
    if (this.#socket.readyState !== WebSocket.OPEN || this.#socket.bufferedAmount > MOST_WAITING_BYTES) return false;
    this.#socket.send(samples);
    return true;
  }

  close() {
    this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
  }
}
