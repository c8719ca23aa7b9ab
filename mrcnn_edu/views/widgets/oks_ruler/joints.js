// The joints as a list: how far off each was found, and what it counts.

import { fixed, html, setText } from "../kit/page.js";
import { write } from "../kit/model.js";

/** A line for each joint; touching one chooses it, which the list of names does by keyboard. */
export function createJoints({ model, words }) {
  const lines = model.get("names").map((name, i) => {
    const [distance, count, bar] = [html("span", { class: "distance" }), html("span", { class: "count" }), html("i")];
    const root = html("li", {}, html("span", { class: "name" }, name), distance, html("span", { class: "bar" }, bar), count);
    root.addEventListener("click", () => write(model, { chosen: i }));
    return { root, distance, count, bar };
  });
  const heads = ["name", "distance", "bar", "count"].map((key) => html("span", { class: key }, words[`head_${key}`]));
  const root = html("div", { class: "joints look-detection" }, html("div", { class: "head-line" }, ...heads),
    html("ul", { "aria-label": words.joints }, ...lines.map((line) => line.root)));

  const show = ({ distances, similarities }, covered) => lines.forEach(({ root: line, distance, count, bar }, i) => {
    const labelled = model.get("labelled")[i];
    line.classList.toggle("chosen", i === model.get("chosen"));
    line.classList.toggle("unlabelled", !labelled);
    setText(distance, fixed(distances[i], 1));
    setText(count, !labelled ? "–" : covered ? "?" : fixed(similarities[i], 3));
    bar.style.width = `${labelled && !covered ? 100 * similarities[i] : 0}%`;
  });
  return { root, show };
}
