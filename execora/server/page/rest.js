/** Requests to the server. None waits for ever: on a connection that has died a browser would, for minutes. */

import { token } from "./token.js";

const PATIENCE_MILLISECONDS = 10_000;
const WONDER_MILLISECONDS = 5_000;

/** As many connections as a browser keeps to one server, and how long each may take to show that it lives. */
const MOST_KEPT = 6;
const LIVING_MILLISECONDS = 1_000;

/** Read JSON from the server. Throws an error whose `status` is the HTTP status, or undefined where none came. */
export async function getJson(path) {
  const response = await ask(path);
  return response.json();
}

/** Remove something from the server. Throws as `getJson` does. */
export async function remove(path) {
  await ask(path, { method: "DELETE" });
}

/** Return the HTTP status with which the server lets this page in, or does not; null where it does not answer soon. */
export async function knock() {
  try {
    const { status } = await ask("api/v1/summary/daily", { patience: WONDER_MILLISECONDS });
    return status;
  } catch ({ status }) {
    return status ?? null;
  }
}

/**
 * Have the browser try all the connections that it keeps. Where the network was away they may all be dead, without a
 * word; each request that is given up takes the one that it was sent on with it, and no later one comes upon it.
 */
export function tryKept() {
  for (let kept = 0; kept < MOST_KEPT; kept += 1) {
    ask("page/icon.svg", { patience: LIVING_MILLISECONDS }).catch(() => {});
  }
}

async function ask(path, { method = "GET", patience = PATIENCE_MILLISECONDS } = {}) {
  const headers = { Accept: "application/json", ...(token() && { Authorization: `Bearer ${token()}` }) };
  const signal = AbortSignal.timeout(patience);
  const response = await fetch(new URL(path, document.baseURI), { method, headers, signal, cache: "no-store" });
  if (!response.ok) throw Object.assign(new Error(`${path} answered ${response.status}`), { status: response.status });
  return response;
}
