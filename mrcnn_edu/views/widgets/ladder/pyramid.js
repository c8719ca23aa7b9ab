// The arithmetic of the pyramid: which level reads a box, and how many cells a bin has there. In
// float64, as assign_fpn_level of mrcnn_edu/ops/roi_pooling.py. Nothing here touches the page.

import { boxArea } from "../kit/geometry.js";

export const LEVELS = [5, 4, 3, 2]; // from the top of the ladder; level k has stride 2^k
export const BINS = 7; // along a side
const SAMPLES = 2; // of a bin, along a side
const CANONICAL = 224; // pixels: the side of a box that P4 reads

/** Pixels for each cell. */
export function strideOf(level) {
  return 2 ** level;
}

/** The side of a square with the area of the box. */
export function sideOf(box) {
  return Math.sqrt(boxArea(box));
}

/** What is rounded down: 4 + log2(side / 224). */
export function exactLevel(side) {
  return 4 + Math.log2(side / CANONICAL);
}

/** Rounded down, whether or not there is such a level; the small addend is torchvision's. */
export function wholeLevel(side) {
  return Math.floor(exactLevel(side) + 1e-6);
}

/** The nearest level that there is. */
export function levelOf(side) {
  return Math.max(LEVELS.at(-1), Math.min(wholeLevel(side), LEVELS[0]));
}

/** How many cells a bin is long, for a side of the box in pixels. */
export function cellsInBin(side, level) {
  return side / BINS / strideOf(level);
}

/** Where RoIAlign reads between two edges of the box, in cells: two places in each bin. */
export function samplesBetween(low, high, level) {
  const count = BINS * SAMPLES;
  const step = (high - low) / count;
  // Cell i has its middle at i + 0.5.
  return Array.from({ length: count }, (_, i) => (low + (i + 0.5) * step) / strideOf(level) - 0.5);
}

/**
 * The share of a bin's cells that no sample reads. Each of the two samples along a side reads two
 * cells, so that nothing is missed up to four.
 */
export function shareMissed(columns, rows) {
  const read = (cells) => Math.min(1, (2 * SAMPLES) / cells);
  return 1 - read(columns) * read(rows);
}

/** The box grown or shrunk about its middle to this side, as far as the photograph allows. */
export function withSide([x1, y1, x2, y2], side, [width, height]) {
  const shape = Math.sqrt((x2 - x1) / (y2 - y1)) || 1; // 1 also for a box that has no width
  const w = Math.min(width, Math.max(side * shape, (side * side) / height));
  const h = Math.min(height, (side * side) / w);
  const left = Math.max(0, Math.min((x1 + x2 - w) / 2, width - w));
  const top = Math.max(0, Math.min((y1 + y2 - h) / 2, height - h));
  return [left, top, left + w, top + h];
}
