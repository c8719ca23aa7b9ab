// The arithmetic of the OKS ruler: the same formulas as keypoint_overlaps in
// mrcnn_edu/evaluation/overlaps.py. Nothing here touches the page.

export const RING_COUNTS = [0.5, 0.75, 0.95];

/** What a joint counts that was found so many pixels off, on a person of area size². */
export function similarity(distance, k, size) {
  return Math.exp(-(distance ** 2) / (2 * size ** 2 * k ** 2));
}

/** How far off a joint may be found to count so much. */
export function ringRadius(count, k, size) {
  return size * k * Math.sqrt(-2 * Math.log(count));
}

/**
 * The whole pose: `distances` and `similarities` of all joints, the `total` and the `number` of
 * those that are labelled, their mean `oks`, null without any, and how many thresholds it `passed`.
 */
export function readPose({ offsets, labelled, k, size, thresholds }) {
  const distances = offsets.map(([dx, dy]) => Math.hypot(dx, dy));
  const similarities = distances.map((d, i) => similarity(d, k[i], size));
  const counted = similarities.filter((_, i) => labelled[i]);
  const total = counted.reduce((sum, each) => sum + each, 0);
  const oks = counted.length > 0 ? total / counted.length : null;
  const passed = oks === null ? 0 : thresholds.filter((threshold) => oks >= threshold).length;
  return { distances, similarities, total, number: counted.length, oks, passed };
}
