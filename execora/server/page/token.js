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

/** Where the WebSocket is, with the token if there is one; a browser lets no header be set on it. */
export function socketAddress() {
  const address = new URL("ws", document.baseURI);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const token = sessionStorage.getItem(KEY);
  if (token) address.searchParams.set("token", token);
  return address;
}

/** Read JSON from the server. Throws an error whose `status` is the HTTP status, or undefined where none came. */
export async function getJson(path) {
  const response = await ask(path, "GET");
  return response.json();
}

/** Remove something from the server. Throws as `getJson` does. */
export async function remove(path) {
  await ask(path, "DELETE");
}

async function ask(path, method) {
  const token = sessionStorage.getItem(KEY);
  const headers = { Accept: "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await fetch(new URL(path, document.baseURI), { method, headers, cache: "no-store" });
  if (!response.ok) throw Object.assign(new Error(`${path} answered ${response.status}`), { status: response.status });
  return response;
}

/** Tell whether the server lets this page in, as far as it can be reached. */
export async function mayEnter() {
  try {
    await getJson("api/v1/summary/daily");
    return true;
  } catch ({ status }) {
    return status !== 401 && status !== 403;
  }
}
