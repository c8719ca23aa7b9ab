// A box over a photograph, which falls from level to level of the pyramid as it shrinks.

import { setEdges } from "./kit/geometry.js";
import { fixed, html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { aboveBox } from "./kit/boxes.js";
import { createMovable } from "./kit/movable.js";
import { button, numberField } from "./kit/controls.js";
import { equation, sign, slot } from "./kit/equations.js";
import { createTasks } from "./kit/tasks.js";
import { cellsInBin, exactLevel, LEVELS, levelOf, shareMissed, sideOf, wholeLevel } from "./ladder/pyramid.js";
import { createRungs, inCells } from "./ladder/rungs.js";
import { createLens } from "./ladder/lens.js";
import { createSawtooth } from "./ladder/sawtooth.js";

const SMALL = 45; // CSS pixels: less has no room for eight handles

/** The rule in words, in the numbers of the box, and rounded down. */
function createRule(words) {
  const digits = { width: 6, height: 6, side: 5, again: 5, exact: 4, level: 1 };
  const live = Object.fromEntries(Object.entries(digits).map(([key, width]) => [key, slot(key, width)]));
  live.level.classList.add("result");
  const side = equation("side", sign("√(w × h) = √("), live.width, sign("×"), live.height, sign(") ="), live.side);
  const level = equation("level", sign("k = ⌊4 + log₂("), live.again, sign("/ 224)⌋ = ⌊"), live.exact, sign("⌋ ="), live.level);
  const show = (texts) => {
    for (const [key, text] of Object.entries({ ...texts, again: texts.side })) setText(live[key], text);
    side.setAttribute("aria-label", say(words.equation_side, texts));
    level.setAttribute("aria-label", say(words.equation_level, texts));
  };
  return { side, level, show };
}

/** Width and height in fields: all that a drag of an edge does, without dragging. */
function createSize({ model, words }) {
  const size = model.get("photo_size");
  const fields = [["w", "width", 0], ["h", "height", 1]].map(([label, name, axis]) => {
    const [less, more] = [words[`${name}_less`], words[`${name}_more`]];
    return numberField({ label, name: words[name], less, more }, (value) => {
      const box = model.get("box");
      const edge = ["x2", "y2"][axis];
      if (Number.isFinite(value)) write(model, { box: setEdges(box, { [edge]: box[axis] + value }, size) });
      show(model.get("box"));
    });
  });
  const show = ([x1, y1, x2, y2]) => [x2 - x1, y2 - y1].forEach((side, axis) =>
    fields[axis].show(Math.round(10 * side) / 10));
  return { root: html("div", { class: "fields" }, ...fields.map(({ root }) => root)), show };
}

/** A button for each place of the photograph that has a name. */
function createPlaces({ model, words }) {
  const places = model.get("places");
  const nodes = places.map(({ name, box }) => button(name, say(words.place, { name }), () => write(model, { box })));
  const show = (box) => nodes.forEach((node, i) =>
    node.setAttribute("aria-pressed", String(String(places[i].box) === String(box))));
  return { root: html("div", { class: "places" }, ...nodes), show };
}

/** What to predict, from the box as it stands and from boxes in general. */
function tasksFor(side) {
  const smallest = (value) => levelOf(value) === 4 && value < 224 * 1.05;
  return [
    { key: "level", options: LEVELS.length, answer: () => levelOf(side()) - LEVELS.at(-1) },
    { key: "double", options: 3, answer: () => 0 },
    { key: "pin", within: 1, answer: () => cellsInBin(700, 2) },
    { key: "smallest", answer: side, right: smallest, write: (value) => fixed(value, 0) },
  ];
}

/** What the rule's number means, where that is more than the number says. */
function noteOf(words, { whole, rule, pinned, level, width, height }) {
  const cells = [width, height].map((side) => cellsInBin(side, level));
  const [columns, rows] = cells.map(inCells);
  const missed = shareMissed(...cells);
  const numbers = { whole, rule, pinned, columns, rows, missed: fixed(100 * missed, 0) };
  if (pinned !== null && pinned !== rule) return say(missed > 0 ? words.pinned_fine : words.pinned_coarse, numbers);
  return say(whole === rule ? words.read_on : words.nearest, numbers);
}

function build(view) {
  const { model, words, id, signal } = view;
  const stage = createStage(model, view.redraw, signal);
  const movable = createMovable(view, stage, ["box"], ["roi"], [aboveBox]);
  const tag = stage.overlay.querySelector(".tag-text");
  const tasks = createTasks(view, tasksFor(() => sideOf(model.get("box"))));
  const [rungs, lens, sawtooth] = [createRungs(view), createLens(view), createSawtooth(view)];
  const [rule, size, places] = [createRule(words), createSize(view), createPlaces(view)];
  const note = html("p", { class: "note" });
  const kernel = html("p", { class: "kernel" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);

  /** All that is said of the box. */
  function now() {
    const [x1, y1, x2, y2] = model.get("box");
    const side = sideOf([x1, y1, x2, y2]);
    const [byRule, pinned] = [levelOf(side), model.get("pinned")];
    const level = pinned ?? byRule;
    const whole = wholeLevel(side);
    return { width: x2 - x1, height: y2 - y1, side, whole, rule: byRule, pinned, level };
  }
  function draw() {
    const [box, state, covered] = [model.get("box"), now(), tasks.covered()];
    movable.show();
    setText(tag, tasks.cover(`P${state.level}`));
    const shorter = stage.scale * Math.min(state.width, state.height);
    stage.root.classList.toggle("tiny", shorter < SMALL);
    tasks.show();
    size.show(box);
    places.show(box);
    rungs.show(state.width, state.height, covered ? null : state.rule, tasks.cover);
    lens.show(box, covered ? null : state.level);
    sawtooth.show(state.level, covered, tasks.cover);
    const [width, height, side] = ["width", "height", "side"].map((key) => fixed(state[key], 1));
    const [exact, level] = [fixed(exactLevel(state.side), 2), fixed(state.whole, 0)].map(tasks.cover);
    rule.show({ width, height, side, exact, level });
    setText(note, covered ? words.covered : noteOf(words, state));
    setText(kernel, ""); // it speaks of a box that is gone, until the hand rests
  }
  function rest() {
    const [result, state, covered] = [model.get("kernel_result"), now(), tasks.covered()];
    const current = !covered && String(result.box) === String(model.get("box"));
    const key = result.level === state.rule ? "kernel_same" : "kernel_differs";
    setText(kernel, current ? say(words[key], { level: result.level }) : "");
    setText(spoken, covered ? words.covered : noteOf(words, state));
  }

  const left = html("div", { class: "left" }, stage.root, places.root, size.root, keys);
  const pictures = html("div", { class: "pictures" }, rungs.root, lens.root);
  const right = html("div", { class: "right" }, pictures, rule.side, rule.level, note, kernel, spoken);
  return { children: [tasks.root, left, right, sawtooth.root], draw, rest };
}

export default { render: createRender("ladder", ["box", "pinned"], build) };
