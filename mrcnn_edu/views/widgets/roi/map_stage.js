// A feature map laid on the image: shades, lines between cells, and numbers where there is room.
// Cell i covers the pixels from i · stride to (i + 1) · stride.

import { fixed, html, inkOn, setAttributes, svg } from "../kit/page.js";
import { rectOf } from "../kit/stage.js";

const LETTER = 6.3; // CSS pixels that a digit takes at the most
const SMALLEST_CELL = 30; // CSS pixels of a cell in which a number is not in the way
const [DARKEST, LIGHTEST] = [45, 225]; // so that black and white marks are seen on any shade

const ranges = new WeakMap(); // asked for at every move of the hand, while the map stays

/** The smallest and the largest value of the map. */
function rangeOf(map) {
  if (!ranges.has(map)) {
    const ends = (read) => map.map((row) => read(...row));
    ranges.set(map, [Math.min(...ends(Math.min)), Math.max(...ends(Math.max))]);
  }
  return ranges.get(map);
}

/** A function that gives each value of the map its grey, from dark to light. */
export function shadesOf(map) {
  const [low, high] = rangeOf(map);
  const span = high > low ? high - low : 1;
  return (value) => {
    const share = Math.max(0, Math.min((value - low) / span, 1));
    return Math.round(DARKEST + share * (LIGHTEST - DARKEST));
  };
}

/** How a value of the map is written: few decimals for large numbers, four for small ones. */
export function writerOf(map) {
  const digits = usualDigits(map);
  return (value) => fixed(value, digits);
}

function usualDigits(map) {
  return Math.max(...rangeOf(map).map(Math.abs)) >= 10 ? 1 : 4;
}

/** The same in a place that is so many CSS pixels wide: with fewer decimals, or null if none fit. */
export function writerInto(map, width) {
  for (let digits = usualDigits(map); digits >= 0; digits--) {
    const longest = Math.max(...rangeOf(map).map((value) => fixed(value, digits).length));
    if (longest * LETTER + 2 <= width) return (value) => fixed(value, digits);
  }
  return null;
}

/** Where a place on the map, in cells from the middle of cell 0, lies on the image. */
export function onImage(cells, stride) {
  return (cells + 0.5) * stride;
}

/**
 * Image, map and an SVG whose unit is the CSS pixel. `size` is that of the image, `scale` CSS pixels
 * for each of its pixels; `redraw` follows the width of the page. Numbers stand at the top of their
 * cells, where they leave room for what is read in the middle, and above all that is drawn.
 */
export function createMapStage(redraw, signal) {
  const photo = html("img", { alt: "", draggable: "false" });
  const canvas = html("canvas", { class: "cells", "aria-hidden": "true" });
  const lines = svg("path", { class: "cell-lines" });
  const numbers = svg("g", { class: "cell-numbers", "aria-hidden": "true" });
  const overlay = svg("svg", { class: "overlay" }, lines);
  const back = html("canvas", { class: "back", "aria-hidden": "true" });
  const root = html("div", { class: "stage" }, photo, canvas, back, overlay);
  const frame = html("div", { class: "frame" }, root);
  // The extent is remembered: to ask the page for it while drawing makes it lay itself out anew.
  const stage = { root, frame, overlay, size: [1, 1], scale: 1, parts: 1, extent: { clientWidth: 0, clientHeight: 0 } };
  let [laid, loaded, width] = [null, null, 0];

  stage.point = (event) => {
    const place = root.getBoundingClientRect();
    return [(event.clientX - place.left) / stage.scale, (event.clientY - place.top) / stage.scale];
  };
  /** The numbers come last, so that no line covers them. */
  stage.finish = () => overlay.append(numbers);
  /** Paint the bins into the RoI, as whatever comes after the operator has to believe it. */
  stage.paintBack = (bins, roi, shade) => {
    back.hidden = bins === null;
    if (bins === null) return;
    paintCells(back, bins, shade);
    const { x, y, width: across, height } = rectOf(roi, stage.scale);
    back.style.cssText = `left: ${x}px; top: ${y}px; width: ${across}px; height: ${height}px`;
  };
  /** Lay a map of this stride on the picture of this example; again only if it is another. */
  stage.lay = (example, stride, seen) => {
    const now = `${example.key} ${stride} ${seen} ${width}`;
    if (laid === now || width === 0) return;
    laid = now;
    const map = example.maps[stride];
    const covered = [map[0].length * stride, map.length * stride];
    stage.size = example.photo ? example.photo_size : covered;
    stage.scale = width / stage.size[0];
    stage.extent = { clientWidth: width, clientHeight: stage.size[1] * stage.scale };
    const [across, down] = stage.size;
    root.style.cssText = `aspect-ratio: ${across} / ${down}; --aspect: ${across / down}`;
    if (loaded !== example.key) setAttributes(photo, { src: example.photo || false, hidden: !example.photo });
    loaded = example.key;
    canvas.hidden = !seen;
    paintCells(canvas, map, shadesOf(map));
    canvas.style.width = `${covered[0] * stage.scale}px`;
    canvas.style.height = `${covered[1] * stage.scale}px`;
    const cell = stride * stage.scale;
    lines.setAttribute("d", cell >= 5 ? gridPath(edges(map[0].length, cell), edges(map.length, cell)) : "");
    numbers.replaceChildren(...(seen ? cellNumbers(map, cell) : []));
  };
  const observer = new ResizeObserver(() => {
    width = root.clientWidth; // 0 while it is hidden
    if (width > 0) redraw();
  });
  observer.observe(root);
  signal.addEventListener("abort", () => observer.disconnect());
  return stage;
}

function edges(count, cell) {
  return Array.from({ length: count + 1 }, (_, i) => i * cell);
}

/** One pixel of the canvas for each cell; the page magnifies them. */
function paintCells(canvas, map, shade) {
  setAttributes(canvas, { width: map[0].length, height: map.length });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(map[0].length, map.length);
  map.flat().forEach((value, i) => pixels.data.set([shade(value), shade(value), shade(value), 255], 4 * i));
  context.putImageData(pixels, 0, 0);
}

/** Lines at these places from left to right and from top to bottom, each from end to end. */
export function gridPath(columns, rows) {
  const [[left, right], [top, bottom]] = [columns, rows].map((all) => [all[0], all.at(-1)]);
  const down = columns.map((x) => `M${x},${top} V${bottom}`);
  return [...down, ...rows.map((y) => `M${left},${y} H${right}`)].join(" ");
}

function cellNumbers(map, cell) {
  const [write, shade] = [writerInto(map, cell), shadesOf(map)];
  if (cell < SMALLEST_CELL || write === null) return [];
  return map.flatMap((row, i) => row.map((value, j) => {
    const grey = shade(value);
    const ground = `rgb(${grey} ${grey} ${grey})`;
    const place = { x: (j + 0.5) * cell, y: i * cell + 12, fill: inkOn(grey), stroke: ground };
    return svg("text", place, write(value));
  }));
}
