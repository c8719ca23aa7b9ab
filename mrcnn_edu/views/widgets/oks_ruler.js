// A stick figure whose joints are found a little off, and the ruler by which COCO measures it.

import { fixed, html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { button, checkbox, choice, numberField, slider } from "./kit/controls.js";
import { equation, sign, slot } from "./kit/equations.js";
import { createTasks } from "./kit/tasks.js";
import { readPose } from "./oks_ruler/ruler.js";
import { createFigure, putJoint } from "./oks_ruler/figure.js";
import { createJoints } from "./oks_ruler/joints.js";

const [SMALLEST, LARGEST] = [16, 48]; // pixels, the root of the person's area

/** The chosen joint: which it is, whether it is labelled, and where it was found. */
function createChosen({ model, words, id }) {
  const names = model.get("names");
  const list = choice({ name: words.which, id: `${id}-joint` }, (i) => write(model, { chosen: Number(i) }));
  const label = checkbox(words.labelled, (on) =>
    write(model, { labelled: model.get("labelled").map((old, i) => (i === model.get("chosen") ? on : old)) }));
  const fields = ["right", "down"].map((way, axis) => {
    const [name, less, more] = [way, `${way}_less`, `${way}_more`].map((key) => words[`field_${key}`]);
    return numberField({ label: words[way], name, less, more, unit: 0.5 }, (value) => {
      const i = model.get("chosen");
      const offset = model.get("offsets")[i].map((old, j) => (j === axis ? value : old));
      if (Number.isFinite(value)) putJoint(model, i, offset);
      show();
    });
  });
  function show() {
    const i = model.get("chosen");
    list.show(names.map((name, j) => [j, name]), i);
    label.input.checked = model.get("labelled")[i];
    fields.forEach((field, axis) => field.show(model.get("offsets")[i][axis]));
  }
  const root = html("div", { class: "chosen-joint" }, list.root, label.root, ...fields.map((field) => field.root));
  return { root, show };
}

/** What the chosen joint counts, and the mean over all, in numbers. */
function createNumbers(words) {
  const live = { d: slot("d", 5), s: slot("s", 3), k: slot("k", 6), count: slot("result", 5) };
  const mean = { total: slot("total", 6), number: slot("number", 2), oks: slot("result", 5) };
  const one = equation("one", sign("exp(−"), live.d, sign("/ (2 ·"), live.s, sign("·"), live.k, sign(")) ="), live.count);
  const all = equation("all", html("b", {}, "OKS ="), mean.total, sign("/"), mean.number, sign("="), mean.oks);
  const show = (texts) => {
    for (const [key, node] of Object.entries({ ...live, ...mean })) {
      setText(node, ["d", "s", "k"].includes(key) ? `${texts[key]}²` : texts[key]);
    }
    one.setAttribute("aria-label", say(words.equation_one, texts));
    all.setAttribute("aria-label", say(words.equation_all, texts));
  };
  return { one, all, show };
}

/** COCO's thresholds, and at which of them the pose is right. */
function createThresholds(thresholds, words) {
  const marks = thresholds.map(() => html("b"));
  const cells = thresholds.map((threshold, i) => html("li", {}, fixed(threshold, 2).slice(1), marks[i]));
  const root = html("ul", { class: "thresholds", "aria-label": words.thresholds }, ...cells);
  const show = (passed, covered) => cells.forEach((cell, i) => {
    cell.className = covered ? "" : i < passed ? "look-positive" : "look-negative";
    setText(marks[i], covered ? "?" : i < passed ? "✓" : "✕");
  });
  return { root, show };
}

/** What to predict, from the figure at first and from the pose as it stands. */
function tasksFor(model, read) {
  const count = model.get("names").length;
  const just = (oks) => oks !== null && oks >= 0.75 && oks < 0.8;
  const write = (value) => (value === null ? "–" : fixed(value, 3));
  return [
    { key: "costs", options: 3, answer: () => 0 },
    { key: "half", options: 3, answer: () => 1 },
    { key: "lost", within: 0.011, answer: () => (count - 1) / count, write },
    { key: "just", answer: () => read().oks, right: just, write },
  ];
}

function build(view) {
  const { model, words, id, signal } = view;
  const read = () => readPose(Object.fromEntries(["offsets", "labelled", "k", "size", "thresholds"].map((key) => [key, model.get(key)])));
  const stage = createStage(model, view.redraw, signal);
  const figure = createFigure(view, stage);
  const tasks = createTasks(view, tasksFor(model, read));
  const [joints, chosen, numbers] = [createJoints(view), createChosen(view), createNumbers(words)];
  const thresholds = createThresholds(model.get("thresholds"), words);
  const limits = { min: SMALLEST, max: LARGEST, step: 1 };
  const size = slider({ label: words.size, id: `${id}-size`, ...limits }, (value) => write(model, { size: value }));
  const exact = button(words.exact, words.exact, () => write(model, { offsets: model.get("offsets").map(() => [0, 0]) }));
  const back = button(words.back, words.back, () => write(model, model.get("start")));
  const [note, kernel] = ["note", "kernel"].map((name) => html("p", { class: name }));
  const spoken = html("p", { class: "spoken", role: "status" });

  function noteOf({ oks, passed }) {
    if (tasks.covered()) return words.covered;
    if (oks === null) return words.nobody;
    return say(words.passes, { passed, count: model.get("thresholds").length });
  }
  function draw() {
    const [pose, i, covered] = [read(), model.get("chosen"), tasks.covered()];
    const counts = model.get("labelled")[i] ? fixed(pose.similarities[i], 3) : "–";
    tasks.show();
    figure.show(covered && model.get("task") === 0); // the first task asks for the rings
    joints.show(pose, covered);
    chosen.show();
    size.input.value = String(model.get("size"));
    setText(size.value, fixed(model.get("size"), 0));
    const [d, s, k] = [fixed(pose.distances[i], 1), fixed(model.get("size"), 0), fixed(model.get("k")[i], 3)];
    const [count, total] = [counts, fixed(pose.total, 3)].map(tasks.cover);
    const oks = tasks.cover(pose.oks === null ? "–" : fixed(pose.oks, 3));
    numbers.show({ d, s, k, count, total, number: String(pose.number), oks });
    thresholds.show(pose.passed, covered);
    setText(note, noteOf(pose));
    setText(kernel, ""); // it speaks of a pose that is gone, until the hand rests
  }
  function rest() {
    const [result, { oks }] = [model.get("kernel_result"), read()];
    const current = ["offsets", "labelled", "size"].every((key) => String(result[key]) === String(model.get(key)));
    const same = oks === null ? result.oks === null : Math.abs(result.oks - oks) < 1e-9;
    const texts = { oks: result.oks == null ? "–" : fixed(result.oks, 3) };
    setText(kernel, current && !tasks.covered() ? say(words[same ? "kernel_same" : "kernel_differs"], texts) : "");
    setText(spoken, note.textContent);
  }

  const rings = html("ul", { class: "ring-names" }, html("li", {}, words.rings), ...[2, 1, 0].map((n) => html("li", { class: `ring-${n}` }, words[`ring_${n}`])));
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);
  const buttons = html("div", { class: "buttons" }, exact, back);
  const left = html("div", { class: "left" }, stage.root, rings, size.root, buttons);
  const right = html("div", { class: "right" }, joints.root, chosen.root, numbers.one, numbers.all, thresholds.root, note, keys, kernel, spoken);
  return { children: [tasks.root, left, right], draw, rest };
}

export default { render: createRender("oks-ruler", ["offsets", "labelled", "size", "chosen"], build) };
