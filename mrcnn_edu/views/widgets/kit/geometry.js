// The arithmetic of boxes, as the page needs it: the same formulas as mrcnn_edu/ops/boxes.py and
// nms.py, in the same order of operations, so that float64 gives the same bits on both sides.
// A box is [x1, y1, x2, y2] in continuous pixels. Nothing here touches the page.

const SMALLEST_SIDE = 1; // pixels: what a hand can still take hold of

const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

/** Area in square pixels. */
export function boxArea([x1, y1, x2, y2]) {
  return (x2 - x1) * (y2 - y1);
}

/** The part that two boxes share; a side is 0 where they lie apart. */
export function intersectionBox([ax1, ay1, ax2, ay2], [bx1, by1, bx2, by2]) {
  const [x1, y1] = [Math.max(ax1, bx1), Math.max(ay1, by1)];
  return [x1, y1, Math.max(x1, Math.min(ax2, bx2)), Math.max(y1, Math.min(ay2, by2))];
}

/** The smallest box around both. */
export function hullBox([ax1, ay1, ax2, ay2], [bx1, by1, bx2, by2]) {
  return [Math.min(ax1, bx1), Math.min(ay1, by1), Math.max(ax2, bx2), Math.max(ay2, by2)];
}

/** Everything that the two equations need; iou and giou are NaN (0 / 0) without any area. */
export function compareBoxes(box1, box2) {
  const intersection = boxArea(intersectionBox(box1, box2));
  const union = boxArea(box1) + boxArea(box2) - intersection;
  const hull = boxArea(hullBox(box1, box2));
  const iou = intersection / union;
  return { intersection, union, hull, iou, giou: iou - (hull - union) / hull };
}

/** Intersection over union of two boxes. */
export function boxIou(box1, box2) {
  return compareBoxes(box1, box2).iou;
}

/** Indices from the best score to the worst; of equal scores the lower index goes first. */
export function scoreOrder(scores) {
  return scores.map((_, index) => index).sort((a, b) => scores[b] - scores[a] || a - b);
}

/**
 * Greedy non-maximum suppression, one entry for each box that is kept, best score first.
 * Each names the boxes that it removes with their IoU, which is strictly above the threshold.
 */
export function nmsSteps(boxes, scores, threshold) {
  const steps = [];
  let queue = scoreOrder(scores);
  while (queue.length > 0) {
    const [winner, ...others] = queue;
    const compared = others.map((index) => ({ index, iou: boxIou(boxes[winner], boxes[index]) }));
    const removed = compared.filter(({ iou }) => iou > threshold);
    steps.push({ winner, removed });
    // Not "iou <= threshold": the NaN of two boxes without area removes nothing.
    queue = compared.filter(({ iou }) => !(iou > threshold)).map(({ index }) => index);
  }
  return steps;
}

/**
 * How each box stands at a step: 0 before the first winner, k at the k-th, one more at the end.
 * "best" and "removing" are this step's, "kept" and "removed" earlier ones; the rest is "waiting".
 * A removed box also names the winner and the IoU that removed it.
 */
export function statesAt(steps, step, count) {
  const states = Array.from({ length: count }, () => ({ state: "waiting" }));
  steps.slice(0, step).forEach(({ winner, removed }, i) => {
    const now = i === step - 1;
    states[winner] = { state: now ? "best" : "kept" };
    for (const { index, iou } of removed) {
      states[index] = { state: now ? "removing" : "removed", by: winner, iou };
    }
  });
  return states;
}

/** The box shifted, but no further out of the image than it already was. */
export function moveBox([x1, y1, x2, y2], dx, dy, [width, height]) {
  const right = clamp(dx, Math.min(0, -x1), Math.max(0, width - x2));
  const down = clamp(dy, Math.min(0, -y1), Math.max(0, height - y2));
  return [x1 + right, y1 + down, x2 + right, y2 + down];
}

/** The box with some edges, {x1, y1, x2, y2}, put elsewhere: inside the image, never inverted. */
export function setEdges(box, edges, size) {
  const result = [...box];
  for (const axis of [0, 1]) {
    const [low, high] = [edges[["x1", "y1"][axis]], edges[["x2", "y2"][axis]]];
    if (low !== undefined) {
      const limit = result[axis + 2] - SMALLEST_SIDE;
      result[axis] = clamp(low, Math.min(0, limit), limit);
    }
    if (high !== undefined) {
      const limit = result[axis] + SMALLEST_SIDE;
      result[axis + 2] = clamp(high, limit, Math.max(size[axis], limit));
    }
  }
  return result;
}

/** The boxes that hold a point, the smallest first: what a click can mean. */
export function boxesAt(boxes, [x, y]) {
  return boxes
    .map((_, index) => index)
    .filter((i) => boxes[i][0] <= x && x <= boxes[i][2] && boxes[i][1] <= y && y <= boxes[i][3])
    .sort((a, b) => boxArea(boxes[a]) - boxArea(boxes[b]) || a - b);
}

/**
 * What a hand takes hold of at a point: {box, edges} with the edges that will follow it, none when
 * the whole box will; null beside all boxes. Edges come before insides, the active box before the
 * other, and a box inside another before the outer one, so that everything can be reached.
 */
export function gripAt(boxes, active, point, reach) {
  const order = boxes.map((_, index) => index).sort((a, b) => (b === active) - (a === active));
  for (const box of order) {
    const edges = edgesAt(boxes[box], point, reach);
    if (edges.length > 0) return { box, edges };
  }
  const [box] = boxesAt(boxes, point);
  return box === undefined ? null : { box, edges: [] };
}

function edgesAt([x1, y1, x2, y2], [x, y], reach) {
  if (x < x1 - reach || x > x2 + reach || y < y1 - reach || y > y2 + reach) return [];
  // Inside a small box at least the middle third is left to move it by.
  const [alongX, alongY] = [Math.min(reach, (x2 - x1) / 3), Math.min(reach, (y2 - y1) / 3)];
  const edges = [];
  if (x <= x1 + alongX) edges.push("x1");
  else if (x >= x2 - alongX) edges.push("x2");
  if (y <= y1 + alongY) edges.push("y1");
  else if (y >= y2 - alongY) edges.push("y2");
  return edges;
}
