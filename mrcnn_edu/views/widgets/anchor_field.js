// Anchors over a photograph: which of them are to learn the boxes that lie there.

import { fixed, html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { aboveBox } from "./kit/boxes.js";
import { createMovable } from "./kit/movable.js";
import { checkbox, choice, slider } from "./kit/controls.js";
import { equation, sign, slot } from "./kit/equations.js";
import { createTasks } from "./kit/tasks.js";
import { bestBoxes, countMatches, encodeBox, gridAnchors, matchAnchors, overlapsOf, sampleOf } from "./anchor_field/matching.js";
import { cellAt, createField, FATES } from "./anchor_field/field.js";
import { createShapes } from "./anchor_field/shapes.js";

const BATCH = 256; // anchors that a training step looks at
const STRIDES = [8, 16, 32];
const SMALL = 60; // CSS pixels: less has no room for eight handles

/** All that is shown follows from this. What hangs on the other boxes alone is kept. */
function createStock(model) {
  const [width, height] = model.get("photo_size");
  const get = (name) => model.get(name);
  const others = get("others");
  const known = new Map();
  const anchorsOf = (scale, stride) => {
    const key = `${scale} ${stride}`;
    if (!known.has(key)) {
      const grid = { rows: Math.floor(height / stride), columns: Math.floor(width / stride), stride };
      const anchors = gridAnchors(get("shapes")[scale], [grid.rows, grid.columns], stride);
      known.set(key, { grid, anchors, theirs: others.map((box) => overlapsOf(box, anchors)) });
    }
    return known.get(key);
  };
  const gridOf = () => anchorsOf(get("scale"), get("stride")).grid;
  const match = ({ scale, everything, rescue }) => {
    const { grid, anchors, theirs } = anchorsOf(scale, get("stride"));
    const overlaps = [overlapsOf(get("box"), anchors), ...(everything ? theirs : [])];
    return { grid, anchors, overlaps, matches: matchAnchors(overlaps, get("high"), get("low"), rescue) };
  };
  const take = () => {
    const [scale, everything, rescue, chosen] = ["scale", "everything", "rescue", "chosen"].map(get);
    const found = match({ scale, everything, rescue });
    const { grid, anchors, overlaps, matches } = found;
    const [row, column] = cellAt(get("point"), grid);
    const shapes = get("shapes")[scale];
    const first = (row * grid.columns + column) * shapes.length;
    const mine = [...shapes.keys()].map((i) => first + i);
    const best = bestBoxes(overlaps.map((row) => mine.map((i) => row[i])));
    const boxes = [get("box"), ...others];
    const fan = mine.map((i, place) => ({ box: anchors[i], match: matches[i], overlap: best[place].overlap, to: boxes[best[place].best] }));
    return { ...found, counts: countMatches(matches), row, column, shapes, fan, chosen, scale, rescue, top: Math.max(...overlaps[0]) };
  };
  return { take, gridOf, match };
}

/** What to predict: a count, a box to make that no anchor fits, and what the rule does to two fields. */
function tasksFor(model, stock, now) {
  const largest = () => model.get("scales").length - 1;
  const positives = (choice) => countMatches(stock.match(choice).matches)[0];
  const many = () => positives({ scale: largest(), everything: true, rescue: true });
  return [
    { key: "anchors", within: 0, answer: () => now().anchors.length },
    { key: "none", answer: () => now().top, right: (top) => top < model.get("high"), write: (top) => fixed(top, 3) },
    { key: "rule", options: 2, answer: () => (positives({ scale: model.get("scale"), everything: false, rescue: true }) > 0 ? 0 : 1) },
    { key: "large", options: 3, answer: () => (many() === 0 ? 0 : many() < 100 ? 1 : 2) },
  ];
}

/** The two thresholds; one takes the other along where they would cross. */
function createThresholds({ model, words, id }) {
  const limits = { min: 0, max: 1, step: 0.01 };
  const high = slider({ label: words.high, id: `${id}-high`, ...limits }, (value) =>
    write(model, { high: value, low: Math.min(model.get("low"), value) }));
  const low = slider({ label: words.low, id: `${id}-low`, ...limits }, (value) =>
    write(model, { low: value, high: Math.max(model.get("high"), value) }));
  const show = () => [[high, "high"], [low, "low"]].forEach(([{ input, value }, name]) => {
    input.value = String(model.get(name));
    setText(value, fixed(model.get(name), 2));
  });
  return { root: html("div", { class: "thresholds" }, high.root, low.root), show };
}

/** Which anchors there are, and what counts. */
function createChoices({ model, words, id }) {
  const put = (name, as) => (value) => write(model, { [name]: as(value) });
  const scale = choice({ label: words.scales, name: words.scales_name, id: `${id}-scale` }, put("scale", Number));
  const stride = choice({ label: words.stride, name: words.stride_name, id: `${id}-stride` }, put("stride", Number));
  const rescue = checkbox(words.rescue, put("rescue", Boolean));
  const everything = checkbox(say(words.everything, { count: model.get("others").length + 1 }), put("everything", Boolean));
  everything.root.hidden = model.get("others").length === 0;
  const show = () => {
    scale.show(model.get("scales").map((sides, i) => [i, sides.join(" ")]), model.get("scale"));
    stride.show(STRIDES.map((value) => [value, String(value)]), model.get("stride"));
    rescue.input.checked = model.get("rescue");
    everything.input.checked = model.get("everything");
  };
  return { root: html("div", { class: "choices" }, scale.root, stride.root, rescue.root, everything.root), show };
}

/** The deltas of the chosen anchor, in numbers. */
function createDeltas(words) {
  const slots = ["x", "y", "w", "h"].map((name) => slot(name, 6));
  const parts = slots.flatMap((node, i) => [sign(`${i ? "" : "("}`), node, sign(i < 3 ? "," : ")")]);
  const root = equation("deltas", sign(words.deltas), ...parts);
  const show = (deltas) => {
    const texts = deltas.map((value) => (Number.isFinite(value) ? fixed(value, 3) : "−∞"));
    texts.forEach((text, i) => setText(slots[i], text));
    root.setAttribute("aria-label", `${words.deltas} ${texts.join(", ")}`);
  };
  return { root, show };
}

function build(view) {
  const { model, words, id, signal } = view;
  const stage = createStage(model, view.redraw, signal);
  const stock = createStock(model);
  let now = stock.take();
  const field = createField(view, stage, stock.gridOf);
  const movable = createMovable(view, stage, ["box"], ["truth"], [aboveBox]);
  const tasks = createTasks(view, tasksFor(model, stock, () => now));
  const [thresholds, choices, shapes, deltas] = [createThresholds(view), createChoices(view), createShapes(view), createDeltas(words)];
  const counts = FATES.map((fate) => html("span", { class: `fate-count ${fate}` }));
  const [batch, note, kernel] = ["batch", "note", "kernel"].map((name) => html("p", { class: name }));
  const spoken = html("p", { class: "spoken", role: "status" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);

  /** Whether some anchor learns the box that is moved, and why. */
  function noteOf({ top, rescue }) {
    const key = top >= model.get("high") ? "note_high" : rescue && top > 0 ? "note_rescued" : "note_none";
    return say(words[key], { iou: fixed(top, 3) });
  }
  function draw() {
    now = stock.take();
    const covered = tasks.covered();
    tasks.show();
    movable.show();
    const [x1, y1, x2, y2] = model.get("box");
    stage.root.classList.toggle("tiny", stage.scale * Math.min(x2 - x1, y2 - y1) < SMALL);
    field.show(now, covered);
    for (const part of [thresholds, choices]) part.show();
    shapes.show(now, covered, tasks.cover);
    const { to, box } = now.fan[now.chosen];
    deltas.show(encodeBox(to, box));
    FATES.forEach((fate, i) => setText(counts[i], `${tasks.cover(now.counts[i])} ${words[fate]}`));
    const [positive, negative] = sampleOf(now.counts, BATCH).map(tasks.cover);
    setText(batch, say(words.batch, { positive, negative }));
    setText(note, covered ? words.covered : noteOf(now));
    setText(kernel, "");
  }
  function rest() {
    const { state, counts: theirs } = model.get("kernel_result");
    const mine = ["box", "high", "low", "rescue", "everything", "stride", "scale"].map((name) => model.get(name));
    const current = !tasks.covered() && JSON.stringify(state) === JSON.stringify(mine);
    const key = String(theirs) === String(now.counts) ? "kernel_same" : "kernel_differs";
    setText(kernel, current ? say(words[key], { positive: theirs[0] }) : "");
    setText(spoken, `${counts.map((node) => node.textContent).join(", ")}. ${note.textContent}`);
  }

  const left = html("div", { class: "left" }, stage.root, keys);
  const tally = html("p", { class: "tally" }, ...counts);
  const right = html("div", { class: "right" },
    thresholds.root, choices.root, tally, batch, note, shapes.root, deltas.root, kernel, spoken);
  return { children: [tasks.root, left, right], draw, rest };
}

const WATCHED = ["box", "point", "chosen", "high", "low", "rescue", "everything", "stride", "scale"];
export default { render: createRender("anchor_field", WATCHED, build) };
