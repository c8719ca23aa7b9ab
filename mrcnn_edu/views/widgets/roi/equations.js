// The chosen bin as an equation with numbers, and how each operator came from the RoI to its bins.

import { edgesMoved, roiInCells } from "./geometry.js";
import { fixed, html, say, short } from "../kit/page.js";
import { SHOWN } from "./overlays.js";

const CELLS_SHOWN = 16;

/** A place on the map, in as few decimals as it needs, six at the most. */
function place(value) {
  return String(Number(value.toFixed(6))).replace("-", "−");
}

/** A number inside a sum: a negative one stands in brackets. */
function inSum(text) {
  return text.startsWith("−") ? `(${text})` : text;
}

/** The first of many terms, and how many more there are. */
function listed(terms, most, words) {
  const more = terms.length - most;
  return more > 0 ? [...terms.slice(0, most), { text: say(words.and_more, { count: more }) }] : terms;
}

function signed(pixels) {
  return pixels > 0 ? `+${short(pixels)}` : short(pixels);
}

/** How RoIPool came to its cells: the rounding along both axes, and what it did to the edges. */
export function poolWay({ roi, stride, output_size: [rows, columns] }, trace, words) {
  const cells = roiInCells(roi, stride);
  const along = (axis, from, to, { first, last }) =>
    say(words.pool_axis, {
      axis, stride, from: short(roi[from]), to: short(roi[to]),
      from_cells: place(cells[from]), to_cells: place(cells[to]), first, last,
    });
  const [left, top, right, bottom] = edgesMoved(roi, trace, stride).map(signed);
  const [high, wide] = [trace.y, trace.x].map(({ first, last }) => last - first + 1);
  const even = high % rows === 0 && wide % columns === 0;
  return [
    along("x", 0, 2, trace.x),
    along("y", 1, 3, trace.y),
    say(words.pool_moved, { left, top, right, bottom }),
    say(even ? words.pool_even : words.pool_uneven, { high, wide, rows, columns }),
  ];
}

/** How RoIAlign came to its bins: nothing is rounded, and half a cell is taken off or not. */
export function alignWay({ roi, stride, aligned }, { y, x }, words) {
  const shortest = Math.min(roi[2] - roi[0], roi[3] - roi[1]) / stride;
  const half = aligned ? " − 0.5" : "";
  const along = (axis, edge, { start, step }) =>
    say(words.align_axis, { axis, from: short(roi[edge]), stride, half, start: place(start), step: place(step) });
  return [
    along("x", 0, x), along("y", 1, y),
    say(aligned ? words.align_aligned : words.align_shifted, { half: short(stride / 2) }),
    ...(shortest < 1 && !aligned ? [words.align_stretched] : []),
  ];
}

/** The largest cell of a bin. Each number is a term that lights its cell. */
export function poolEquation({ cells, value }, write, words) {
  if (cells.length === 0) return [html("p", {}, words.no_cells)];
  const terms = cells.map((cell) => ({ text: write(cell.value), key: `pool:${cell.row},${cell.column}` }));
  return [line(say(words.pool_cells, { count: cells.length }),
    inBrackets("max(", listed(terms, CELLS_SHOWN, words), ",", ")"), html("strong", {}, write(value)))];
}

/** What becomes of the samples of a bin, and each as weights times neighbours. */
export function alignEquation({ samples, value }, write, words, reduce) {
  if (samples.length === 0) return [html("p", {}, words.no_samples)];
  const lines = samples.slice(0, SHOWN).map((sample, i) => sampleLine(sample, i + 1, write, words));
  const more = samples.length - SHOWN;
  if (more > 0) lines.push(html("p", { class: "what" }, say(words.more_samples, { count: more })));
  return [resultLine(samples, value, reduce, write, words), html("p", { class: "what" }, words.mean_of_four), ...lines];
}

function sampleLine({ y, x, neighbours, value, on }, number, write, words) {
  const where = say(words.sample, { number, x: place(x), y: place(y) });
  if (!on) return html("p", { class: "sum" }, html("span", { class: "what" }, where), words.off_map);
  const terms = neighbours.map(({ row, column, weight, value }, i) => ({
    text: `${i > 0 ? "+ " : ""}${fixed(weight, 4)} · ${inSum(write(value))}`, key: `align:${row},${column}`,
  }));
  return line(where, terms, write(value));
}

function resultLine(samples, value, reduce, write, words) {
  const count = samples.length;
  const result = html("strong", {}, write(value));
  if (count === 1) return html("p", {}, words.one_sample, result);
  const texts = listed(samples.map((sample) => ({ text: write(sample.value) })), SHOWN, words);
  const sums = texts.map(({ text }, i) => ({ text: i > 0 ? `+ ${inSum(text)}` : inSum(text) }));
  const parts = reduce === "max" ? inBrackets("max(", texts, ",", ")") : inBrackets("(", sums, "", `) / ${count}`);
  return line(say(words[`of_samples_${reduce}`], { count }), parts, result);
}

/** Parts between brackets, with a sign behind all but the last. */
function inBrackets(open, parts, sign, close) {
  const last = parts.length - 1;
  return parts.map(({ text, key }, i) => ({ text: (i === 0 ? open : "") + text + (i === last ? close : sign), key }));
}

/** What it is, the parts of the formula, each of which keeps together, and the result. */
function line(what, parts, result) {
  const kept = parts.flatMap(({ text, key }) => [
    html("span", { class: "keep", ...(key ? { "data-lit": key } : {}) }, text), " ",
  ]);
  return html("p", { class: "sum" }, html("span", { class: "what" }, what), " ", ...kept,
    html("span", { class: "keep" }, "= ", result));
}
