// A hundred experiments side by side, each with its mean and its interval, and below them three
// bars of a hundred places that say which of them mislead, convince and are right.

import { fixed, html, setAttributes, setText, svg } from "../kit/page.js";
import { slot } from "../kit/equations.js";
import { EXPERIMENTS, judgeExperiment } from "./experiments.js";

const HEIGHT = 288; // CSS pixels
const REACH = 6; // points of AP from the middle to the edge
const LOOKS = { wrong_sign: "negative", leaves_zero: "kept", holds_truth: "truth" };

const across = (i) => `${((i + 0.5) / EXPERIMENTS) * 100}%`;
const down = (points) => Math.max(-9, Math.min((1 - points / REACH) * (HEIGHT / 2), HEIGHT + 9)).toFixed(1);

/** A number of points with its sign. */
export const signed = (value, digits = 2) => `${value > 0 ? "+" : ""}${fixed(value, digits)}`;

/** The intervals as upright lines, 0 and the true gain as level ones. */
function createGround() {
  const level = (name) => svg("line", { class: name, x1: "0%", x2: "100%" });
  const [zero, truth] = [level("zero"), level("truth look-truth")];
  const lines = Array.from({ length: EXPERIMENTS }, () => svg("line"));
  const dots = Array.from({ length: EXPERIMENTS }, () => svg("circle", { r: 2.2 }));
  const ticks = [-5, 0, 5].map((points) =>
    html("span", { class: "height", style: `top: ${down(points)}px` }, signed(points, 0)));
  const drawing = svg("svg", { class: "overlay", "aria-hidden": "true" }, zero, truth, ...lines, ...dots);
  const show = (gain, measured) => {
    for (const [line, points] of [[zero, 0], [truth, gain]]) setAttributes(line, { y1: down(points), y2: down(points) });
    measured.forEach(({ mean, half }, i) => {
      const { wrong_sign: wrong, leaves_zero: leaves } = judgeExperiment(gain, { mean, half });
      const name = `interval${leaves ? " leaves look-kept" : ""}`;
      setAttributes(lines[i], { class: name, x1: across(i), x2: across(i), y1: down(mean + half), y2: down(mean - half) });
      setAttributes(dots[i], { class: wrong ? "wrong look-negative" : "", cx: across(i), cy: down(mean) });
    });
  };
  return { root: html("div", { class: "ground" }, drawing, ...ticks), show };
}

/** One bar of a hundred places, with its count. */
function createBar({ words }, name) {
  const path = svg("path");
  const box = { viewBox: `0 0 ${EXPERIMENTS} 1`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const count = slot("result", 4);
  const text = html("div", { class: "said" }, html("span", { class: "what" }, words[name]), count, html("span", { class: "of" }, words.of));
  const root = html("div", { class: `places look-${LOOKS[name]}`, role: "group", "aria-label": words[name] }, text, svg("svg", box, path));
  const show = (told, covered, text) => {
    const marks = told.map((one, i) => (one[name] ? `M${i + 0.1},0h.8v1h-.8z` : ""));
    path.setAttribute("d", covered ? "" : marks.join(""));
    setText(count, text);
  };
  return { root, show };
}

/** All of it; `show` gets what was measured, or hides it. */
export function createIntervals(view) {
  const { words } = view;
  const [ground, title] = [createGround(), html("p", { class: "title" }, words.intervals)];
  const bars = Object.keys(LOOKS).map((name) => [name, createBar(view, name)]);
  const plot = html("div", { class: "plot", role: "img", "aria-label": words.intervals }, ground.root);
  const root = html("div", { class: "intervals" }, title, plot, ...bars.map(([, bar]) => bar.root));
  const show = (gain, measured, counts, { cover, covered }) => {
    plot.classList.toggle("covered", covered());
    ground.show(gain, measured);
    const told = measured.map((one) => judgeExperiment(gain, one));
    // Where nothing is gained no sign is right.
    const text = (name) => (name === "wrong_sign" && gain === 0 ? "–" : String(counts[name]));
    bars.forEach(([name, bar]) => bar.show(told, covered(), cover(text(name))));
  };
  return { root, show };
}
