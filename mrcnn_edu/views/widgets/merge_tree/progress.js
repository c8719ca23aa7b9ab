// What the joins bring, from none to all: boxes, and how well they fit the objects. Nothing here
// touches the page.

import { boxIou } from "../kit/geometry.js";

/** How many different boxes there are after each number of joins, from none to all. */
export function differentBoxes({ boxes, pairs }) {
  const seen = new Set();
  const counts = boxes.map((box) => seen.add(String(box)).size);
  return counts.slice(boxes.length - pairs.length - 1);
}

/**
 * How the boxes of a tree fit one object: `overlaps` has the IoU of each box, `best` which box is
 * the best one after each number of joins, from none to all; of equals the first.
 */
export function fitOf({ boxes, pairs }, object) {
  const overlaps = boxes.map((box) => boxIou(box, object));
  let top = 0;
  const best = overlaps.map((overlap, i) => (top = overlap > overlaps[top] ? i : top));
  return { overlaps, best: best.slice(boxes.length - pairs.length - 1) };
}

/** The region that a first region belongs to after each number of joins, from none to all. */
export function regionsOver({ pairs, sizes }, first) {
  const leaves = sizes.length - pairs.length;
  let now = first;
  return [first, ...pairs.map((pair, join) => (now = pair.includes(now) ? leaves + join : now))];
}

/** How many objects have a box with an IoU of at least `threshold` after so many joins. */
export function foundAfter(fits, joins, threshold) {
  return fits.filter(({ overlaps, best }) => overlaps[best[joins]] >= threshold).length;
}
