// Average precision, as the page needs it: the same steps as mrcnn_edu/evaluation, in the same
// order of operations, so that float64 gives the same bits on both sides. Nothing here touches the
// page. "Rows" are detections, the highest score first.

const NOTHING_THERE = 0.1; // below this IoU a box has nothing to do with an object

/** IoU of two boxes [x1, y1, x2, y2] by COCO's left, top, width and height; 0 where one is empty. */
export function cocoIou([ax, ay, ax2, ay2], [bx, by, bx2, by2]) {
  const [aw, ah, bw, bh] = [ax2 - ax, ay2 - ay, bx2 - bx, by2 - by];
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  const shared = Math.max(width, 0) * Math.max(height, 0);
  return shared > 0 ? shared / (aw * ah + bw * bh - shared) : 0;
}

/**
 * The object that each row claims, -1 for none. A row chooses before those below it: of the objects
 * that it overlaps enough and that nobody has taken, the one that it overlaps most.
 */
export function claimsOf(ious, threshold) {
  const taken = new Set();
  return ious.map((row) => {
    let best = -1;
    row.forEach((iou, g) => {
      if (iou >= threshold && !taken.has(g) && (best < 0 || iou >= row[best])) best = g;
    });
    taken.add(best);
    return best;
  });
}

/** What a row is, {name, object, iou}: correct, duplicate, localisation or background. */
export function reasonOf(row, claimed, threshold) {
  if (claimed >= 0) return { name: "correct", object: claimed, iou: row[claimed] };
  const iou = Math.max(...row);
  if (iou < NOTHING_THERE) return { name: "background", object: -1, iou };
  return { name: iou >= threshold ? "duplicate" : "localisation", object: row.indexOf(iou), iou };
}

/** A point {recall, precision} for each row, and the height of the envelope at each level of recall. */
export function curveOf(right, objects, recalls) {
  let found = 0;
  const points = right.map((hit, i) => {
    found += hit ? 1 : 0;
    return { recall: found / objects, precision: found / (i + 1 + Number.EPSILON) };
  });
  const best = points.map(({ precision }) => precision); // that is reached there or later
  for (let i = best.length - 2; i >= 0; i--) best[i] = Math.max(best[i], best[i + 1]);
  const heights = recalls.map((level) => {
    const at = points.findIndex(({ recall }) => recall >= level);
    return at < 0 ? 0 : best[at];
  });
  return { points, heights, ap: meanOf(heights) };
}

export function meanOf(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** At each threshold {reasons, points, heights, ap}, from the boxes of the rows. */
export function scoreRows(rows, objects, thresholds, recalls) {
  const ious = rows.map((box) => objects.map((object) => cocoIou(box, object)));
  return thresholds.map((threshold) => {
    const claims = claimsOf(ious, threshold);
    const reasons = ious.map((row, i) => reasonOf(row, claims[i], threshold));
    return { reasons, ...curveOf(claims.map((g) => g >= 0), objects.length, recalls) };
  });
}

/** Heights that are alike and stand side by side, as [how many, height] from left to right. */
export function runsOf(heights) {
  const runs = [];
  for (const height of heights) {
    if (runs.at(-1)?.[1] === height) runs.at(-1)[0] += 1;
    else runs.push([1, height]);
  }
  return runs;
}
