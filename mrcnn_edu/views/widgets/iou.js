// Two boxes over a photograph: drag and resize them, and watch IoU and GIoU follow.

import { compareBoxes, hullBox, intersectionBox } from "./geometry.js";
import { createStage, fixed, html, listen, ownKeys, say, short } from "./stage.js";
import { oncePerTurn, uniqueId, whenAtRest, write } from "./stage.js";
import { aboveBox, areaSwatch, belowBox, drawAreas, drawBox } from "./overlays.js";
import { BOXES, EDGES, enableDragging, handleKeys } from "./hands.js";
import { checkbox, fraction } from "./controls.js";
import { createFields } from "./fields.js";

/** What the equations say, in numbers for a reader. */
function inNumbers(numbers, words) {
  const areas = ["intersection", "union", "hull"].map((name) => [name, fixed(numbers[name], 1)]);
  const ratio = (value) => (Number.isNaN(value) ? words.undefined : fixed(value, 4));
  return { ...Object.fromEntries(areas), iou: ratio(numbers.iou), giou: ratio(numbers.giou) };
}

/** Both equations: as words with swatches, then with numbers. */
function createEquations(words, id) {
  const term = (name) => html("span", { class: "term" }, areaSwatch(id, name), words[name]);
  const live = {};
  const number = (key, name) => (live[key] = html("span", { class: `value ${name}` }));
  const sign = (text) => html("span", { class: "sign" }, text);
  const numbers = (...parts) => html("span", { class: "numbers" }, ...parts); // they wrap together
  const iou = html("div", { class: "equation", role: "math" },
    sign("IoU ="), fraction([term("intersection")], [term("union")]),
    numbers(sign("="), fraction([number("a", "intersection")], [number("b", "union")]),
      sign("="), number("iou", "result")));
  const giou = html("div", { class: "equation giou", role: "math" },
    sign("GIoU = IoU −"), fraction([term("hull"), "−", term("union")], [term("hull")]),
    numbers(sign("="), number("c", "iou"), sign("−"),
      fraction([number("d", "hull"), "−", number("e", "union")], [number("f", "hull")]),
      sign("="), number("giou", "result")));
  const show = (n) => {
    const texts = { a: n.intersection, b: n.union, iou: n.iou, c: n.iou, d: n.hull, e: n.union, f: n.hull };
    for (const [key, text] of Object.entries({ ...texts, giou: n.giou })) live[key].textContent = text;
    iou.setAttribute("aria-label", say(words.equation_iou, n));
    giou.setAttribute("aria-label", say(words.equation_giou, n));
  };
  return { iou, giou, show };
}

/** One quiet line: whether the package, where a kernel runs it, finds the same. */
function kernelLine(model, numbers, words) {
  const result = model.get("kernel_result");
  const current = BOXES.every((name) => String(result[name]) === String(model.get(name)));
  if (!current) return "";
  const theirs = { ...numbers, iou: result.iou ?? NaN, giou: result.giou ?? NaN }; // null is NaN
  const near = (a, b) => Math.abs(a - b) <= 1e-12 || (Number.isNaN(a) && Number.isNaN(b));
  const same = near(theirs.iou, numbers.iou) && near(theirs.giou, numbers.giou);
  return say(same ? words.kernel_same : words.kernel_differs, inNumbers(theirs, words));
}

function render({ model, el }) {
  const words = model.get("words");
  const id = uniqueId();
  const life = new AbortController();
  const stage = createStage(model, () => redraw(), life.signal);
  const areas = drawAreas(stage.overlay, id);
  const described = { "aria-roledescription": words.movable, "aria-describedby": `${id}-keys` };
  const boxes = BOXES.map((name) =>
    drawBox(stage.overlay, name, words[name], { role: "application", tabindex: "0", ...described }),
  );
  const equations = createEquations(words, id);
  const giouBox = checkbox(words.show_giou, (checked) => write(model, { show_giou: checked }));
  const fields = BOXES.map((name) => createFields(model, name, words, stage));
  const kernel = html("p", { class: "kernel" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);

  const atRest = whenAtRest(() => {
    const numbers = compareBoxes(...BOXES.map((name) => model.get(name)));
    kernel.textContent = kernelLine(model, numbers, words);
    spoken.textContent = say(words.spoken, inNumbers(numbers, words));
  }, life.signal);

  const redraw = oncePerTurn(draw, life.signal);
  function draw() {
    const [box1, box2] = BOXES.map((name) => model.get(name));
    areas.hull([hullBox(box1, box2)], stage.scale);
    areas.union([box1, box2], stage.scale);
    areas.intersection([intersectionBox(box1, box2)], stage.scale);
    [box1, box2].forEach((box, i) => {
      boxes[i].draw(box, stage, i === 0 ? aboveBox : belowBox);
      const values = Object.fromEntries(EDGES.map((edge, j) => [edge, short(box[j])]));
      boxes[i].root.setAttribute("aria-label", say(words.box_at, { box: words[BOXES[i]], ...values }));
      fields[i].show(box);
    });
    equations.show(inNumbers(compareBoxes(box1, box2), words));
    root.classList.toggle("with-giou", model.get("show_giou"));
    giouBox.input.checked = model.get("show_giou");
    kernel.textContent = ""; // it speaks of boxes that are gone, until the hand rests
    atRest();
  }

  const left = html("div", { class: "left" }, stage.root, keys);
  const right = html("div", { class: "right" }, equations.iou, giouBox.root, equations.giou,
    html("div", { class: "fieldsets" }, ...fields.map((field) => field.root)), kernel, spoken);
  const root = html("div", { class: "mrcnn-widget iou", role: "group", "aria-label": words.title });
  root.append(left, right);
  el.append(root);
  boxes.forEach((box, i) =>
    box.root.addEventListener("keydown", handleKeys(model, BOXES[i], stage)),
  );
  enableDragging(model, BOXES, stage, boxes.map((box) => box.root), life.signal);
  ownKeys(root, life.signal);
  listen(model, [...BOXES, "show_giou"], redraw, life.signal);
  listen(model, ["kernel_result"], atRest, life.signal);
  draw();
  return () => {
    life.abort();
    root.remove();
  };
}

export default { render };
