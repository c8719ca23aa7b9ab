// Three maps of logits and one mask: whom does each loss pull, by sigmoids and by a softmax?

import { fixed, html, say, setAttributes, setText, svg } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { button } from "./kit/controls.js";
import { equation, sign, slot } from "./kit/equations.js";
import { createTasks } from "./kit/tasks.js";

const CLASSES = ["background", "coin", "face"];
const COIN = 1; // the true class; 0 is the background
const FACE = 2;
const PIXELS = [[0, 0], [0, 1], [1, 0], [1, 1]]; // row and column
const PLACES = ["upper_left", "upper_right", "lower_left", "lower_right"];
const CELL = 50; // CSS pixels, the height of a cell
const STRONGEST = 1 / PIXELS.length; // no gradient is larger

/**
 * One pixel, of which every class says yes or no for itself: for each class {p, loss, gradient},
 * with loss null where no term of the loss reads it. `target` is 1 on the coin, 0 beside it.
 */
export function bySigmoid(logits, target) {
  return logits.map((x, k) => {
    const p = 1 / (1 + Math.exp(-x));
    if (k !== COIN) return { p, loss: null, gradient: 0 };
    const loss = Math.max(x, 0) - x * target + Math.log1p(Math.exp(-Math.abs(x)));
    return { p, loss, gradient: (p - target) / PIXELS.length };
  });
}

/** One pixel, for which the classes compete; likewise. */
export function bySoftmax(logits, target) {
  const top = Math.max(...logits);
  const sum = logits.reduce((all, x) => all + Math.exp(x - top), 0);
  const wanted = target === 1 ? COIN : 0;
  return logits.map((x, k) => {
    const p = Math.exp(x - top) / sum;
    const loss = k === wanted ? Math.log(sum) - (x - top) : null;
    return { p, loss, gradient: (p - (k === wanted ? 1 : 0)) / PIXELS.length };
  });
}

const KINDS = { sigmoid: bySigmoid, softmax: bySoftmax };

/** All pixels of the maps (3, 2, 2) by one of the two: `cells` [pixel][class], `terms`, `loss`. */
export function readMaps(kind, maps, target) {
  const cells = PIXELS.map(([i, j]) => KINDS[kind](maps.map((map) => map[i][j]), target[i][j]));
  const terms = cells.map((classes) => classes.find(({ loss }) => loss !== null).loss);
  return { cells, terms, loss: terms.reduce((sum, term) => sum + term) / PIXELS.length };
}

/** The same maps with one logit changed. */
function withLogit(maps, k, [i, j], value) {
  const changed = maps.map((map) => map.map((row) => [...row]));
  changed[k][i][j] = value;
  return changed;
}

/** One map of logits: in each cell the number, and a slider to drag. */
function createLogits({ model, words, id }, k) {
  const target = model.get("target");
  const cells = PIXELS.map((pixel, n) => {
    const name = say(words.logit_of, { name: words[CLASSES[k]], place: words[PLACES[n]] });
    const limits = { type: "range", min: -6, max: 6, step: 0.1 };
    const input = html("input", { ...limits, "aria-label": name, "aria-describedby": `${id}-keys` });
    input.addEventListener("input", () =>
      write(model, { logits: withLogit(model.get("logits"), k, pixel, Number(input.value)) }));
    const value = html("output");
    const wanted = k === COIN && target[pixel[0]][pixel[1]] === 1;
    return { root: html("div", { class: `cell logit${wanted ? " wanted look-truth" : ""}` }, value, input), input, value };
  });
  const show = (map) => PIXELS.forEach(([i, j], n) => {
    setText(cells[n].value, fixed(map[i][j], 1));
    cells[n].input.value = String(map[i][j]);
  });
  return { root: html("div", { class: "map" }, ...cells.map(({ root }) => root)), show };
}

/** An arrow that shows where training pulls a logit, and how strongly. */
function createArrow() {
  const line = svg("path");
  const root = svg("svg", { class: "overlay arrow", "aria-hidden": "true" }, line);
  const show = (gradient) => {
    const tip = (gradient / STRONGEST) * (CELL / 2 - 2); // a positive gradient pushes down
    const head = Math.sign(tip) * Math.min(6, Math.abs(tip));
    const d = `M8,${CELL / 2} v${tip} m-5,${-head} l5,${head} l5,${-head}`;
    setAttributes(line, { d: Math.abs(tip) < 1 ? "" : d });
    root.setAttribute("class", `overlay arrow look-${gradient < 0 ? "positive" : "negative"}`);
  };
  return { root, show };
}

/** One class's map by one loss: in each cell probability, loss, gradient and arrow. */
function createMap({ words }, kind, k) {
  const cells = PIXELS.map(() => {
    const [texts, arrow] = [["p", "loss", "gradient"].map((key) => html("span", { class: key })), createArrow()];
    const lines = texts.map((text, i) => html("div", {}, html("span", { class: "key" }, words[["p", "loss", "grad"][i]]), text));
    return { root: html("div", { class: "cell" }, ...lines, arrow.root), texts, arrow };
  });
  const show = ({ cells: found }, covered) => cells.forEach(({ root, texts, arrow }, n) => {
    const { p, loss, gradient } = found[n][k];
    const numbers = [fixed(p, 3), loss === null ? "–" : fixed(loss, 3), gradient === 0 ? "0" : fixed(gradient, 3)];
    texts.forEach((text, i) => setText(text, covered ? "?" : numbers[i]));
    root.classList.toggle("drawn", !covered && k === COIN && p > 0.5);
    arrow.show(covered ? 0 : gradient);
  });
  const label = `${words[kind]}: ${words[CLASSES[k]]}`;
  const look = k === COIN ? " look-detection" : "";
  return { root: html("div", { class: `map ${kind}${look}`, role: "group", "aria-label": label }, ...cells.map(({ root }) => root)), show };
}

/** The mean of four terms, in numbers. */
function createMean(words, kind) {
  const terms = PIXELS.map(() => slot("term-value", 6));
  const result = slot("result", 6);
  const sums = terms.flatMap((term, i) => (i ? [sign("+"), term] : [term]));
  const root = equation(kind, html("span", { class: "of" }, words[kind]), sign("("), ...sums, sign(") / 4 ="), result);
  const show = (read, cover) => {
    const texts = read.terms.map((term) => cover(fixed(term, 3)));
    texts.forEach((text, i) => setText(terms[i], text));
    setText(result, cover(fixed(read.loss, 3)));
    root.setAttribute("aria-label", `${words[kind]}: (${texts.join(" + ")}) / 4 = ${result.textContent}`);
  };
  return { root, show };
}

/** What to predict, from the logits as they stand. */
function tasksFor(read) {
  const corner = () => read("softmax").cells[0][COIN].p;
  return [
    { key: "face", options: 3, answer: () => 2 },
    { key: "twins", within: 0.005, answer: () => 0.5, write: (value) => fixed(value, 1) },
    { key: "corner", answer: corner, right: (p) => p > 0.5, write: (value) => fixed(value, 3) },
  ];
}

function build(view) {
  const { model, words, id } = view;
  const target = model.get("target");
  const read = (kind) => readMaps(kind, model.get("logits"), target);
  const kinds = Object.keys(KINDS);
  const tasks = createTasks(view, tasksFor(read));
  const logits = CLASSES.map((_, k) => createLogits(view, k));
  const maps = Object.fromEntries(kinds.map((kind) => [kind, CLASSES.map((_, k) => createMap(view, kind, k))]));
  const means = Object.fromEntries(kinds.map((kind) => [kind, createMean(words, kind)]));
  const [note, kernel] = ["note", "kernel"].map((name) => html("p", { class: name }));
  const spoken = html("p", { class: "spoken", role: "status" });
  const back = button(words.back, words.back, () => write(model, { logits: model.get("start") }));
  const twins = button(words.twins, words.twins, () => {
    const changed = [...model.get("logits")];
    changed[FACE] = changed[COIN];
    write(model, { logits: changed });
  });

  /** How many pixels of the mask each way draws right. */
  function inWords() {
    const right = (kind) => read(kind).cells.filter((classes, n) =>
      (classes[COIN].p > 0.5) === (target[PIXELS[n][0]][PIXELS[n][1]] === 1)).length;
    return say(words.right, { sigmoid: right("sigmoid"), softmax: right("softmax") });
  }
  function draw() {
    tasks.show();
    const covered = tasks.covered();
    logits.forEach((map, k) => map.show(model.get("logits")[k]));
    for (const kind of kinds) {
      const found = read(kind);
      maps[kind].forEach((map) => map.show(found, covered));
      means[kind].show(found, tasks.cover);
    }
    setText(note, covered ? words.covered : inWords());
    setText(kernel, ""); // it speaks of logits that are gone, until the hand rests
  }
  function rest() {
    const [result, covered] = [model.get("kernel_result"), tasks.covered()];
    const current = !covered && String(result.logits) === String(model.get("logits"));
    const same = kinds.every((kind) => Math.abs(result[kind] - read(kind).loss) < 1e-9);
    const texts = Object.fromEntries(kinds.map((kind) => [kind, current ? fixed(result[kind], 3) : ""]));
    setText(kernel, current ? say(words[same ? "kernel_same" : "kernel_differs"], texts) : "");
    setText(spoken, note.textContent);
  }

  const heads = ["logits", ...kinds].map((key) => html("div", { class: "head" }, words[`head_${key}`]));
  const rows = CLASSES.flatMap((name, k) =>
    [html("div", { class: "name" }, words[name]), logits[k].root, maps.sigmoid[k].root, maps.softmax[k].root]);
  const field = html("div", { class: "field" }, html("div"), ...heads, ...rows);
  const controls = html("div", { class: "controls" }, back, twins, note);
  const keys = html("p", { class: "hint", id: `${id}-keys` }, html("span", { class: "order" }, words.order), words.keys);
  const right = html("div", { class: "right" }, means.sigmoid.root, means.softmax.root, controls, keys, kernel, spoken);
  return { children: [tasks.root, field, right], draw, rest };
}

export default { render: createRender("tug", ["logits"], build) };
