// Elements, words and numbers on a page.

/** An HTML element with attributes and children; a child may be text. */
export function html(tag, attributes = {}, ...children) {
  return fillIn(document.createElement(tag), attributes, children);
}

/** An SVG element, likewise. */
export function svg(tag, attributes = {}, ...children) {
  return fillIn(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fillIn(node, attributes, children) {
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/** Set each attribute; true means present without a value, false means absent. */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

/** A sentence of strings.json with its {names} replaced by values. */
export function say(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A number for a reader, with a true minus sign. */
export function fixed(value, digits) {
  return value.toFixed(digits).replace("-", "−");
}

/** A number in as few digits as it needs, three decimals at most. */
export function short(value) {
  return String(Number(value.toFixed(3))).replace("-", "−");
}

/** Black or white, whichever is read with a contrast of at least 4.5 on a grey from 0 to 255. */
export function inkOn(grey) {
  return grey > 117 ? "#000" : "#fff";
}

/** An id that no other widget of the page has, whichever module it came from. */
export function uniqueId() {
  return "mrcnn-" + Math.random().toString(36).slice(2);
}

/** Put a text where another stands, and leave the page alone where it is the same. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Keep a notebook from taking single keys typed in the widget for its own shortcuts (d d, Enter).
 * With Ctrl or Cmd they go on to it, for Ctrl+S saves from wherever one is.
 */
export function ownKeys(root, signal) {
  const keep = (event) => event.ctrlKey || event.metaKey || event.stopPropagation();
  root.addEventListener("keydown", keep, { signal });
}
