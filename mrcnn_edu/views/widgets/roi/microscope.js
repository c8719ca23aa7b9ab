// RoIPool and RoIAlign of one RoI, side by side over a feature map.

import { html, say, setText } from "../kit/page.js";
import { listen, write } from "../kit/model.js";
import { createRender } from "../kit/view.js";
import { button, checkbox } from "../kit/controls.js";
import { createFields } from "../kit/fields.js";
import { traceAlign, tracePool } from "./geometry.js";
import { SETTINGS, startOf } from "./moment.js";
import { takeAddress } from "./address.js";
import { writerOf } from "./map_stage.js";
import { createSettings } from "./settings.js";
import { createPane } from "./pane.js";

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

function build(view) {
  const { model, words, id, signal, redraw } = view;
  const settings = createSettings(model, words, id);
  const panes = ["pool", "align"].map((kind) => createPane(model, kind, words, id, redraw, signal));
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
  const address = takeAddress(model.get("examples"), (moment) => write(model, moment), signal);
  const copied = html("span", { class: "copied", role: "status" });
  const link = button(words.link, words.link, () => copyLink(address, momentOf(model), copied, words));
  link.hidden = address === null;

  let now;
  function rest() {
    setText(kernel, packageLine(model, now, words));
    const [row, column] = now.chosen;
    const [pool, align] = ["pool", "align"].map((kind) => writerOf(now.map)(now[kind].bins[row][column].value));
    setText(spoken, say(words.spoken, { row, column, pool, align }));
  }
  function draw() {
    now = takeStock(model);
    settings.show(now);
    panes.forEach((pane) => pane.show(now, mapBox.input.checked || !now.example.photo));
    fields.show(now.moment.roi);
    mapBox.root.hidden = !now.example.photo;
    setText(note, `${now.example.note} ${words.shades}`);
    setText(kernel, "");
    setText(copied, "");
  }

  const buttons = html("div", { class: "buttons" }, reset, link, copied);
  const below = html("div", { class: "below" }, fields.root, html("div", {}, keys, buttons));
  const panes2 = html("div", { class: "panes" }, ...panes.map((pane) => pane.root));
  const begin = address?.read();
  if (begin) {
    write(model, begin);
    setTimeout(() => settings.root.parentNode?.scrollIntoView({ block: "start" }));
  }
  if (address) listen(model, MOMENT, () => address.write(momentOf(model)), signal);
  return { children: [settings.root, note, panes2, below, kernel, spoken], draw, rest };
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

export default { render: createRender("microscope", MOMENT, build) };
