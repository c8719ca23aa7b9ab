// Anchors in every cell of a map, and which of them is to learn which box. In float64, as
// grid_anchors and match_boxes of mrcnn_edu/ops. Nothing here touches the page.

import { boxArea, intersectionBox } from "../kit/geometry.js";

export const [BACKGROUND, IGNORED] = [-1, -2]; // what stands in the place of an index

/** The anchors of one cell, moved to every cell: row by row, in a row cell by cell. */
export function gridAnchors(shapes, [rows, columns], stride) {
  const cells = Array.from({ length: rows * columns }, (_, i) => [(i % columns) * stride, Math.floor(i / columns) * stride]);
  return cells.flatMap(([x, y]) => shapes.map(([x1, y1, x2, y2]) => [x1 + x, y1 + y, x2 + x, y2 + y]));
}

/** The IoU of one box with each anchor. */
export function overlapsOf(box, anchors) {
  const area = boxArea(box);
  return anchors.map((anchor) => {
    const shared = boxArea(intersectionBox(box, anchor));
    return shared / (area + boxArea(anchor) - shared);
  });
}

/** For each anchor the box that it overlaps most, of equals the first, and by how much. */
export function bestBoxes(overlaps) {
  const best = overlaps[0].map((overlap) => ({ best: 0, overlap }));
  for (let box = 1; box < overlaps.length; box++) {
    const row = overlaps[box];
    for (let anchor = 0; anchor < row.length; anchor++) {
      if (row[anchor] > best[anchor].overlap) best[anchor] = { best: box, overlap: row[anchor] };
    }
  }
  return best;
}

/** The largest IoU that each box has with an anchor. */
export function topsOf(overlaps) {
  return overlaps.map((row) => row.reduce((top, value) => Math.max(top, value), 0));
}

/**
 * For each anchor the index of the box that it is matched to, BACKGROUND or IGNORED. `overlaps` has
 * a list for each box; with `rescue`, what overlaps a box as much as any other anchor is matched,
 * however little that is. `tops` says how much that is, where not all anchors are given.
 */
export function matchAnchors(overlaps, high, low, rescue, tops = rescue ? topsOf(overlaps) : []) {
  return bestBoxes(overlaps).map(({ best, overlap }, anchor) => {
    const rescued = rescue && tops.some((top, box) => top > 0 && overlaps[box][anchor] === top);
    if (overlap >= high || rescued) return best;
    return overlap >= low ? IGNORED : BACKGROUND;
  });
}

/** How many anchors are positive, ignored and negative. */
export function countMatches(matches) {
  const count = (wanted) => matches.filter(wanted).length;
  return [count((match) => match >= 0), count((match) => match === IGNORED), count((match) => match === BACKGROUND)];
}

/** How many positive and negative ones a balanced sample holds. */
export function sampleOf([positive, , negative], number) {
  const taken = Math.min(positive, number / 2);
  return [taken, Math.min(negative, number - taken)];
}
