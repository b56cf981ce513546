/** What the shopkeeper has chosen, remembered by the browser; and the messages that must outlive a reload. */

/** What there is to choose from; the first is taken until something is chosen. */
const CHOICES = { language: ["hi-en", "hi", "en"], speak: ["yes", "no"] };

/** @param {"language"|"speak"} name */
export function choice(name) {
  const chosen = stored(name);
  return CHOICES[name].includes(chosen) ? chosen : CHOICES[name][0];
}

function stored(name) {
  try {
    return localStorage.getItem(`execora.${name}`);
  } catch {
    return null; // storage is forbidden
  }
}

/** Remember a choice, where the browser lets us. @param {"language"|"speak"|"theme"} name */
export function choose(name, value) {
  try {
    localStorage.setItem(`execora.${name}`, value);
  } catch {
    // It is forgotten with the page.
  }
}

const OUTBOX = "execora.outbox";

/** @returns {import("./outbox.js").Message[]} */
export function savedOutbox() {
  try {
    const saved = JSON.parse(sessionStorage.getItem(OUTBOX));
    return Array.isArray(saved) ? saved : [];
  } catch {
    return [];
  }
}

/** Keep the unsettled messages for the case that the page is loaded again. */
export function saveOutbox(outbox) {
  try {
    sessionStorage.setItem(OUTBOX, JSON.stringify(outbox));
  } catch {
    // Full or forbidden: they live as long as the page does.
  }
}

/** A random UUID, version 4. `crypto.randomUUID` is missing where the page comes over plain HTTP from another machine. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
