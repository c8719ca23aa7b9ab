// Which anchors there are, and how many true boxes have one that fits, by their size.

import { fixed, html, say, setText, svg } from "../kit/page.js";
import { write } from "../kit/model.js";
import { button } from "../kit/controls.js";
import { RATIOS } from "./stock.js";

const STRIDES = [4, 8, 16, 32];
const MOST_SCALES = 4; // more would have no room in the table
const ROOM = 6; // of 100, so that no dot is cut off
export const OF_THE_PAPER = { scales: [128, 256, 512], ratios: RATIOS, stride: 16 };

/** A line of buttons, some of which are on. */
function createToggles(label, name, values, onPress) {
  const nodes = values.map((value) => button(String(value), `${name} ${value}`, () => onPress(value)));
  const root = html("div", { class: "toggles", role: "group", "aria-label": name },
    html("span", { class: "of" }, label), html("span", { class: "toggle-line" }, ...nodes));
  const show = (chosen) => nodes.forEach((node, i) => node.setAttribute("aria-pressed", String(chosen.includes(values[i]))));
  return { root, show };
}

/** The values with one more or one less, never none and never more than `most`. */
function toggled(values, value, most) {
  const left = values.filter((other) => other !== value);
  if (left.length === values.length) return values.length < most ? [...values, value].sort((a, b) => a - b) : values;
  return left.length > 0 ? left : values;
}

/** The boxes of one size as dots, the smaller the further left, by the IoU of their best anchor. */
function createColumn(words, label) {
  const [share, line] = [html("b"), svg("path", { class: "bound" })];
  const dots = ["positive", "negative"].map((look) => svg("path", { class: `found look-${look}` }));
  const drawing = svg("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" }, line, ...dots);
  const title = html("p", {}, html("span", {}, label), share);
  const root = html("div", { class: "size", role: "img" }, title, html("div", { class: "ground" }, drawing));
  const down = (iou) => 100 - ROOM - iou * (100 - 2 * ROOM);
  function show(overlaps, high, covered, cover) {
    const found = overlaps.filter((iou) => iou >= high);
    setText(share, say(words.share, { found: cover(found.length), total: overlaps.length }));
    line.setAttribute("d", `M0,${down(high)}H100`);
    const place = (iou, i) => `M${((i + 0.5) / overlaps.length) * 100},${down(iou)}h0.001`;
    dots.forEach((path, k) => path.setAttribute("d", covered ? "" : overlaps.map((iou, i) => ((iou >= high) === (k === 0) ? place(iou, i) : "")).join("")));
    root.setAttribute("aria-label", `${label}: ${share.textContent}`);
  }
  return { root, show };
}

export function createChoosePanel({ model, words }) {
  const first = Object.fromEntries(["scales", "ratios", "stride"].map((name) => [name, model.get(name)]));
  const put = (choice) => {
    const count = (choice.scales ?? model.get("scales")).length * (choice.ratios ?? model.get("ratios")).length;
    write(model, { ...choice, chosen: Math.floor(count / 2) });
  };
  const scales = createToggles(words.scales, words.scales_name, model.get("offered"), (value) =>
    put({ scales: toggled(model.get("scales"), value, MOST_SCALES) }));
  const ratios = createToggles(words.ratios, words.ratios_name, RATIOS, (value) =>
    put({ ratios: toggled(model.get("ratios"), value, RATIOS.length) }));
  const fitting = STRIDES.filter((stride) => stride <= Math.min(...model.get("photo_size")));
  const stride = createToggles(words.stride, words.stride_name, fitting, (value) => put({ stride: value }));
  const sets = html("div", { class: "sets" },
    ...[["paper", OF_THE_PAPER], ["first", first]].map(([key, choice]) => button(words[key], words[key], () => put(choice))));
  const [small, large] = model.get("sizes");
  const columns = ["small", "medium", "large"].map((key) => createColumn(words, say(words[key], { small, large })));
  const [summary, axis] = ["summary", "axis"].map((name) => html("p", { class: name }));
  const sizes = html("div", { class: "sizes" }, ...columns.map(({ root }) => root));
  const parts = [scales.root, ratios.root, stride.root, sets, summary, axis, sizes];

  function show(now, covered, cover) {
    scales.show(model.get("scales"));
    ratios.show(model.get("ratios"));
    stride.show([model.get("stride")]);
    const high = model.get("high");
    columns.forEach((column, i) => column.show(now.groups[i].map((box) => now.best[box]), high, covered, cover));
    const values = { count: cover(now.count), found: cover(now.all), total: now.boxes.length, high: fixed(high, 2) };
    setText(summary, say(words.summary, values));
    setText(axis, say(words.axis, values));
  }
  return { parts, show, inWords: () => summary.textContent, found: (now) => now.found };
}
