// The anchors of the chosen cell as a table: a row for each ratio, a column for each scale, in each
// place the IoU with the box that the anchor overlaps most. To press one chooses it.

import { fixed, html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { button } from "../kit/controls.js";
import { fateOf } from "./field.js";

const MARKS = { positive: "+", ignored: "·", negative: "−" };

export function createShapes({ model, words }) {
  const [ratios, scales] = [model.get("ratios"), model.get("scales")];
  const columns = scales[0].length;
  const heads = scales[0].map(() => html("span", { class: "of" }));
  const nodes = ratios.flatMap((_, row) => scales[0].map((_, column) => {
    const index = row * columns + column;
    return button("", "", () => write(model, { chosen: index }));
  }));
  const rows = ratios.flatMap((ratio, row) =>
    [html("span", { class: "of" }, say(words.ratio, { ratio })), ...nodes.slice(row * columns, (row + 1) * columns)]);
  const grid = { class: "shapes", role: "group", "aria-label": words.shapes, style: `grid-template-columns: auto repeat(${columns}, 1fr)` };
  const root = html("div", grid, html("span"), ...heads, ...rows);

  function show({ fan, chosen, scale }, covered, cover) {
    scales[scale].forEach((side, i) => setText(heads[i], say(words.scale, { side })));
    fan.forEach(({ overlap, match }, i) => {
      const fate = covered ? "covered" : fateOf(match);
      const text = cover(fixed(overlap, 3));
      setText(nodes[i], covered ? "?" : `${MARKS[fate]} ${text}`);
      nodes[i].dataset.fate = fate;
      const values = { scale: scales[scale][i % columns], ratio: ratios[Math.floor(i / columns)], iou: text, fate: words[fate] };
      const label = say(words.shape, values);
      nodes[i].setAttribute("aria-label", label);
      nodes[i].title = label;
      nodes[i].setAttribute("aria-pressed", String(i === chosen));
    });
  }
  return { root, show };
}
