// Anchors over a photograph: who learns what, which anchors to have, and what one of them must learn.

import { fixed, html, say, setText, svg } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { aboveBox, belowBox } from "./kit/boxes.js";
import { createMovable } from "./kit/movable.js";
import { button } from "./kit/controls.js";
import { createTasks } from "./kit/tasks.js";
import { countMatches } from "./anchor_field/matching.js";
import { encodeBox } from "./anchor_field/coding.js";
import { createStock } from "./anchor_field/stock.js";
import { createField } from "./anchor_field/field.js";
import { createCloseUp } from "./anchor_field/close_up.js";
import { createShapes } from "./anchor_field/shapes.js";
import { createMatchPanel } from "./anchor_field/match_panel.js";
import { createChoosePanel, OF_THE_PAPER } from "./anchor_field/choose_panel.js";
import { createDeltasPanel } from "./anchor_field/deltas_panel.js";

const MODES = ["match", "choose", "deltas"];
const SMALL = 60; // CSS pixels: less has no room for eight handles
const FITS = 0.99; // the IoU from which an anchor lies on its box, for a task
// What the numbers of each mode hang on, as Python sends it with its own.
const STATE = ["mode", "box", "high", "low", "rescue", "everything", "scales", "ratios", "stride", "point", "chosen", "deltas"];

/** What to predict, in the mode that the widget begins with. */
function tasksFor(model, stock, now) {
  const positives = (choice, everything) => countMatches(stock.match(choice, everything, true).matches)[0];
  const many = () => positives(OF_THE_PAPER, true);
  const reached = (change) => stock.reach({ ...stock.choiceNow(), ...change }).all;
  const finer = () => reached({ stride: 8 });
  const lost = () => finer() - reached({ stride: 8, ratios: [1] });
  const tasks = {
    match: [
      { key: "anchors", within: 0, answer: () => now().count },
      { key: "none", answer: () => now().top, right: (top) => top < model.get("high"), write: (top) => fixed(top, 3) },
      { key: "rule", options: 2, answer: () => (positives(stock.choiceNow(), false) > 0 ? 0 : 1) },
      { key: "large", options: 3, answer: () => (many() === 0 ? 0 : many() < 100 ? 1 : 2) },
    ],
    choose: [
      { key: "finer", within: 2, answer: finer },
      { key: "squares", options: 3, answer: () => (lost() === 0 ? 0 : lost() < 5 ? 1 : 2) },
    ],
    deltas: [{ key: "type", answer: () => now().after, right: (iou) => iou >= FITS, write: (iou) => fixed(iou, 3) }],
  };
  return tasks[model.get("asks")];
}

/** The three things to do, as buttons. */
function createModes({ model, words }) {
  const nodes = MODES.map((mode) => button(words[`mode_${mode}`], words[`mode_${mode}`], () => write(model, { mode })));
  const show = () => nodes.forEach((node, i) => node.setAttribute("aria-pressed", String(MODES[i] === model.get("mode"))));
  return { root: html("div", { class: "modes", role: "group", "aria-label": words.modes }, ...nodes), show };
}

/** The whole photograph: the dots, and in the first mode the true box to drag. */
function createWhole(view, stage, stock) {
  const field = createField(view, stage, stock.gridOf);
  const layer = { ...stage, overlay: svg("svg", { class: "overlay" }) }; // there while it takes the hand
  const movable = createMovable(view, layer, ["box"], ["truth"], [aboveBox]);
  const show = (now, covered) => {
    field.show(now, covered);
    if (now.mode !== "match") layer.overlay.remove();
    else if (!layer.overlay.isConnected) stage.root.append(layer.overlay);
    layer.scale = stage.scale;
    movable.show();
    stage.root.classList.toggle("tiny", isTiny(view.model.get("box"), stage));
  };
  return { show };
}

/** One anchor from near, to pull. */
function createPull(view, stage, stock) {
  const { model } = view;
  const pulled = { // a box to the hand, deltas to the model
    get: () => stock.pull().moved,
    set: (_, box) => model.set("deltas", encodeBox(box, stock.pull().anchor)),
    save_changes: () => model.save_changes(),
  };
  const { root, lens, look } = createCloseUp(model, stage);
  const field = createField(view, lens, stock.gridOf);
  const movable = createMovable({ ...view, model: pulled }, lens, ["moved"], ["proposal"], [belowBox]);
  const show = (now, covered) => {
    if (now.mode !== "deltas") return root.remove();
    if (!root.isConnected) stage.root.append(root);
    look(now.anchor);
    field.show(now, covered);
    movable.show();
    stage.root.classList.toggle("tiny", isTiny(now.moved, lens));
  };
  return { show };
}

function isTiny([x1, y1, x2, y2], { scale }) {
  return scale * Math.min(x2 - x1, y2 - y1) < SMALL;
}

function build(view) {
  const { model, words, id } = view;
  const stage = createStage(model, view.redraw, view.signal);
  const stock = createStock(model);
  let now = stock.take();
  const pictures = [createWhole(view, stage, stock), createPull(view, stage, stock)];
  const tasks = createTasks(view, tasksFor(model, stock, () => now));
  const [modes, table] = [createModes(view), createShapes(view)];
  const panels = { match: createMatchPanel(view, table), choose: createChoosePanel(view), deltas: createDeltasPanel(view, table) };
  const panel = html("div", { class: "panel" });
  const [keys, kernel] = [html("p", { class: "hint", id: `${id}-keys` }), html("p", { class: "kernel" })];
  const spoken = html("p", { class: "spoken", role: "status" });
  let shown = "";

  function draw() {
    now = stock.take();
    tasks.show();
    modes.show();
    if (shown !== now.mode) panel.replaceChildren(...panels[now.mode].parts);
    shown = now.mode;
    setText(keys, words[`keys_${now.mode}`]);
    for (const picture of pictures) picture.show(now, tasks.covered());
    panels[now.mode].show(now, tasks.covered(), tasks.cover);
    setText(kernel, "");
  }
  function rest() {
    const { state, found: theirs } = model.get("kernel_result");
    const current = !tasks.covered() && JSON.stringify(state) === JSON.stringify(STATE.map((name) => model.get(name)));
    const mine = panels[now.mode].found(now);
    const same = current && theirs.every((value, i) => Math.abs(value - mine[i]) < 1e-6);
    const verdict = same ? words.kernel_same : words.kernel_differs;
    setText(kernel, current ? say(words[`kernel_${now.mode}`], { verdict, ...numbersOf(theirs) }) : "");
    setText(spoken, panels[now.mode].inWords());
  }
  const left = html("div", { class: "left" }, stage.root, keys);
  const right = html("div", { class: "right" }, modes.root, panel, kernel, spoken);
  return { children: [tasks.root, left, right], draw, rest };
}

/** Of Python's numbers those that are told. */
function numbersOf(theirs) {
  const sum = theirs.reduce((all, value) => all + value, 0);
  return { positive: theirs[0], all: sum, iou: fixed(theirs.at(-1), 3) };
}

export default { render: createRender("anchor_field", STATE, build) };
