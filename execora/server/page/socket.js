/** The WebSocket: one way to carry messages, see `Transport` in connection.js. */

/** About ten seconds of speech. */
const MOST_WAITING_BYTES = 320_000;

export class Socket {
  #url;
  #socket = null;

  /** @param {URL} url */
  constructor(url) {
    this.#url = url;
  }

  open({ message, closed }) {
    const socket = new WebSocket(this.#url);
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
