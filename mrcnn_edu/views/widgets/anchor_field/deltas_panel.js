// One anchor and its four deltas: typed, or read off where a hand has pulled it.

import { fixed, html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { button, numberField } from "../kit/controls.js";
import { equation, slot } from "../kit/equations.js";
import { encodeBox, partsOf } from "./coding.js";

const NAMES = ["x", "y", "w", "h"];
const MOST = 5; // no delta is larger here: a side that is e⁵ times as long leaves every picture
const limited = (value) => Math.max(-MOST, Math.min(value, MOST));

/** How a delta is worked out, in numbers. */
function formulaOf(parts) {
  const [a, b, c] = parts.map((value) => fixed(value, 1));
  return c === undefined ? `= ln(${a} / ${b})` : `= (${a} − ${b}) / ${c}`;
}

export function createDeltasPanel({ model, words }, table) {
  const put = (deltas) => write(model, { deltas: deltas.map(limited) });
  const lines = NAMES.map((name, i) => {
    const [label, less, more] = ["delta", "less", "more"].map((key) => say(words[key], { name }));
    const field = numberField({ label: `t${name}`, name: label, less, more, unit: 0.05 }, (value) => {
      if (Number.isFinite(value)) put(model.get("deltas").map((other, j) => (j === i ? value : other)));
      field.show(model.get("deltas")[i]); // a number that was refused gives way to the true one
    });
    const formula = equation("working", slot("parts", 20));
    return { root: html("div", { class: "delta" }, field.root, formula), field, formula };
  });
  let target; // the box to fit, and the anchor, as they were drawn last
  const back = button(words.back, words.back, () => put([0, 0, 0, 0]));
  const fit = button(words.fit, words.fit, () => put(encodeBox(...target)));
  const fits = html("p", { class: "fits" });
  const parts = [...lines.map(({ root }) => root), fits, html("div", { class: "sets" }, back, fit), table.root];

  function show(now, covered, cover) {
    target = [now.target, now.anchor];
    partsOf(now.moved, now.anchor).forEach((numbers, i) => {
      const { field, formula } = lines[i];
      field.show(model.get("deltas")[i]);
      setText(formula.firstChild, covered ? "= ?" : formulaOf(numbers));
      formula.setAttribute("aria-label", `t${NAMES[i]} ${formula.textContent}`);
    });
    const [before, after] = [now.before, now.after].map((iou) => cover(fixed(iou, 3)));
    setText(fits, say(words.fits, { before, after }));
    fit.disabled = covered; // it would give the answer away
    table.show(now, covered, cover);
  }
  return { parts, show, inWords: () => fits.textContent, found: (now) => [...now.moved, now.after] };
}
