// A strip below the picture: how a number changes while one thing is moved, one curve for each way
// of working it out, and a line at where the thing is now.

import { html, setText, svg } from "./page.js";

const [WIDTH, HEIGHT, ROOM] = [1000, 100, 8]; // of the drawing, which is stretched to its place

/** Curves under a label; `names` are their classes, in the order of `show`. */
export function createStrip(label, names) {
  const paths = names.map((name) => svg("path", { class: `curve ${name}` }));
  const casings = names.map(() => svg("path", { class: "curve casing" }));
  const now = svg("path", { class: "now" });
  const drawing = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true",
  }, now, ...casings, ...paths);
  const dots = names.map((name) => html("i", { class: `dot ${name}` }));
  const [left, right] = ["left", "right"].map((side) => html("span", { class: `end ${side}` }));
  const ground = html("div", { class: "ground" }, drawing, ...dots, left, right);
  const root = html("figure", { class: "strip", role: "img", "aria-label": label }, ground);

  /**
   * `xs` from left to right, `curves` a list of values for each name, `at` the place of the line,
   * `values` the height of each curve there, `ends` what to write at both ends.
   */
  function show({ xs, curves, at, values, ends }) {
    const all = curves.flat();
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const across = (x) => ((x - xs[0]) / (xs.at(-1) - xs[0] || 1)) * WIDTH;
    const down = (y) => HEIGHT - ROOM - ((y - low) / (high - low || 1)) * (HEIGHT - 2 * ROOM);
    curves.forEach((ys, i) => {
      const d = ys.map((y, j) => `${j ? "L" : "M"}${across(xs[j]).toFixed(1)},${down(y).toFixed(1)}`).join("");
      for (const path of [casings[i], paths[i]]) path.setAttribute("d", d);
      const [x, y] = [across(at) / WIDTH, down(values[i]) / HEIGHT];
      dots[i].style.cssText = `left: ${(100 * x).toFixed(2)}%; top: ${(100 * y).toFixed(2)}%`;
    });
    now.setAttribute("d", `M${across(at).toFixed(1)},0 V${HEIGHT}`);
    setText(left, ends[0]);
    setText(right, ends[1]);
  }
  return { root, show };
}
