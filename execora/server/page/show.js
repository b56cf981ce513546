/** Figures and moments as a shopkeeper in India writes them. Pure. */

const LOCALES = { "hi-en": "en-IN", hi: "hi-IN", en: "en-IN" };
const ZONE = "Asia/Kolkata";

const WHOLE = new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR", maximumFractionDigits: 0 });
const PARTS = new Intl.NumberFormat("en-IN", { style: "currency", currency: "INR", minimumFractionDigits: 2 });
const COUNT = new Intl.NumberFormat("en-IN", { maximumFractionDigits: 3 });

/** ₹1,25,000, and two decimals only where there are paise. @param {number} amount in rupees */
export const rupees = (amount) => (Number.isInteger(amount) ? WHOLE : PARTS).format(amount);

/** @param {number} amount */
export const quantity = (amount) => COUNT.format(amount);

/** Milliseconds, then seconds with one decimal up to ten, then whole ones, then minutes. @param {number} milliseconds */
export function duration(milliseconds, word) {
  if (milliseconds < 100) return word("time.milliseconds", { n: Math.max(1, Math.round(milliseconds)) });
  const seconds = milliseconds / 1000;
  if (seconds < 10) return word("time.seconds", { n: seconds.toFixed(1) });
  if (seconds < 60) return word("time.seconds", { n: Math.floor(seconds) });
  return word("time.minutes", { n: Math.floor(seconds / 60), s: Math.floor(seconds % 60) });
}

/** A day and a clock time in the shop's time zone. @param {string} iso @param {string} language */
export function moment(iso, language) {
  const form = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", timeZone: ZONE };
  return new Intl.DateTimeFormat(LOCALES[language], form).format(new Date(iso));
}

/** A day. @param {string} iso such as "2026-11-20" */
export function day(iso, language) {
  const form = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LOCALES[language], form).format(new Date(`${iso}T00:00:00Z`));
}
