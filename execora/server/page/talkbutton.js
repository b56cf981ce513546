/** The button to talk with: hold it and let go to send; or tap, and it ends by itself when you do. */

const HELD_MILLISECONDS = 400;

/** @param {HTMLElement} button @param {import("./hearing.js").Hearing} ears @param {() => void} pressed */
export function listenTo(button, ears, pressed) {
  let pressedAt = null;
  const press = () => {
    pressed();
    if (ears.open) return ears.keepOpen(false);
    if (ears.listening) return ears.finish();
    pressedAt = Date.now();
    ears.press();
  };
  const release = () => {
    if (pressedAt === null) return;
    if (Date.now() - pressedAt > HELD_MILLISECONDS) ears.finish();
    else ears.single();
    pressedAt = null;
  };
  const tap = () => {
    press();
    release();
  };
  button.addEventListener("pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    press();
  });
  button.addEventListener("pointerup", release);
  button.addEventListener("pointercancel", release);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", ({ detail }) => detail === 0 && tap());
}
