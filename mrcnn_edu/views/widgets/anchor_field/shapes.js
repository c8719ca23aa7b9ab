// The anchors of the chosen cell as a table: a row for each ratio, a column for each scale, in each
// place the IoU with the box that the anchor overlaps most. To press one chooses it.

import { fixed, html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { button } from "../kit/controls.js";
import { fateOf } from "./field.js";

const MARKS = { positive: "+", ignored: "·", negative: "−" };

export function createShapes({ model, words }) {
  const root = html("div", { class: "shapes", role: "group", "aria-label": words.shapes });
  let [nodes, built] = [[], ""];

  /** The table anew, where there are other scales or ratios. */
  function build(ratios, scales) {
    if (built === JSON.stringify([ratios, scales])) return;
    built = JSON.stringify([ratios, scales]);
    nodes = ratios.flatMap((_, row) => scales.map((_, column) =>
      button("", "", () => write(model, { chosen: row * scales.length + column }))));
    const heads = scales.map((side) => html("span", { class: "of" }, say(words.scale, { side })));
    const rows = ratios.flatMap((ratio, row) =>
      [html("span", { class: "of" }, say(words.ratio, { ratio })), ...nodes.slice(row * scales.length, (row + 1) * scales.length)]);
    root.style.gridTemplateColumns = `auto repeat(${scales.length}, 1fr)`;
    root.replaceChildren(html("span"), ...heads, ...rows);
  }
  function show({ fan, chosen }, covered, cover) {
    const [ratios, scales] = [model.get("ratios"), model.get("scales")];
    build(ratios, scales);
    fan.forEach(({ overlap, match }, i) => {
      const fate = covered ? "covered" : fateOf(match);
      const text = cover(fixed(overlap, 3));
      setText(nodes[i], covered ? "?" : `${MARKS[fate]} ${text}`);
      nodes[i].dataset.fate = fate;
      const values = { scale: scales[i % scales.length], ratio: ratios[Math.floor(i / scales.length)], iou: text, fate: words[fate] };
      const label = say(words.shape, values);
      nodes[i].setAttribute("aria-label", label);
      nodes[i].title = label;
      nodes[i].setAttribute("aria-pressed", String(i === chosen));
    });
  }
  return { root, show };
}
