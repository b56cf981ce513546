/**
 * What goes on, in a word: the server or the browser listens, hears somebody, thinks, speaks, or none of it. Pure.
 *
 * @typedef {"idle"|"listening"|"hearing"|"thinking"|"speaking"} Phase
 */

import { isOpen } from "./tasks.js";

/**
 * Somebody who speaks comes first, for then we are about to be quiet; that we listen is said when nothing else is.
 *
 * @param {import("./state.js").State} state
 * @param {{listening: boolean, speaking: boolean}} setting
 * @returns {Phase}
 */
export function phaseOf(state, { listening, speaking }) {
  const heard = state.somebody === "speaks" || (state.interim && state.somebody === null);
  if (listening && heard) return "hearing";
  if (speaking) return "speaking";
  if (state.thinking || state.somebody === "spoke" || state.tasks.some(isOpen)) return "thinking";
  return listening ? "listening" : "idle";
}
