// A curtain over the list of detections: each row that comes to light is judged, and the curve of
// precision and recall grows by a step.

import { fixed, html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { button, checkbox, slider } from "./kit/controls.js";
import { equation, sign, slot } from "./kit/equations.js";
import { createTasks } from "./kit/tasks.js";
import { meanOf, runsOf, scoreRows } from "./curtain/scoring.js";
import { boxName } from "./curtain/names.js";
import { createScene } from "./curtain/scene.js";
import { createRows } from "./curtain/rows.js";
import { createPlot } from "./curtain/plot.js";

const AT50 = 0; // places in the list of thresholds
const AT75 = 5;
const CLOSE = 1e-9;

/** A number below 1 without its 0, where ten of them stand side by side. */
const brief = (value, digits) => fixed(value, digits).replace(/^0/, "");

/** Boxes in an order, judged at all ten thresholds; all that is shown follows from this. */
function judge(model, boxes, order) {
  const rows = order.map((index) => boxes[index]);
  return scoreRows(rows, model.get("objects"), model.get("thresholds"), model.get("recalls"));
}

/** The ten thresholds: a slider over them, and what the mean over recall is at each. */
function createThresholds({ model, words, id }) {
  const thresholds = model.get("thresholds");
  const limits = { min: 0, max: thresholds.length - 1, step: 1 };
  const chosen = slider({ label: words.threshold, id: `${id}-level`, ...limits }, (level) => write(model, { level }));
  const cells = thresholds.map((threshold) => {
    const value = html("span", { class: "value" });
    return { root: html("span", { class: "cell" }, html("span", { class: "key" }, brief(threshold, 2)), value), value };
  });
  const ten = html("div", { class: "ten", role: "group", "aria-label": words.ten }, ...cells.map(({ root }) => root));
  const show = (each, level, cover) => {
    chosen.input.value = String(level);
    chosen.input.setAttribute("aria-valuetext", fixed(thresholds[level], 2));
    setText(chosen.value, fixed(thresholds[level], 2));
    cells.forEach(({ root, value }, i) => {
      root.classList.toggle("here", i === level);
      setText(value, cover(brief(each[i].ap, 3)));
    });
  };
  return { root: html("div", { class: "thresholds" }, chosen.root, ten), show };
}

/** The mean of the 101 bars in numbers: alike ones are counted. */
function createSum({ words }) {
  const [parts, result] = [html("span", { class: "parts" }), slot("result", 6)];
  const root = equation("sum", parts, sign("/ 101 ="), result);
  const show = ({ heights, ap }, cover) => {
    const runs = runsOf(heights).filter(([, height]) => height > 0);
    const texts = runs.map(([count, height]) => `${count} × ${short3(height)}`);
    setText(parts, cover(`(${texts.join(" + ") || "0"})`));
    setText(result, cover(fixed(ap, 4)));
    root.setAttribute("aria-label", `${words.mean} ${parts.textContent} / 101 = ${result.textContent}`);
  };
  return { root, show };
}

const short3 = (value) => (value > 1 - CLOSE ? "1" : brief(value, 4).replace(/0+$/, ""));

/** AP50, AP75 and the mean over all ten. */
function createTotals() {
  const values = Object.fromEntries(["AP50", "AP75", "AP"].map((name) => [name, slot("result", 6)]));
  const pairs = Object.entries(values).map(([name, value]) => html("span", { class: "pair" }, html("span", {}, name), value));
  const root = html("div", { class: "totals" }, ...pairs);
  const show = (numbers, cover) => {
    for (const [name, value] of Object.entries(values)) setText(value, cover(fixed(numbers[name], 4)));
  };
  return { root, show };
}

function totalsOf(each) {
  return { AP50: each[AT50].ap, AP75: each[AT75].ap, AP: meanOf(each.map(({ ap }) => ap)) };
}

/** What to predict. The tasks speak of the six detections of the lesson, whatever is uncovered. */
function tasksFor(model) {
  const { boxes, order } = model.get("start");
  const first = totalsOf(judge(model, boxes, order));
  const lone = order[4]; // which lies on nothing
  const onTop = [lone, ...order.filter((index) => index !== lone)];
  const now = () => totalsOf(judge(model, model.get("boxes"), model.get("order")));
  const write4 = (value) => fixed(value, 4);
  return [
    { key: "second", options: 3, answer: () => 1 },
    { key: "top", within: 0.03, answer: () => totalsOf(judge(model, boxes, onTop)).AP50, write: write4 },
    {
      key: "only75",
      answer: () => now().AP75,
      right: (ap75) => ap75 > first.AP75 + CLOSE && Math.abs(now().AP50 - first.AP50) < CLOSE,
      write: write4,
    },
  ];
}

function build(view) {
  const { model, words, id } = view;
  const names = model.get("scores").map((_, index) => boxName(index));
  const tasks = createTasks(view, tasksFor(model));
  const [scene, rows] = [createScene(view, names), createRows(view, names)];
  const plot = createPlot(view, model.get("thresholds").length, names);
  const [thresholds, sum, totals] = [createThresholds(view), createSum(view), createTotals()];
  const faint = checkbox(words.faint, (all) => write(model, { all }));
  const back = button(words.back, words.back, () => write(model, model.get("start")));
  const kernel = html("p", { class: "kernel" });
  const spoken = html("p", { class: "spoken", role: "status" });

  const inLight = () => judge(model, model.get("boxes"), model.get("order").slice(0, model.get("shown")));
  function draw() {
    const [order, shown, level] = ["order", "shown", "level"].map((name) => model.get(name));
    const each = inLight();
    tasks.show();
    const covered = tasks.covered();
    const { reasons, ap } = each[level];
    scene.show(order, covered ? [] : reasons);
    rows.show(order, shown, reasons, covered);
    plot.show(each, level, order.map((index) => names[index]), covered, tasks.cover(fixed(ap, 4)));
    plot.root.classList.toggle("one-only", !model.get("all"));
    faint.input.checked = model.get("all");
    thresholds.show(each, level, tasks.cover);
    sum.show(each[level], tasks.cover);
    totals.show(totalsOf(each), tasks.cover);
    setText(kernel, ""); // it speaks of boxes that have moved on, until the hand rests
  }
  function rest() {
    const [result, each] = [model.get("kernel_result"), inLight()];
    const current = ["boxes", "order", "shown"].every((name) => String(result[name]) === String(model.get(name)));
    const numbers = totalsOf(each);
    const same = current && each.every(({ ap }, i) => Math.abs(ap - result.each[i]) < CLOSE)
      && Object.entries(numbers).every(([name, value]) => Math.abs(value - result[name]) < CLOSE);
    const texts = Object.fromEntries(Object.keys(numbers).map((name) => [name, current ? fixed(result[name], 4) : ""]));
    setText(kernel, current && !tasks.covered() ? say(words[same ? "kernel_same" : "kernel_differs"], texts) : "");
    const told = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, tasks.cover(fixed(value, 4))]));
    setText(spoken, say(words.spoken, { shown: model.get("shown"), ...told }));
  }

  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);
  const choices = html("div", { class: "choices" }, faint.root, back);
  const left = html("div", { class: "left" }, ...scene.parts, totals.root, thresholds.root, keys);
  const right = html("div", { class: "right" }, rows.root, plot.root, sum.root, choices, kernel, spoken);
  return { children: [tasks.root, left, right], draw, rest };
}

export default { render: createRender("curtain", ["boxes", "order", "shown", "level", "all"], build) };
