// The small mask of a box, pasted into a photograph in three ways, and how well it fits the object.

import { setEdges } from "./kit/geometry.js";
import { fixed, html, say, setText, svg } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { aboveBox } from "./kit/boxes.js";
import { createMovable } from "./kit/movable.js";
import { button, numberField, slider } from "./kit/controls.js";
import { slot } from "./kit/equations.js";
import { createTasks } from "./kit/tasks.js";
import { compareMasks, contourOf, paste, placeCells, WAYS } from "./pasting.js";

const PARTS = 10; // of a pixel, in which the edges move
const CORNERS = ["x1", "y1", "x2", "y2"];

const signed = (value) => (Number.isNaN(value) ? "–" : (value >= 0 ? "+" : "") + fixed(value, 2));

/** A path through pieces of two points, each put where `place` says. */
function pathOf(pieces, place) {
  return pieces.map(([from, to]) => `M${place(from)}L${place(to)}`).join("");
}

/** The pixels that are on, as squares in CSS pixels. */
function pixelsOf(mask, scale) {
  return mask.flatMap((row, i) => row.map((on, j) =>
    on ? `M${j * scale},${i * scale}h${scale}v${scale}h${-scale}z` : "")).join("");
}

/** What lies over the photograph: pixels, the line at the threshold, the true outline. */
function createLayers({ model }, stage) {
  const layer = (name) => svg("path", { class: name });
  const [pixels, casing, line, truthCasing, truth] =
    ["pixels-on", "contour-casing", "contour", "contour-casing", "true-outline"].map(layer);
  stage.overlay.append(pixels, truthCasing, truth, casing, line);
  function show(mask, pieces, box, way) {
    const { scale } = stage;
    const { x, y } = placeCells(way, box, model.get("cells").length);
    const place = ([i, j]) => `${((x[0] + i * x[1]) * scale).toFixed(2)},${((y[0] + j * y[1]) * scale).toFixed(2)}`;
    pixels.setAttribute("d", pixelsOf(mask, scale));
    for (const path of [casing, line]) path.setAttribute("d", pathOf(pieces, place));
    const corners = model.get("outline").map(([across, down]) => `${across * scale},${down * scale}`);
    for (const path of [truthCasing, truth]) path.setAttribute("d", `M${corners.join("L")}Z`);
  }
  return { show };
}

/** The mask as the head gives it, beside the photograph: squares, and the line at the threshold. */
function createSquares({ model, words }) {
  const count = model.get("cells").length;
  const [casing, line] = ["contour-casing", "contour"].map((name) => svg("path", { class: name }));
  const drawing = svg("svg", { viewBox: `0 0 ${count} ${count}`, "aria-hidden": "true" }, casing, line);
  const picture = html("img", { src: model.get("squares"), alt: "", draggable: "false" });
  const root = html("div", { class: "squares", role: "img", "aria-label": say(words.squares, { count }) }, picture, drawing);
  const show = (pieces) => [casing, line].forEach((path) => path.setAttribute("d", pathOf(pieces, String)));
  return { root, show };
}

/** The edges of the box in fields. */
function createEdges({ model, words }, size) {
  const fields = CORNERS.map((edge) => {
    const names = { name: say(words.edge, { edge }), less: say(words.less, { edge }), more: say(words.more, { edge }) };
    return numberField({ label: edge, ...names, unit: 1 / PARTS }, (value) => {
      const stopped = Math.round(value * PARTS) / PARTS;
      if (Number.isFinite(value)) write(model, { box: setEdges(model.get("box"), { [edge]: stopped }, size) });
      show(model.get("box"));
    });
  });
  const show = (box) => fields.forEach((field, i) => field.show(box[i]));
  return { root: html("div", { class: "fields" }, ...fields.map(({ root }) => root)), show };
}

/** A row for each way to paste, with a button that draws it. */
function createWays({ model, words }) {
  const rows = WAYS.map((way) => {
    const press = button(words[way], say(words.draw, { way: words[way] }), () => write(model, { paste: way }));
    const slots = { iou: slot("iou", 5), area: slot("area", 5), shift: slot("shift", 12) };
    return { way, press, slots };
  });
  const head = ["way", "iou", "area", "shift"].map((key) => html("th", { scope: "col" }, words[`head_${key}`]));
  const body = rows.map(({ press, slots }) => html("tr", {}, html("th", { scope: "row" }, press),
    ...Object.values(slots).map((node) => html("td", {}, node))));
  const root = html("table", { "aria-label": words.table }, html("tbody", {}, html("tr", {}, ...head), ...body));
  function show(found, drawn, cover) {
    for (const { way, press, slots } of rows) {
      const { iou, area, shift } = found[way];
      press.setAttribute("aria-pressed", String(way === drawn));
      const texts = { iou: fixed(iou, 3), area: fixed(area, 3), shift: shift.map(signed).join(", ") };
      for (const [key, text] of Object.entries(texts)) setText(slots[key], cover(text));
    }
  }
  return { root, show };
}

/** What to predict; the last is found with the slider. */
function tasksFor(measure) {
  return [
    { key: "last_pixel", options: 3, answer: () => 0 },
    { key: "half", options: 3, answer: () => 1 },
    {
      key: "threshold",
      answer: () => measure().torchvision.area,
      right: (area) => Math.abs(area - 1) <= 0.015,
      write: (area) => fixed(area, 3),
    },
  ];
}

function build(view) {
  const { model, words, id, signal } = view;
  const stage = createStage(model, view.redraw, signal);
  stage.parts = PARTS;
  const layers = createLayers(view, stage);
  const movable = createMovable(view, stage, ["box"], ["detection"], [aboveBox]);
  const [squares, edges, ways] = [createSquares(view), createEdges(view, stage.size), createWays(view)];
  const range = { label: words.threshold, id: `${id}-threshold`, min: 0.05, max: 0.95, step: 0.05 };
  const threshold = slider(range, (value) => write(model, { threshold: value }));
  const kernel = html("p", { class: "kernel" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);

  const maskOf = (way) =>
    paste(model.get("cells"), model.get("box"), way, stage.size).map((row) => row.map((value) => value > model.get("threshold")));
  const measure = () => Object.fromEntries(WAYS.map((way) => [way, compareMasks(maskOf(way), model.get("truth"))]));
  const tasks = createTasks(view, tasksFor(measure));

  function draw() {
    const [box, way, value] = ["box", "paste", "threshold"].map((name) => model.get(name));
    const pieces = contourOf(model.get("cells"), value);
    layers.show(maskOf(way), pieces, box, way);
    movable.show();
    tasks.show();
    squares.show(pieces);
    edges.show(box);
    ways.show(measure(), way, tasks.cover);
    threshold.input.value = value;
    setText(threshold.value, fixed(value, 2));
    setText(kernel, ""); // it speaks of a box that is gone, until the hand rests
  }
  function rest() {
    const [result, found, way] = [model.get("kernel_result"), measure(), model.get("paste")];
    const current = ["box", "threshold"].every((name) => String(result[name]) === String(model.get(name)));
    const same = current && WAYS.every((each) => Math.abs(found[each].iou - result.iou[each]) <= 1e-9);
    const told = current && !tasks.covered();
    setText(kernel, told ? say(same ? words.kernel_same : words.kernel_differs, { iou: fixed(result.iou[way], 3) }) : "");
    const [iou, area] = [found[way].iou, found[way].area].map((number) => tasks.cover(fixed(number, 3)));
    setText(spoken, say(words.spoken, { way: words[way], iou, area }));
  }

  const left = html("div", { class: "left" }, stage.root, keys);
  const head = html("div", { class: "head" }, squares.root, edges.root);
  const right = html("div", { class: "right" }, head, threshold.root, ways.root, kernel, spoken);
  return { children: [tasks.root, left, right], draw, rest };
}

export default { render: createRender("stencil", ["box", "threshold", "paste"], build) };
