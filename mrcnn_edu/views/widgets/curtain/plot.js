// Precision against recall: a step for each row in the light, the envelope over 101 bars, and
// faintly the envelopes at all ten thresholds.

import { html, say, setAttributes, setText, svg } from "../kit/page.js";

const SIDE = 1000; // of the drawing, which is stretched to its place

const down = (precision) => SIDE * (1 - precision);

/** A line over the bars, a step wherever the height changes. */
function envelope(heights) {
  const step = SIDE / (heights.length - 1);
  const steps = heights.map((height, i) => {
    const left = Math.max(0, (i - 0.5) * step);
    return i && height === heights[i - 1] ? "" : `${i ? "H" : "M"}${left.toFixed(1)}${i ? "V" : ","}${down(height).toFixed(1)}`;
  });
  return `${steps.join("")}H${SIDE}`;
}

/** A bar for each level of recall that is reached. */
function bars(heights) {
  const step = SIDE / (heights.length - 1);
  return heights.map((height, i) => (height > 0 ? `M${(i * step).toFixed(1)},${SIDE}V${down(height).toFixed(1)}` : "")).join("");
}

/** The way from row to row: what the envelope is drawn over. */
function zigzag(points) {
  return points.map(({ recall, precision }, i) =>
    `${i ? "L" : "M"}${(SIDE * recall).toFixed(1)},${down(precision).toFixed(1)}`).join("");
}

/** The plot; `count` is how many thresholds there are, `names` those of the detections. */
export function createPlot({ words }, count, names) {
  const faint = Array.from({ length: count }, () => svg("path", { class: "faint" }));
  const [ticks, way, line] = ["ticks", "way", "envelope"].map((name) => svg("path", { class: name }));
  const box = { viewBox: `0 0 ${SIDE} ${SIDE}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const dots = names.map(() => html("i", { class: "dot" }));
  const ground = html("div", { class: "ground" }, svg("svg", box, ticks, ...faint, line, way), ...dots);
  const [across, up] = ["recall", "precision"].map((key) => html("span", { class: `axis ${key}` }, words[key]));
  const scale = [["one", "1"], ["half", "½"], ["none", "0"], ["half-way", "½"], ["end", "1"]].map(([name, text]) =>
    html("span", { class: `tick ${name}` }, text));
  const root = html("div", { class: "plot", role: "img", style: `--rows: ${names.length}` }, up, across, ...scale, ground);

  /** `each` is what scoreRows gives, `level` the one that is looked at, `names` those of the rows. */
  function show(each, level, names, covered, ap) {
    root.classList.toggle("covered", covered);
    const { reasons, points, heights } = each[level];
    faint.forEach((path, i) => path.setAttribute("d", envelope(each[i].heights)));
    for (const [path, d] of [[ticks, bars(heights)], [way, zigzag(points)], [line, envelope(heights)]]) path.setAttribute("d", d);
    dots.forEach((dot, row) => {
      dot.hidden = row >= points.length;
      if (dot.hidden) return;
      const right = reasons[row].name === "correct";
      const { recall, precision } = points[row];
      const style = `left: ${(100 * recall).toFixed(2)}%; top: ${(100 - 100 * precision).toFixed(2)}%`;
      const last = row === points.length - 1 ? " last" : "";
      setAttributes(dot, { class: `dot ${right ? "right-one look-positive" : "wrong-one look-negative"}${last}`, style });
      setText(dot, names[row]);
    });
    root.setAttribute("aria-label", say(words.plot, { ap }));
  }
  return { root, show };
}
