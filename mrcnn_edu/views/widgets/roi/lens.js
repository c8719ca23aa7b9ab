// The chosen bin from close by: the cells that it looks at with their numbers, and for RoIAlign
// lines from each sample to its four neighbours, as thick as these weigh.

import { html, inkOn, svg } from "../kit/page.js";
import { writerInto } from "./map_stage.js";
import { SHOWN } from "./overlays.js";

const SIZE = 112; // CSS pixels
const ROOM_FOR_NUMBERS = 28; // of a cell

/** `show` takes what one operator found in the chosen bin. */
export function createLens(kind, label) {
  const drawing = svg("svg", { width: SIZE, height: SIZE, viewBox: `0 0 ${SIZE} ${SIZE}` });
  const root = html("div", { class: "lens", role: "img", "aria-label": label }, drawing);

  function show(map, bin, shade, covered) {
    const samples = (bin.samples ?? []).slice(0, SHOWN);
    const looked = bin.cells ?? samples.flatMap(({ neighbours }) => neighbours);
    if (looked.length === 0) return drawing.replaceChildren();
    const [rows, columns] = ["row", "column"].map((axis) => looked.map((cell) => cell[axis]));
    const [top, left] = [Math.min(...rows), Math.min(...columns)];
    const [high, wide] = [Math.max(...rows) - top + 1, Math.max(...columns) - left + 1];
    const cell = SIZE / Math.max(high, wide);
    const corner = ({ row, column }) => [
      (column - left) * cell + (SIZE - wide * cell) / 2, (row - top) * cell + (SIZE - high * cell) / 2,
    ];
    const keys = new Set(looked.map(({ row, column }) => `${kind}:${row},${column}`));
    const write = cell < ROOM_FOR_NUMBERS || covered ? null : writerInto(map, cell);
    const texts = []; // above all lines
    const squares = Array.from({ length: high * wide }, (_, i) => {
      const place = { row: top + Math.floor(i / wide), column: left + (i % wide) };
      const [x, y] = corner(place);
      const value = map[place.row][place.column];
      const grey = shade(value);
      const key = `${kind}:${place.row},${place.column}`;
      const square = svg("rect", { x, y, width: cell, height: cell, fill: `rgb(${grey} ${grey} ${grey})` });
      const text = { x: x + cell / 2, y: y + (kind === "align" ? 12 : cell / 2 + 4) };
      if (write) texts.push(svg("text", { ...text, fill: inkOn(grey), stroke: square.getAttribute("fill") }, write(value)));
      return svg("g", keys.has(key) ? { "data-lit": key } : {}, square);
    });
    drawing.replaceChildren(...squares, ...(covered ? [] : largestOf(bin, corner, cell)),
      ...samples.flatMap((sample) => readings(sample, corner, cell, top, left)), ...texts);
  }
  return { root, show };
}

/** RoIPool's one cell that counts. */
function largestOf({ largest }, corner, cell) {
  if (!largest) return [];
  const [x, y] = corner(largest);
  const size = { x: x + 2, y: y + 2, width: cell - 4, height: cell - 4 };
  return ["largest casing", "largest"].map((name) => svg("rect", { class: name, ...size }));
}

/** A sample, and what it takes from each of its neighbours. */
function readings(sample, corner, cell, top, left) {
  const [ox, oy] = corner({ row: top, column: left }).map((edge) => edge + cell / 2);
  const [x, y] = [ox + (sample.x - left) * cell, oy + (sample.y - top) * cell];
  const lines = sample.neighbours.filter(({ weight }) => weight > 0).map((neighbour) => {
    const [to, down] = corner(neighbour).map((edge) => edge + cell / 2);
    const d = `M${x},${y} L${to},${down}`;
    return [svg("path", { class: "weight casing", d, "stroke-width": 2 + 9 * neighbour.weight }),
      svg("path", { class: "weight", d, "stroke-width": 0.5 + 9 * neighbour.weight })];
  });
  return [...lines.flat(), svg("circle", { class: "sample", cx: x, cy: y, r: 5 })];
}
