// What the hand or the eye is on: touching a term of an equation lights its cell in the picture,
// and touching the cell lights the term.

/** `key` is what is lit now, or null; `set` tells everybody of another. */
export function createLit(onChange) {
  const lit = { key: null };
  lit.set = (key) => {
    if (lit.key === key) return;
    lit.key = key;
    onChange(key);
  };
  return lit;
}

/** Make a node light `key` while a pointer or the focus is on it. */
export function lights(node, lit, key) {
  node.tabIndex = 0;
  node.dataset.lit = key;
  node.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const type of ["pointerenter", "focus", "click"]) node.addEventListener(type, () => lit.set(key));
  for (const type of ["pointerleave", "blur"]) node.addEventListener(type, () => lit.set(null));
  return node;
}

/** Mark the nodes below this one that light `key`. */
export function showLit(root, key) {
  for (const node of root.querySelectorAll("[data-lit]")) {
    node.classList.toggle("lit", node.dataset.lit === String(key));
  }
}
