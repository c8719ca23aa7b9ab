// Two boxes over a photograph: drag and resize them, and watch IoU and GIoU follow.

import { compareBoxes, hullBox, intersectionBox } from "./kit/geometry.js";
import { fixed, html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { areaSwatch, drawAreas } from "./kit/areas.js";
import { aboveBox, belowBox } from "./kit/boxes.js";
import { createMovable } from "./kit/movable.js";
import { checkbox } from "./kit/controls.js";
import { createFields } from "./kit/fields.js";
import { equation, fraction, sign, slot } from "./kit/equations.js";
import { createTasks } from "./kit/tasks.js";

const BOXES = ["box1", "box2"];

/** What the equations say, in numbers for a reader. */
function inNumbers(numbers, words) {
  const areas = ["intersection", "union", "hull"].map((name) => [name, fixed(numbers[name], 1)]);
  const ratio = (value) => (Number.isNaN(value) ? words.undefined : fixed(value, 4));
  return { ...Object.fromEntries(areas), iou: ratio(numbers.iou), giou: ratio(numbers.giou) };
}

/** Both equations: as words with swatches, then with numbers. `largest` is the largest area. */
function createEquations(words, id, largest) {
  const term = (name) => html("span", { class: "term" }, areaSwatch(id, name), words[name]);
  const live = {};
  const area = fixed(largest, 1).length; // digits
  const number = (key, name) => (live[key] = slot(name, { iou: 6, c: 6, giou: 7 }[key] ?? area));
  const numbers = (...parts) => html("span", { class: "numbers" }, ...parts); // they wrap together
  const iou = equation("iou", sign("IoU ="), fraction([term("intersection")], [term("union")]),
    numbers(sign("="), fraction([number("a", "intersection")], [number("b", "union")]),
      sign("="), number("iou", "result")));
  const giou = equation("giou", sign("GIoU = IoU −"), fraction([term("hull"), "−", term("union")], [term("hull")]),
    numbers(sign("="), number("c", "iou"), sign("−"),
      fraction([number("d", "hull"), "−", number("e", "union")], [number("f", "hull")]),
      sign("="), number("giou", "result")));
  const show = (n) => {
    const texts = { a: n.intersection, b: n.union, iou: n.iou, c: n.iou, d: n.hull, e: n.union, f: n.hull };
    for (const [key, text] of Object.entries({ ...texts, giou: n.giou })) setText(live[key], text);
    iou.setAttribute("aria-label", say(words.equation_iou, n));
    giou.setAttribute("aria-label", say(words.equation_giou, n));
  };
  return { iou, giou, show };
}

/** Whether the package, where a kernel runs it, finds the same. */
function kernelLine(model, numbers, words) {
  const result = model.get("kernel_result");
  const current = BOXES.every((name) => String(result[name]) === String(model.get(name)));
  if (!current) return "";
  const theirs = { ...numbers, iou: result.iou ?? NaN, giou: result.giou ?? NaN }; // null is NaN
  const near = (a, b) => Math.abs(a - b) <= 1e-12 || (Number.isNaN(a) && Number.isNaN(b));
  const same = near(theirs.iou, numbers.iou) && near(theirs.giou, numbers.giou);
  return say(same ? words.kernel_same : words.kernel_differs, inNumbers(theirs, words));
}

/** What to predict, from the boxes as they stand and from boxes in general. */
function tasksFor(compare) {
  const iou = () => compare().iou;
  return [
    { key: "guess", within: 0.05, answer: iou, write: (value) => fixed(value, 2) },
    { key: "eight_tenths", answer: iou, right: (value) => Math.abs(value - 0.8) <= 0.05, write: (value) => fixed(value, 2) },
    { key: "slip", within: 5, answer: () => 33 }, // 1/3: (1 − s) / (1 + s) = 1/2
    { key: "inside", options: 2, answer: () => 0 },
    { key: "apart", options: 2, answer: () => 0 },
  ];
}

function build(view) {
  const { model, words, id, signal } = view;
  const stage = createStage(model, view.redraw, signal);
  const areas = drawAreas(stage.overlay, id);
  const boxes = createMovable(view, stage, BOXES, ["truth", "proposal"], [aboveBox, belowBox]);
  const compare = () => compareBoxes(...BOXES.map((name) => model.get(name)));
  const tasks = createTasks(view, tasksFor(compare));
  const equations = createEquations(words, id, stage.size[0] * stage.size[1]);
  const giouBox = checkbox(words.show_giou, (checked) => write(model, { show_giou: checked }));
  const fields = BOXES.map((name) => createFields(model, name, words, stage));
  const kernel = html("p", { class: "kernel" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);

  const covered = (numbers) =>
    Object.fromEntries(Object.entries(numbers).map(([key, text]) => [key, tasks.cover(text)]));
  function draw() {
    const [box1, box2] = BOXES.map((name) => model.get(name));
    areas.hull([hullBox(box1, box2)], stage.scale);
    areas.union([box1, box2], stage.scale);
    areas.intersection([intersectionBox(box1, box2)], stage.scale);
    boxes.show();
    [box1, box2].forEach((box, i) => fields[i].show(box));
    tasks.show();
    equations.show(covered(inNumbers(compare(), words)));
    right.parentNode.classList.toggle("with-giou", model.get("show_giou"));
    giouBox.input.checked = model.get("show_giou");
    setText(kernel, ""); // it speaks of boxes that are gone, until the hand rests
  }
  function rest() {
    setText(kernel, tasks.covered() ? "" : kernelLine(model, compare(), words));
    setText(spoken, say(words.spoken, covered(inNumbers(compare(), words))));
  }

  const left = html("div", { class: "left" }, stage.root, keys);
  const right = html("div", { class: "right" }, equations.iou, giouBox.root, equations.giou,
    html("div", { class: "fieldsets" }, ...fields.map((field) => field.root)), kernel, spoken);
  return { children: [tasks.root, left, right], draw, rest };
}

export default { render: createRender("iou", [...BOXES, "show_giou"], build) };
