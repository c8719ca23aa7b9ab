// RoIPool and RoIAlign of one RoI, side by side over a feature map.

import { html, listen, oncePerTurn, ownKeys, say, setText, short, svg } from "./stage.js";
import { uniqueId, whenAtRest, write } from "./stage.js";
import { besideBox, drawBox } from "./overlays.js";
import { EDGES, enableDragging, handleKeys } from "./hands.js";
import { button, checkbox, choice } from "./controls.js";
import { createFields } from "./fields.js";
import { binAt, traceAlign, tracePool } from "./roi_geometry.js";
import { MOST_BINS, MOST_SAMPLES, SETTINGS, startOf } from "./moment.js";
import { takeAddress } from "./address.js";
import { createMapStage, shadesOf, writerOf } from "./map_stage.js";
import { createMarks, drawAlign, drawPool } from "./roi_overlays.js";
import { alignEquation, alignWay, poolEquation, poolWay } from "./roi_equations.js";
import { createGrid } from "./output_grid.js";

const MOMENT = [...SETTINGS, "chosen_bin"];
const MARKS = {
  pool: ["roi", "region", "bins", "chosen-bin", "largest"],
  align: ["roi", "bins", "chosen-bin", "chosen-samples", "neighbours"],
};

function momentOf(model) {
  return Object.fromEntries(MOMENT.map((name) => [name, model.get(name)]));
}

/** Everything that is shown follows from this: the settings, the map and both traces. */
function takeStock(model) {
  const moment = momentOf(model);
  const example = model.get("examples").find(({ key }) => key === moment.example);
  const map = example.maps[moment.stride];
  const chosen = moment.chosen_bin.map((bin, axis) => Math.min(bin, moment.output_size[axis] - 1));
  const traces = { pool: tracePool(map, moment.roi, moment), align: traceAlign(map, moment.roi, moment) };
  return { moment, example, map, chosen, ...traces };
}

/** The lists and the boxes to tick above the pictures. */
function createSettings(model, words, id) {
  const put = (name, read) => (text) => write(model, { [name]: read(text) });
  const list = (key, onChoice) =>
    choice({ label: words[key], name: words[`${key}_name`] ?? words[key], id: `${id}-${key}` }, onChoice);
  const example = list("example", (key) =>
    write(model, startOf(model.get("examples").find((one) => one.key === key))));
  const stride = list("stride", put("stride", Number));
  const bins = ["rows", "columns"].map((name, axis) => list(name, (text) =>
    write(model, { output_size: model.get("output_size").with(axis, Number(text)) })));
  const samples = list("samples", put("sampling_ratio", Number));
  const reduce = list("reduce", put("reduce", String));
  const aligned = checkbox(words.aligned, (checked) => write(model, { aligned: checked }));
  const counts = Array.from({ length: MOST_BINS }, (_, i) => [i + 1, i + 1]);
  const ratios = Array.from({ length: MOST_SAMPLES }, (_, i) => [i + 1, `${i + 1} × ${i + 1}`]);
  const show = ({ moment, example: { maps } }) => {
    example.show(model.get("examples").map(({ key, name }) => [key, name]), moment.example);
    stride.show(Object.keys(maps).map((key) => [key, key]), moment.stride);
    bins.forEach((side, axis) => side.show(counts, moment.output_size[axis]));
    samples.show([[0, words.adaptive], ...ratios], Math.max(moment.sampling_ratio, 0));
    reduce.show(["average", "max"].map((key) => [key, words[key]]), moment.reduce);
    aligned.input.checked = moment.aligned;
  };
  const lists = [example, stride, ...bins, samples, reduce, aligned];
  return { root: html("div", { class: "settings" }, ...lists.map(({ root }) => root)), show };
}

/** A press that moved nothing, with the point of the image. */
function onPress(stage, model, signal, callback) {
  let before;
  stage.overlay.addEventListener("pointerdown", () => (before = String(model.get("roi"))), { signal });
  stage.overlay.addEventListener("click", (event) => {
    if (String(model.get("roi")) === before) callback(stage.point(event));
  }, { signal });
}

/** One operator: its picture, the way from the RoI to the bins, the bins, and the chosen one. */
function createPane(model, kind, words, id, redraw, signal) {
  const stage = createMapStage(redraw, signal, { pool: "middle", align: "top" }[kind]);
  const above = svg("g");
  const drawTrace = { pool: drawPool, align: drawAlign }[kind](stage.overlay, above);
  const box = drawBox(stage.overlay, "roi", words.roi, {
    role: "application", tabindex: "0", "aria-roledescription": words.movable, "aria-describedby": `${id}-keys`,
  });
  stage.overlay.append(above);
  const way = html("div", { class: "way" });
  const grid = createGrid(words[kind], words, (bin) => write(model, { chosen_bin: bin }));
  const headline = html("h4");
  const equation = html("div", { class: "bin-equation" });
  const title = html("h3", {}, words[kind], html("span", {}, words[`${kind}_brief`]));
  const root = html("section", { class: `pane ${kind}`, "aria-label": words[kind] },
    title, stage.frame, createMarks(MARKS[kind], words), way, grid.root, headline, equation);
  box.root.addEventListener("keydown", handleKeys(model, "roi", stage));
  enableDragging(model, ["roi"], stage, [box.root], signal);
  let now;
  onPress(stage, model, signal, (point) => {
    const found = binAt[kind](now[kind], now.moment.stride, point);
    if (found !== null) write(model, { chosen_bin: found });
  });
  const show = (stock, seen) => {
    now = stock;
    const { moment, example, map, chosen } = now;
    stage.lay(example, moment.stride, seen);
    drawTrace(now[kind], chosen, { stride: moment.stride, scale: stage.scale });
    box.draw(moment.roi, stage, (rect, tag) => besideBox(rect, tag, stage.extent));
    const edges = Object.fromEntries(EDGES.map((edge, i) => [edge, short(moment.roi[i])]));
    box.root.setAttribute("aria-label", say(words.roi_at, edges));
    const lines = { pool: poolWay, align: alignWay }[kind](moment, now[kind], words);
    way.replaceChildren(...lines.map((line) => html("p", {}, line)));
    const writeValue = writerOf(map);
    grid.show(now[kind].bins, chosen, shadesOf(map), writeValue);
    setText(headline, say(words.chosen, { row: chosen[0], column: chosen[1] }));
    const bin = now[kind].bins[chosen[0]][chosen[1]];
    equation.replaceChildren(...(kind === "pool"
      ? poolEquation(bin, writeValue, words)
      : alignEquation(bin, moment.reduce, writeValue, words)));
  };
  return { root, stage, show };
}

/** One quiet line: whether the package, where a kernel runs it, finds the same in every bin. */
function packageLine(model, { moment, pool, align, chosen, map }, words) {
  const result = model.get("kernel_result");
  if (SETTINGS.some((name) => String(result[name]) !== String(moment[name]))) return "";
  const same = (bins, theirs) => bins.every((line, i) =>
    line.every(({ value }, j) => Math.abs(value - theirs[i][j]) <= 1e-9 * Math.max(1, Math.abs(value))));
  const all = same(pool.bins, result.pool) && same(align.bins, result.align);
  const [row, column] = chosen;
  const texts = { pool: result.pool[row][column], align: result.align[row][column] };
  const values = Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, writerOf(map)(value)]));
  return say(all ? words.kernel_same : words.kernel_differs, { count: pool.bins.flat().length, ...values });
}

function render({ model, el }) {
  const words = model.get("words");
  const id = uniqueId();
  const life = new AbortController();
  const redraw = oncePerTurn(draw, life.signal);
  const settings = createSettings(model, words, id);
  const panes = ["pool", "align"].map((kind) => createPane(model, kind, words, id, () => redraw(), life.signal));
  const fields = createFields(model, "roi", words, panes[0].stage);
  const note = html("p", { class: "note" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);
  const kernel = html("p", { class: "kernel" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const mapBox = checkbox(words.show_map, () => redraw());
  mapBox.input.checked = true;
  settings.root.append(mapBox.root);
  const example = () => model.get("examples").find(({ key }) => key === model.get("example"));
  const reset = button(words.reset, words.reset, () => write(model, startOf(example())));
  const address = takeAddress(model.get("examples"), (moment) => write(model, moment), life.signal);
  const copied = html("span", { class: "copied", role: "status" });
  const link = button(words.link, words.link, () => copyLink(address, copied, words));
  link.hidden = address === null;

  let now;
  const atRest = whenAtRest(() => {
    setText(kernel, packageLine(model, now, words));
    const [row, column] = now.chosen;
    const [pool, align] = ["pool", "align"].map((kind) => writerOf(now.map)(now[kind].bins[row][column].value));
    setText(spoken, say(words.spoken, { row, column, pool, align }));
  }, life.signal);
  function draw() {
    now = takeStock(model);
    settings.show(now);
    panes.forEach((pane) => pane.show(now, mapBox.input.checked || !now.example.photo));
    fields.show(now.moment.roi);
    mapBox.root.hidden = !now.example.photo;
    setText(note, `${now.example.note} ${words.shades}`);
    setText(kernel, "");
    setText(copied, "");
    atRest();
  }

  const buttons = html("div", { class: "buttons" }, reset, link, copied);
  const below = html("div", { class: "below" }, fields.root, html("div", {}, keys, buttons));
  const root = html("div", { class: "mrcnn-widget microscope", role: "group", "aria-label": words.title },
    settings.root, note, html("div", { class: "panes" }, ...panes.map((pane) => pane.root)),
    below, kernel, spoken);
  el.append(root);
  const begin = address?.read();
  if (begin) write(model, begin);
  ownKeys(root, life.signal);
  listen(model, MOMENT, redraw, life.signal);
  if (address) {
    listen(model, MOMENT, () => address.write(momentOf(model)), life.signal);
  }
  listen(model, ["kernel_result"], atRest, life.signal);
  draw();
  if (begin) root.scrollIntoView({ block: "start" });
  return () => {
    life.abort();
    root.remove();
  };
}

/** The address of this moment into the clipboard, or a word where the browser will not. */
async function copyLink(address, copied, words) {
  address.writeNow();
  try {
    await navigator.clipboard.writeText(location.href);
    copied.textContent = words.link_copied;
  } catch {
    copied.textContent = words.link_refused;
  }
}

export default { render };
