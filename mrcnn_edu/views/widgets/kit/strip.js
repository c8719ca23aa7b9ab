// A strip below the picture: how a number changes while one thing is moved, one curve for each way
// of working it out, and a line at where the thing is now.

import { html, setText, svg } from "./page.js";

const [WIDTH, HEIGHT, ROOM] = [1000, 100, 10]; // of the drawing, which is stretched to its place

/** `names` are the classes of the curves, in the order of `show`, and `texts` what they are called. */
export function createStrip(label, names, texts) {
  const paths = names.map((name) => svg("path", { class: `curve ${name}` }));
  const now = svg("path", { class: "now" });
  const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const drawing = svg("svg", box, now, ...paths);
  const dots = names.map((name) => html("i", { class: `dot ${name}` }));
  const ground = html("div", { class: "ground" }, drawing, ...dots);
  const legend = names.map((name, i) => html("span", { class: `name ${name}` }, texts[i]));
  const title = html("span", { class: "what" });
  const root = html("figure", { class: "strip", role: "img", "aria-label": label },
    html("figcaption", {}, title, ...legend), ground);

  /**
   * `xs` from left to right, `curves` a list of values for each name, `at` the place of the line,
   * `values` the height of each curve there, `stairs` which curves stand still and jump.
   */
  function show({ xs, curves, stairs, at, values, text, covered }) {
    root.classList.toggle("covered", covered);
    setText(title, text);
    const all = curves.flat();
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const across = (x) => ((x - xs[0]) / (xs.at(-1) - xs[0] || 1)) * WIDTH;
    const down = (y) => HEIGHT - ROOM - ((y - low) / (high - low || 1)) * (HEIGHT - 2 * ROOM);
    curves.forEach((ys, i) => {
      const places = ys.map((y, j) => [across(xs[j]).toFixed(1), down(y).toFixed(1)]);
      const step = ([x, y], j) => `H${(across((xs[j] + xs[Math.max(j - 1, 0)]) / 2)).toFixed(1)} V${y}`;
      const way = stairs[i] ? places.map(step).join(" ") + ` H${WIDTH}` : places.map((place) => `L${place}`).join("");
      paths[i].setAttribute("d", `M${places[0]} ${way}`);
      const [x, y] = [across(at) / WIDTH, down(values[i]) / HEIGHT];
      dots[i].style.cssText = `left: ${(100 * x).toFixed(2)}%; top: ${(100 * y).toFixed(2)}%`;
    });
    now.setAttribute("d", `M${across(at).toFixed(1)},0 V${HEIGHT}`);
  }
  return { root, show };
}
