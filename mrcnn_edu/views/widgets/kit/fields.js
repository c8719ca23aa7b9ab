// Number fields and arrow buttons for one box: all that a drag does, without dragging.

import { moveBox, setEdges } from "./geometry.js";
import { html, say } from "./page.js";
import { write } from "./model.js";
import { ARROWS, EDGES } from "./hands.js";
import { button, numberField } from "./controls.js";

/** The box of that trait in four fields, and four buttons that move it about the picture. */
export function createFields(model, name, words, stage) {
  const box = words[name];
  const put = (edges) => write(model, { [name]: setEdges(model.get(name), edges, stage.size) });
  const shift = ([dx, dy]) => write(model, { [name]: moveBox(model.get(name), dx, dy, stage.size) });
  const fields = EDGES.map((edge) => {
    const [label, less, more] = ["field", "less", "more"].map((k) => say(words[k], { box, edge }));
    return numberField({ label: edge, name: label, less, more }, (value) => {
      if (Number.isFinite(value)) put({ [edge]: value });
      show(model.get(name)); // a number that was refused or clamped gives way to the true one
    });
  });
  const arrows = Object.entries({ ArrowLeft: "←", ArrowUp: "↑", ArrowDown: "↓", ArrowRight: "→" });
  const moves = arrows.map(([key, sign]) =>
    button(sign, say(words[key], { box }), () => shift(ARROWS[key])),
  );
  const show = (values) => fields.forEach((field, i) => field.show(values[i]));
  const root = html("fieldset", { class: name }, html("legend", {}, box),
    html("div", { class: "fields" }, ...fields.map((field) => field.root)),
    html("div", { class: "moves" }, ...moves));
  return { root, show };
}
