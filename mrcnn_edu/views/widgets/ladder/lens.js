// The box from close by: the cells of the level that reads it, its 7 × 7 bins, and the places that
// RoIAlign reads. Everything is in pixels of the photograph; the view box does the rest.

import { html, say, setAttributes, setText, svg } from "../kit/page.js";
import { BINS, LEVELS, samplesBetween, strideOf } from "./pyramid.js";

const SIDE = 190; // CSS pixels, as in ladder.css
const LEAST = 4; // CSS pixels between lines that can still be told apart

/** A picture that spans so many pixels of the photograph. */
function picture(href, width, height) {
  return svg("image", { href, width, height, preserveAspectRatio: "none" });
}

/** Lines at multiples of the stride across a square that begins at x, y. */
function linesOf(stride, x, y, extent) {
  const across = [];
  for (let line = Math.ceil(x / stride) * stride; line <= x + extent; line += stride) across.push(`M${line},${y}v${extent}`);
  for (let line = Math.ceil(y / stride) * stride; line <= y + extent; line += stride) across.push(`M${x},${line}h${extent}`);
  return across.join("");
}

function binsOf([x1, y1, x2, y2]) {
  const lines = Array.from({ length: BINS + 1 }, (_, i) => i / BINS);
  return lines.map((t) => `M${x1 + t * (x2 - x1)},${y1}V${y2}M${x1},${y1 + t * (y2 - y1)}H${x2}`).join("");
}

function dotsOf([x1, y1, x2, y2], level) {
  const inPixels = (cells) => (cells + 0.5) * strideOf(level);
  const xs = samplesBetween(x1, x2, level).map(inPixels);
  return samplesBetween(y1, y2, level).flatMap((y) => xs.map((x) => `M${x},${inPixels(y)}h0.001`)).join("");
}

/** The square picture beside the ladder. */
export function createLens({ model, words }) {
  const [width, height] = model.get("photo_size");
  const photo = picture(model.get("photo"), width, height);
  const maps = LEVELS.map((level) => {
    const whole = (side) => Math.ceil(side / strideOf(level)) * strideOf(level);
    return picture(model.get("maps")[level], whole(width), whole(height));
  });
  for (const map of maps) map.classList.add("pixels");
  const names = ["cell-lines", "casing", "bin-lines", "dot-casing", "dots"];
  const [cells, casing, bins, dotCasing, dots] = names.map((name) => svg("path", { class: name }));
  const drawing = svg("svg", { role: "img" }, photo, ...maps, cells, casing, bins, dotCasing, dots);
  const caption = html("p", { class: "lens-head" });
  const root = html("div", { class: "lens" }, caption, drawing);

  /** `level` is the one that reads the box, null while that is to be guessed. */
  function show(box, level) {
    const [x1, y1, x2, y2] = box;
    const stride = level === null ? 0 : strideOf(level);
    const extent = Math.max(1.2 * (x2 - x1), 1.2 * (y2 - y1), 1.6 * stride);
    const [x, y] = [(x1 + x2 - extent) / 2, (y1 + y2 - extent) / 2];
    drawing.setAttribute("viewBox", `${x} ${y} ${extent} ${extent}`);
    setAttributes(photo, { visibility: level === null ? "visible" : "hidden" });
    LEVELS.forEach((other, i) => setAttributes(maps[i], { visibility: other === level ? "visible" : "hidden" }));
    const seen = level !== null && (stride * SIDE) / extent >= LEAST;
    cells.setAttribute("d", seen ? linesOf(stride, x, y, extent) : "");
    for (const path of [casing, bins]) path.setAttribute("d", binsOf(box));
    const size = Math.max(1, Math.min((SIDE / extent) * Math.min(x2 - x1, y2 - y1) / BINS / 6, 2.5));
    for (const [path, width] of [[dotCasing, 1.7 * size], [dots, size]]) {
      path.setAttribute("d", level === null ? "" : dotsOf(box, level));
      path.style.strokeWidth = width;
    }
    const text = say(level === null ? words.lens_covered : words.lens, { level });
    setText(caption, text);
    drawing.setAttribute("aria-label", text);
  }
  return { root, show };
}
