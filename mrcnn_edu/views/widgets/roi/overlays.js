// What the microscope draws over the map: RoIPool's cells, and RoIAlign's samples and neighbours.

import { gridPath, onImage } from "./map_stage.js";
import { html, svg } from "../kit/page.js";

export const SHOWN = 4; // samples of which the neighbours are drawn and the sums are written

/** Layers of paths, from the bottom up, each with a dark casing so that it is seen on any shade. */
function createPaths(overlay, names) {
  const paths = {};
  for (const name of names) {
    const pair = [svg("path", { class: `${name} casing` }), svg("path", { class: name })];
    overlay.append(...pair);
    paths[name] = (d) => pair.forEach((path) => path.setAttribute("d", d));
  }
  return paths;
}

function rectPath([x1, y1, x2, y2]) {
  return `M${x1},${y1} H${x2} V${y2} H${x1} Z`;
}

/** A round cap on a line without length makes a dot. */
function dot([x, y]) {
  return `M${x},${y} h0`;
}

/** What the marks mean, each drawn as it is over the map. */
export function createMarks(names, words) {
  const shapes = { "chosen-samples": dot([15, 10]) };
  const entry = (name) => {
    const picture = svg("svg", { class: "swatch mark-swatch", viewBox: "0 0 30 20", "aria-hidden": "true" });
    createPaths(picture, [name])[name](shapes[name] ?? rectPath([4, 4, 26, 16]));
    return html("li", {}, picture, words[`mark_${name}`]);
  };
  return html("ul", { class: "legend" }, ...names.map(entry));
}

/** RoIPool: the region in whole cells, its bins, the cells of the chosen one and the largest. */
export function drawPool(overlay) {
  const paths = createPaths(overlay, ["region", "bins", "chosen-bin", "largest"]);
  return ({ y, x, bins }, [row, column], { stride, scale }) => {
    const cell = stride * scale;
    const box = (down, across, inset) => {
      const [low, high] = [(end) => end.low * cell + inset, (end) => end.high * cell - inset];
      return rectPath([low(across), low(down), high(across), high(down)]);
    };
    // Bins may share cells: set in by turns, their outlines stay apart.
    const inset = (i, j) => Math.min(cell / 5, (i + j) % 2 === 0 ? 4 : 10);
    const ends = ({ first, last }) => ({ low: first, high: last + 1 });
    paths.region(box(ends(y), ends(x), 0));
    paths.bins(y.bins.flatMap((down, i) => x.bins.map((across, j) => box(down, across, inset(i, j)))).join(" "));
    paths["chosen-bin"](box(y.bins[row], x.bins[column], inset(row, column)));
    const { largest } = bins[row][column];
    const square = ({ row, column }) => box({ low: row, high: row + 1 }, { low: column, high: column + 1 }, cell / 6);
    paths.largest(largest === null ? "" : square(largest));
  };
}

/** RoIAlign: bins where the map is read, all samples, and those of the chosen bin with neighbours. */
export function drawAlign(overlay) {
  const names = ["bins", "samples", "chosen-bin", "neighbour-lines", "neighbours", "chosen-samples"];
  const paths = createPaths(overlay, names);
  return ({ y, x, bins }, [row, column], { stride, scale }) => {
    const place = (cells) => onImage(cells, stride) * scale;
    const at = (sample) => [place(sample.x), place(sample.y)];
    const ends = ({ start, step }, bin) => [place(start + bin * step), place(start + (bin + 1) * step)];
    const [[top, bottom], [left, right]] = [ends(y, row), ends(x, column)];
    paths.bins(gridPath(edgesOf(x, place), edgesOf(y, place)));
    paths.samples(bins.flat().flatMap(({ samples }) => samples.map((sample) => dot(at(sample)))).join(" "));
    paths["chosen-bin"](rectPath([left, top, right, bottom]));
    const { samples } = bins[row][column];
    paths["chosen-samples"](samples.map((sample) => dot(at(sample))).join(" "));
    const read = samples.slice(0, SHOWN).flatMap((sample) =>
      sample.neighbours.filter(({ weight }) => weight > 0).map((cell) => ({ sample, cell })));
    const middle = ({ row, column }) => [place(column), place(row)];
    paths["neighbour-lines"](read.map(({ sample, cell }) => `M${at(sample)} L${middle(cell)}`).join(" "));
    paths.neighbours(read.map(({ cell }) => dot(middle(cell))).join(" "));
  };
}

/** The lines between all bins along one axis, the first and the last included. */
function edgesOf({ start, step, bins }, place) {
  return Array.from({ length: bins.length + 1 }, (_, i) => place(start + i * step));
}

/** The cell that the hand is on, wherever: "pool:2,1", or null. */
export function drawLit(overlay, kind) {
  const paths = createPaths(overlay, ["lit-cell"]);
  return (key, cell) => {
    const [row, column] = key?.startsWith(`${kind}:`) ? key.split(":")[1].split(",").map(Number) : [];
    paths["lit-cell"](row === undefined ? "" : rectPath([column * cell, row * cell, (column + 1) * cell, (row + 1) * cell]));
  };
}
