// How many cells a bin has, for boxes of all sizes: a line for each level, on which the rule walks
// as a sawtooth, and where the box is now. A slider below has the same axis.

import { fixed, html, setText, svg } from "../kit/page.js";
import { write } from "../kit/model.js";
import { cellsInBin, LEVELS, levelOf, sideOf, withSide } from "./pyramid.js";

const STEP = 0.01; // of a doubling
const [FIRST, LAST] = [-0.48, 5.01]; // doublings from the smallest box with one cell in a bin
const ONE = 28; // pixels: that box, on P2
const TALLEST = 8; // cells; what has more is drawn at the top
const [WIDE, HIGH] = [1000, 100]; // of the drawing, which is stretched to its place

const doublings = (side) => Math.log2(side / ONE);
const across = (side) => Math.max(0, Math.min((doublings(side) - FIRST) / (LAST - FIRST), 1));
const down = (cells) => 1 - Math.min(cells, TALLEST) / TALLEST;
const SIDES = Array.from({ length: 550 }, (_, i) => ONE * 2 ** (FIRST + i * STEP));

/** A path through these sides; where `cells` says null there is a gap. */
function curve(cells) {
  let pen = "M";
  return SIDES.map((side) => {
    const value = cells(side);
    const point = value === null || value > TALLEST ? "" : `${pen}${(WIDE * across(side)).toFixed(1)},${(HIGH * down(value)).toFixed(1)}`;
    pen = point === "" ? "M" : "L";
    return point;
  }).join("");
}

const curveOf = (level) => curve((side) => cellsInBin(side, level));
const piecesOf = (level) => curve((side) => (levelOf(side) === level ? cellsInBin(side, level) : null));

/** Marks of the axes and names of the teeth, in percent of the drawing. */
function marks() {
  const at = (side) => `left: ${(100 * across(side)).toFixed(2)}%`;
  const sizes = [28, 56, 112, 224, 448, 896].map((side) => html("span", { class: "tick", style: at(side) }, String(side)));
  const teeth = LEVELS.map((level) => html("span", { class: "tooth", style: at(14 * 1.42 * 2 ** level) }, `P${level}`));
  const cells = [2, 4].map((value) => html("span", { class: "height", style: `top: ${100 * down(value)}%` }, String(value)));
  return [...sizes, ...teeth, ...cells];
}

/** The strip with its slider. */
export function createSawtooth({ model, words, id }) {
  const band = svg("path", { class: "band", d: `M0,${HIGH * down(4)}H${WIDE}V${HIGH * down(2)}H0Z` });
  const levels = svg("path", { class: "levels", d: LEVELS.map(curveOf).join("") });
  const rule = svg("path", { class: "rule", d: LEVELS.map(piecesOf).join("") });
  const [pinned, now] = ["pinned", "now"].map((name) => svg("path", { class: name }));
  const box = { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const drawing = svg("svg", box, band, levels, pinned, rule, now);
  const dot = html("i", { class: "dot" });
  const strip = html("figure", { class: "strip", role: "img" }, html("div", { class: "ground" }, drawing, ...marks(), dot));
  const value = html("output", { for: `${id}-side` });
  const range = { type: "range", id: `${id}-side`, min: FIRST, max: LAST, step: STEP };
  const slider = html("input", range);
  slider.addEventListener("input", () =>
    write(model, { box: withSide(model.get("box"), ONE * 2 ** slider.valueAsNumber, model.get("photo_size")) }));
  const left = html("div", { class: "strip-head" }, html("span", {}, words.cells_in_a_bin), value);
  const label = html("label", { for: `${id}-side`, class: "side-head" }, words.side);
  const root = html("div", { class: "sawtooth" }, left, strip, label, slider);

  /** `level` is the one that reads the box; the curves are covered with the numbers. */
  function show(level, covered, cover) {
    const side = sideOf(model.get("box"));
    const cells = cellsInBin(side, level);
    root.classList.toggle("covered", covered);
    now.setAttribute("d", `M${(WIDE * across(side)).toFixed(1)},0V${HIGH}`);
    pinned.setAttribute("d", model.get("pinned") === null ? "" : curveOf(model.get("pinned")));
    dot.style.cssText = `left: ${(100 * across(side)).toFixed(2)}%; top: ${(100 * down(cells)).toFixed(2)}%`;
    setText(value, cover(fixed(cells, 2)));
    strip.setAttribute("aria-label", `${words.strip} ${value.textContent}`);
    if (document.activeElement !== slider) slider.value = doublings(side);
    slider.setAttribute("aria-valuetext", `${fixed(side, 1)} ${words.pixels}`);
  }
  return { root, show };
}
