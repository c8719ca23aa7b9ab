// What the hand is on: touching a term of an equation lights its cell in the picture, and touching
// the cell lights the term. Both carry the same `data-lit`.

import { ARROWS } from "./hands.js";

/** `key` is what is lit now, or null; `set` tells of another. */
export function createLit(onChange) {
  const lit = { key: null };
  lit.set = (key) => {
    if (lit.key === key) return;
    lit.key = key;
    onChange(key);
  };
  return lit;
}

/** Light what the pointer is on below `root`, or a finger has touched last. */
export function followLit(root, lit) {
  const under = (event) => event.target.closest("[data-lit]")?.dataset.lit ?? null;
  for (const type of ["pointerover", "click"]) root.addEventListener(type, (event) => lit.set(under(event)));
  root.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && lit.set(null));
}

/** The same by keyboard: arrow keys go from one term in `root` to the next. */
export function stepLit(root, lit) {
  root.addEventListener("keydown", (event) => {
    if (ARROWS[event.key] === undefined) return;
    const terms = [...root.querySelectorAll("[data-lit]")];
    if (terms.length === 0) return;
    event.preventDefault();
    const way = Math.sign(ARROWS[event.key][0] + ARROWS[event.key][1]);
    const at = terms.findIndex((term) => term.classList.contains("here"));
    const next = terms[(at + way + terms.length) % terms.length];
    terms.forEach((term) => term.classList.toggle("here", term === next));
    root.scrollTop = next.offsetTop - root.offsetTop - root.clientHeight / 2;
    lit.set(next.dataset.lit);
  });
  root.addEventListener("blur", () => lit.set(null));
}

/** Mark what is lit below `root`. */
export function showLit(root, key) {
  for (const node of root.querySelectorAll("[data-lit]")) {
    node.classList.toggle("lit", node.dataset.lit === key);
  }
}
