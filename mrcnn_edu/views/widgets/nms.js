// Non-maximum suppression over a photograph: the threshold, and the queue one winner at a time.

import { boxesAt, boxIou, nmsSteps, scoreOrder, statesAt } from "./kit/geometry.js";
import { fixed, html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { button, slider } from "./kit/controls.js";
import { createTasks } from "./kit/tasks.js";
import { createLegend, createTable, drawQueue } from "./queue.js";

/** A number beside the threshold: in as many digits as it takes to see on which side it lies. */
function beside(value, threshold) {
  if (Number.isNaN(value)) return "0 / 0";
  const digits = [2, 4, 8].find((n) => value === threshold || fixed(value, n) !== fixed(threshold, n));
  return fixed(value, digits ?? 16);
}

/** A threshold in the digits that it was given in, two at least. */
function asGiven(threshold) {
  const decimals = String(threshold).split(".")[1] ?? "";
  return fixed(threshold, Math.max(2, decimals.length));
}

/** Scores in two decimals where that is all they have, else in three. */
function scoreWriter(scores) {
  const plain = scores.every((score) => Math.abs(score - Number(score.toFixed(2))) < 1e-6);
  return (index) => fixed(scores[index], plain ? 2 : 3);
}

/** The whole queue as it stands: all that is shown follows from this. */
function takeStock(model) {
  const [boxes, scores] = [model.get("boxes"), model.get("scores")];
  const threshold = model.get("iou_threshold");
  const steps = nmsSteps(boxes, scores, threshold);
  const last = steps.length + 1; // where the queue is empty
  const step = Math.min(model.get("step"), last);
  const states = statesAt(steps, step, boxes.length);
  const current = steps[step - 1]; // undefined at the start and at the end
  return { boxes, scores, threshold, steps, last, step, states, current };
}

/** The sentences that describe a moment of the queue. */
function createSentences(words, scoreOf, cover) {
  const reason = ({ threshold }, index, iou, by) =>
    say(words.reason, {
      box: index, iou: cover(beside(iou, threshold)), winner: by, score: scoreOf(by), threshold: asGiven(threshold),
    });
  const reasons = (now) => {
    if (!now.current) return [];
    const { winner, removed } = now.current;
    if (removed.length > 0) return removed.map(({ index, iou }) => reason(now, index, iou, winner));
    return [say(words.no_reason, { winner, threshold: asGiven(now.threshold) })];
  };
  const headline = ({ step, last, current, states, steps }) => {
    if (step === 0) return say(words.at_start, { count: states.length });
    if (!current) return say(words.at_end, { kept: cover(steps.length), removed: cover(states.length - steps.length) });
    const { winner, removed } = current;
    const values = { step, steps: last - 1, winner, score: scoreOf(winner), removed: removed.length };
    return say(words.at_step, values);
  };
  const chosen = (now, index) => {
    if (index === null) return words.choose;
    const { state, by, iou } = now.states[index];
    if (state === "removing" || state === "removed") return reason(now, index, iou, by);
    const plain = { box: index, score: scoreOf(index), state: words[state] };
    if (!now.current || state === "best") return say(words.chosen, plain);
    const { winner } = now.current;
    const found = cover(beside(boxIou(now.boxes[winner], now.boxes[index]), now.threshold));
    const values = { ...plain, winner, iou: found, threshold: asGiven(now.threshold) };
    return say(words[`chosen_${state}`], values);
  };
  return { reasons, headline, chosen };
}

/** The threshold and the four steps. At the end, a new threshold leads to its own end. */
function createControls(model, words, id, stock) {
  const threshold = slider({ label: words.threshold, id: `${id}-t`, min: 0, max: 1, step: 0.01 }, (value) => {
    const { boxes, scores, step, last } = stock();
    const newLast = nmsSteps(boxes, scores, value).length + 1;
    write(model, { iou_threshold: value, step: step === last ? newLast : Math.min(step, newLast) });
  });
  const goTo = (where) => () => {
    const { step, last } = stock();
    write(model, { step: Math.max(0, Math.min(where(step, last), last)) });
  };
  const [start, back, next, end] = [
    button(`⇤ ${words.start}`, words.start_name, goTo(() => 0)),
    button(`← ${words.back}`, words.back_name, goTo((step) => step - 1)),
    button(`${words.next} →`, words.next_name, goTo((step) => step + 1)),
    button(`${words.end} ⇥`, words.end_name, goTo((_, last) => last)),
  ];
  next.classList.add("main");
  const show = ({ threshold: value, step, last }) => {
    threshold.input.value = String(value);
    threshold.value.textContent = asGiven(value);
    // Not "disabled": a button that loses the focus under a finger loses the keyboard with it.
    for (const node of [start, back]) node.setAttribute("aria-disabled", String(step === 0));
    for (const node of [next, end]) node.setAttribute("aria-disabled", String(step === last));
  };
  const steps = html("div", { class: "steps", role: "group", "aria-label": words.steps }, start, back, next, end);
  return { root: html("div", { class: "controls" }, threshold.root, steps), show };
}

/** One quiet line: whether the package, where a kernel runs it, keeps the same boxes. */
function keptLine(model, { threshold, steps }, words) {
  const { iou_threshold: theirs, kept } = model.get("kernel_result");
  if (theirs !== threshold) return "";
  const same = String(kept) === String(steps.map(({ winner }) => winner));
  return say(same ? words.kernel_same : words.kernel_differs, { count: kept.length, kept: kept.join(", ") });
}

/** A click takes the smallest box under it, and further clicks the ones behind. */
function pickOnClick(model, stage, signal) {
  stage.overlay.addEventListener("click", (event) => {
    const under = boxesAt(model.get("boxes"), stage.point(event));
    const next = under[(under.indexOf(model.get("selected")) + 1) % under.length];
    write(model, { selected: next ?? null });
  }, { signal });
}

function build(view) {
  const { model, words, id, signal } = view;
  const scoreOf = scoreWriter(model.get("scores"));
  const tasks = createTasks(view, [
    { key: "higher", options: 2, answer: () => 0 },
    { key: "how_many", within: 0, answer: () => now.steps.length },
    { key: "equal", options: 2, answer: () => 1 },
  ]);
  const sentences = createSentences(words, scoreOf, tasks.cover);
  const stage = createStage(model, view.redraw, signal);
  const drawBoxes = drawQueue(stage.overlay, id, model.get("boxes"));
  const controls = createControls(model, words, id, () => now);
  const headline = html("p", { class: "headline", role: "status" });
  const reasons = html("ul", { class: "reasons", tabindex: "0", "aria-label": words.reasons });
  const chosen = html("p", { class: "chosen", role: "status" });
  const kernel = html("p", { class: "kernel" });
  const select = (index) => write(model, { selected: index });
  const table = createTable(scoreOrder(model.get("scores")), words, (i) => rowOf(i), select);
  stage.overlay.setAttribute("role", "img");
  pickOnClick(model, stage, signal);

  let now = takeStock(model);
  function rowOf(index) {
    const { current, boxes, states, threshold } = now;
    const other = current && current.winner !== index;
    const iou = other ? tasks.cover(beside(boxIou(boxes[current.winner], boxes[index]), threshold)) : "";
    return [say(words.row, { box: index }), scoreOf(index), words[states[index].state], iou];
  }
  function draw() {
    now = takeStock(model);
    const selected = model.get("selected");
    tasks.show();
    controls.show(now);
    drawBoxes(now.states, selected, (i) => `${i}: ${scoreOf(i)}`, stage);
    table.show(now.states, selected, now.current?.winner);
    setText(headline, sentences.headline(now));
    stage.overlay.setAttribute("aria-label", headline.textContent);
    const lines = sentences.reasons(now);
    reasons.replaceChildren(...lines.map((line) => html("li", {}, line)));
    reasons.classList.toggle("empty", lines.length === 0);
    setText(chosen, sentences.chosen(now, selected));
    setText(kernel, "");
  }
  const rest = () => setText(kernel, tasks.covered() ? "" : keptLine(model, now, words));

  const left = html("div", { class: "left" }, stage.root, createLegend(id, words));
  const right = html("div", { class: "right" }, controls.root, headline, reasons, chosen, table.root, kernel);
  return { children: [tasks.root, left, right], draw, rest };
}

export default { render: createRender("nms", ["iou_threshold", "step", "selected"], build) };
