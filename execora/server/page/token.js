/** The shop's token: it comes once in the page's own address, and is kept for as long as the tab is open. */

const KEY = "execora.token";

/** What a token is made of, and a subprotocol and a header can carry. */
const WELL_FORMED = /^[\w.-]+$/;

/**
 * Take the token out of `?token=` or `#token=`, so that it is neither bookmarked nor seen over a shoulder. Where it is
 * another speaker's, the tab forgets all that it kept: what was said to one shop is not to be sent to another.
 *
 * @returns {boolean|null}  whether it is of the same speaker as the one before; null where there is none
 */
export function takeToken() {
  const address = new URL(location.href);
  const fragment = new URLSearchParams(address.hash.slice(1));
  const taken = address.searchParams.get("token") ?? fragment.get("token");
  if (taken === null) return null;
  const [before, after] = [speaker(token()), speaker(taken)];
  const same = before === null || after === null || before === after;
  if (!same) sessionStorage.clear();
  sessionStorage.setItem(KEY, WELL_FORMED.test(taken) ? taken : "");
  address.searchParams.delete("token");
  fragment.delete("token");
  address.hash = fragment.toString();
  history.replaceState(null, "", address);
  return same;
}

/** Whose a token is, as far as it can be read; only the server knows whether that is true. */
function speaker(token) {
  try {
    const claims = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const { tenantId, role, sub } = JSON.parse(atob(claims));
    return JSON.stringify([tenantId, role, sub]);
  } catch {
    return null;
  }
}

/** The token; null where there is none. */
export function token() {
  return sessionStorage.getItem(KEY) || null;
}

/** Where Socket.IO is. */
export function pollingAddress() {
  return new URL("socket.io/", document.baseURI);
}

/** Where the WebSocket is. */
export function socketAddress() {
  const address = new URL("ws", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address;
}
