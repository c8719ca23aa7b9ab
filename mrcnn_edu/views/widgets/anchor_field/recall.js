// How many true boxes have an anchor that fits, by their size. In float64, as best_overlaps of
// mrcnn_edu/evaluation/proposal_recall.py. Nothing here touches the page.

import { boxArea } from "../kit/geometry.js";

/** The longest stretch that [from, to] shares with [low, high], which may move by whole strides. */
function longestShared(from, to, low, high, stride, count) {
  let longest = 0;
  for (let i = 0; i < count; i++) {
    longest = Math.max(longest, Math.min(to, high + i * stride) - Math.max(from, low + i * stride));
  }
  return longest;
}

/**
 * For each box the largest IoU with an anchor of the grid. Anchors of one shape differ only in
 * where they stand. So the best one shares most across and most down, and these are looked for apart.
 */
export function bestOverlaps(boxes, shapes, { rows, columns, stride }) {
  return boxes.map((box) => Math.max(...shapes.map((shape) => {
    const across = longestShared(box[0], box[2], shape[0], shape[2], stride, columns);
    const down = longestShared(box[1], box[3], shape[1], shape[3], stride, rows);
    const shared = across * down;
    return shared / (boxArea(box) + boxArea(shape) - shared);
  })));
}

/** Three groups by the side (root of the area) of a box: indices, the smallest first. */
export function groupsOf(boxes, [small, large]) {
  const sides = boxes.map((box) => Math.sqrt(boxArea(box)));
  const order = sides.map((_, i) => i).sort((a, b) => sides[a] - sides[b] || a - b);
  const group = (i) => (sides[i] < small ? 0 : sides[i] < large ? 1 : 2);
  return [0, 1, 2].map((wanted) => order.filter((i) => group(i) === wanted));
}
