/** The shop's token: it comes once in the page's own address, and is kept for as long as the tab is open. */

const KEY = "execora.token";

/** Take the token out of `?token=` or `#token=`, so that it is neither bookmarked nor seen over a shoulder. */
export function takeToken() {
  const address = new URL(location.href);
  const fragment = new URLSearchParams(address.hash.slice(1));
  const token = address.searchParams.get("token") ?? fragment.get("token");
  if (token === null) return;
  sessionStorage.setItem(KEY, token);
  address.searchParams.delete("token");
  fragment.delete("token");
  address.hash = fragment.toString();
  history.replaceState(null, "", address);
}

/** The token; null where there is none. */
export function token() {
  return sessionStorage.getItem(KEY);
}

/** Where Socket.IO is. */
export function pollingAddress() {
  return new URL("socket.io/", document.baseURI);
}

/** Where the WebSocket is, with the token if there is one; a browser lets no header be set on it. */
export function socketAddress() {
  const address = new URL("ws", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  if (token()) address.searchParams.set("token", token());
  return address;
}
