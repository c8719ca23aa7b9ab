// Boxes as deltas from an anchor, and back. In float64, as encode_boxes and decode_boxes of
// mrcnn_edu/ops/box_coding.py. Nothing here touches the page.

const LARGEST_GROWTH = Math.log(1000 / 16); // of a side, as a logarithm

function centreAndSize([x1, y1, x2, y2]) {
  return [x1 + 0.5 * (x2 - x1), y1 + 0.5 * (y2 - y1), x2 - x1, y2 - y1];
}

/** The four deltas that turn an anchor into a box. */
export function encodeBox(box, anchor) {
  const [[x, y, w, h], [xa, ya, wa, ha]] = [box, anchor].map(centreAndSize);
  return [(x - xa) / wa, (y - ya) / ha, Math.log(w / wa), Math.log(h / ha)];
}

/** The box that four deltas make of an anchor. */
export function decodeBox([dx, dy, dw, dh], anchor) {
  const [xa, ya, wa, ha] = centreAndSize(anchor);
  const [x, y] = [dx * wa + xa, dy * ha + ya];
  const [halfW, halfH] = [[dw, wa], [dh, ha]].map(([d, side]) => 0.5 * (Math.exp(Math.min(d, LARGEST_GROWTH)) * side));
  return [x - halfW, y - halfH, x + halfW, y + halfH];
}

/** What the four deltas are made of: for x and y centre, anchor's centre and side, for w and h two sides. */
export function partsOf(box, anchor) {
  const [[x, y, w, h], [xa, ya, wa, ha]] = [box, anchor].map(centreAndSize);
  return [[x, xa, wa], [y, ya, ha], [w, wa], [h, ha]];
}
