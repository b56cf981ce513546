/** Few helpers for the document. Text from the server only ever becomes text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} id */
export const byId = (id) => document.getElementById(id);

/**
 * Make an element. `class`, `role`, `lang`, `for` and what begins with `aria-` or `data-` are attributes, `on` holds
 * listeners, everything else is a property.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") for (const [type, listener] of Object.entries(value)) made.addEventListener(type, listener);
    else if (/^(class|role|lang|for|scope|aria-.*|data-.*)$/.test(name)) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** An icon of icons.svg. It says nothing to a screen reader: the button's name does. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `page/icons.svg#${name}`);
  drawing.append(use);
  return drawing;
}

/** Change a text only where it differs, so that nothing is announced twice. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (value === null) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/**
 * Make a parent's children match a list, keeping the elements of items that stay: their focus and state survive, and
 * a live region announces only what is new.
 *
 * @template Item
 * @param {Element} parent
 * @param {Item[]} items
 * @param {(item: Item) => string|number} keyOf
 * @param {(item: Item) => HTMLElement} make
 * @param {(made: HTMLElement, item: Item) => void} [fill]  brings an element up to date
 */
export function keyed(parent, items, keyOf, make, fill = () => {}) {
  const keys = new Set(items.map((item) => String(keyOf(item))));
  for (const child of Array.from(parent.children)) if (!keys.has(child.dataset.key)) child.remove();
  const kept = new Map(Array.from(parent.children, (child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    const child = kept.get(key) ?? make(item);
    child.dataset.key = key;
    fill(child, item);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}
