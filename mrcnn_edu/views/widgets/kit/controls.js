// Buttons, fields and lines of text. Each carries its own name for those who cannot see it.

import { html } from "./page.js";

/** A button; `name` is what it is called where its sign alone says too little. */
export function button(sign, name, onPress) {
  const node = html("button", { type: "button", "aria-label": name, title: name }, sign);
  node.addEventListener("click", onPress);
  return node;
}

/** A labelled number with a button on either side, a `unit` down or up; `onNumber` gets a number, or NaN. */
export function numberField({ label, name, less, more, unit = 1 }, onNumber) {
  const input = html("input", { type: "number", step: "any", "aria-label": name });
  let shown; // so that a redraw leaves alone what is half typed
  const commit = (value) => {
    shown = undefined;
    onNumber(value);
  };
  const shift = (by) => commit(input.valueAsNumber + by * unit);
  input.addEventListener("change", () => commit(input.valueAsNumber));
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    shift(event.altKey || event.ctrlKey ? 10 * by : by);
  });
  const show = (value) => {
    if (value === shown) return;
    input.value = String(Number(value.toFixed(3)));
    shown = value;
  };
  const title = html("span", { class: "number-label", "aria-hidden": "true" }, label);
  const [minus, plus] = [button("−", less, () => shift(-1)), button("+", more, () => shift(1))];
  return { root: html("div", { class: "number" }, title, minus, input, plus), show };
}

/** A labelled checkbox. */
export function checkbox(label, onChange) {
  const input = html("input", { type: "checkbox" });
  input.addEventListener("change", () => onChange(input.checked));
  return { root: html("label", { class: "check" }, input, label), input };
}

/** A labelled native slider, with its value beside it. */
export function slider({ label, id, min, max, step }, onNumber) {
  const input = html("input", { type: "range", id, min, max, step });
  const value = html("output", { for: id });
  input.addEventListener("input", () => onNumber(Number(input.value)));
  const root = html("div", { class: "slider" }, html("label", { for: id }, label), input, value);
  return { root, input, value };
}

/** A native list to choose from, labelled where its options alone say too little. */
export function choice({ label, name, id }, onChoice) {
  const input = html("select", name ? { id, "aria-label": name } : { id });
  input.addEventListener("change", () => onChoice(input.value));
  let offered = "";
  const show = (options, value) => { // pairs of a value and its text
    if (offered !== String(options)) {
      input.replaceChildren(...options.map(([key, text]) => html("option", { value: key }, text)));
    }
    offered = String(options);
    input.value = String(value);
  };
  const labels = label ? [html("label", { for: id }, label)] : [];
  const root = html("span", { class: "choice" }, ...labels, input);
  return { root, show };
}
