// Runs before the first paint, so that a dark page does not flash white. Everything else is a module: see app.js.
"use strict";
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("execora.theme");
  } catch {
    // Storage is forbidden: the device's own theme it is.
  }
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
