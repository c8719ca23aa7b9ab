// RoIPool and RoIAlign of one RoI, side by side over a feature map.

import { html, say, setText, short } from "../kit/page.js";
import { listen, write } from "../kit/model.js";
import { createRender } from "../kit/view.js";
import { button } from "../kit/controls.js";
import { createFields } from "../kit/fields.js";
import { createLit } from "../kit/lit.js";
import { createStrip } from "../kit/strip.js";
import { createTasks } from "../kit/tasks.js";
import { poolAxis, roiInCells, traceAlign, tracePool } from "./geometry.js";
import { SETTINGS, startOf } from "./moment.js";
import { takeAddress } from "./address.js";
import { writerOf } from "./map_stage.js";
import { createMarks } from "./overlays.js";
import { createSettings } from "./settings.js";
import { createPane } from "./pane.js";
import { createDetail } from "./detail.js";
import { pushAcross, pushesToChange } from "./push.js";

const KINDS = ["pool", "align"];
const MARKS = ["roi", "region", "bins", "chosen-bin", "largest", "chosen-samples"];
const MOMENT = [...SETTINGS, "chosen_bin"];

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

/** How wide the picture is, in pixels. */
function widthOf({ example, map, moment }) {
  return example.photo_size[0] ?? map[0].length * moment.stride;
}

/** What to predict; each answer is worked out from where the RoI is. */
function tasksFor(stock) {
  const atStride = (stride) => {
    const { moment, map } = stock();
    const [from, , to] = roiInCells(moment.roi, stride);
    const { first, last } = poolAxis(from, to, moment.output_size[1], map[0].length);
    return (last - first + 1) * stride;
  };
  const pushes = () => {
    const { map, moment } = stock();
    return pushesToChange(map, moment.roi, moment, 2, widthOf(stock()));
  };
  return [
    { key: "push", within: 2, answer: pushes },
    { key: "region", within: 8, answer: () => atStride(32) },
    { key: "aligned", options: 3, answer: () => 1 },
    { key: "back", options: 2, answer: () => 0 },
  ];
}

/** The chosen bin against x1 of the RoI, at every place to which it can be pushed. */
function showStrip(strip, now, words, covered) {
  const { moment, map, chosen: [row, column] } = now;
  const { xs, pool, align } = pushAcross(map, moment.roi, moment, [row, column], widthOf(now));
  strip.show({
    xs, curves: [pool, align], stairs: [true, false], at: moment.roi[0], covered,
    values: KINDS.map((kind) => now[kind].bins[row][column].value),
    text: say(words.strip_of, { row, column, from: short(xs[0]), to: short(xs.at(-1)) }),
  });
}

function build(view) {
  const { model, words, id, signal } = view;
  let now = takeStock(model);
  const tasks = createTasks(view, tasksFor(() => now));
  const settings = createSettings(model, words, id);
  const lit = createLit((key) => [...panes, ...details].forEach(({ light }) => light(key)));
  const panes = KINDS.map((kind) => createPane(view, kind, lit, tasks.cover));
  const details = KINDS.map((kind) => createDetail(kind, words, lit, tasks.cover));
  const strip = createStrip(words.strip, KINDS, KINDS.map((kind) => words[kind]));
  const fields = createFields(model, "roi", words, panes[0].stage);
  const note = html("p", { class: "note" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);
  const kernel = html("p", { class: "kernel" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const example = () => model.get("examples").find(({ key }) => key === model.get("example"));
  const reset = button("↺", words.reset, () => write(model, startOf(example())));
  const address = takeAddress(model.get("examples"), (moment) => write(model, moment), signal);
  const copied = html("span", { class: "copied", role: "status" });
  const link = button(words.link, words.link_name, () => copyLink(address, momentOf(model), copied, words));
  link.hidden = address === null;

  function rest() {
    setText(kernel, tasks.covered() ? "" : packageLine(model, now, words));
    const [row, column] = now.chosen;
    const [pool, align] = KINDS.map((kind) => tasks.cover(writerOf(now.map)(now[kind].bins[row][column].value)));
    setText(spoken, say(words.spoken, { row, column, pool, align }));
  }
  function draw() {
    now = takeStock(model);
    tasks.show();
    const covered = tasks.covered();
    const seen = now.example.photo || model.get("view") !== "photo" ? model.get("view") : "map";
    settings.show(now, seen);
    panes.forEach((pane) => pane.show(now, seen, covered));
    details.forEach((detail) => detail.show(now, covered));
    showStrip(strip, now, words, covered);
    fields.show(now.moment.roi);
    setText(note, `${now.example.note} ${words.shades}`);
    setText(kernel, "");
    setText(copied, "");
  }

  const about = html("details", { class: "about" }, html("summary", {}, words.about), html("div", {}, note, keys));
  settings.root.append(about);
  const side = html("div", { class: "details" }, ...details.map(({ root }) => root), createMarks(MARKS, words));
  const body = html("div", { class: "body" }, ...panes.map(({ root }) => root), side, strip.root);
  const below = html("div", { class: "below" }, fields.root, reset, link);
  const last = html("div", { class: "last" }, kernel, copied);
  const begin = address?.read();
  if (begin) {
    write(model, begin);
    setTimeout(() => settings.root.parentNode?.scrollIntoView({ block: "start" }));
  }
  if (address) listen(model, MOMENT, () => address.write(momentOf(model)), signal);
  return { children: [tasks.root, settings.root, body, below, last, spoken], draw, rest };
}

/** The address of this moment into the clipboard, or a word where the browser will not. */
async function copyLink(address, moment, copied, words) {
  address.write(moment);
  address.writeNow();
  try {
    await navigator.clipboard.writeText(location.href);
    copied.textContent = words.link_copied;
  } catch {
    copied.textContent = words.link_refused;
  }
}

export default { render: createRender("microscope", [...MOMENT, "view"], build) };
