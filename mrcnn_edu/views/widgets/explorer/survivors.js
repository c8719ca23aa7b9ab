// Which boxes outlive the stages of a detector, and at which stage an object is lost: the same as
// mrcnn_edu/views/widgets/survivors.py, in float64. Nothing here touches the page.

import { boxIou } from "../kit/geometry.js";

const ON_OBJECT = 0.5; // a box is on an object from this IoU
export const CUTS = ["candidates", "outlived", "proposals", "pairs", "detections"];

/** What Python has packed: whole numbers of 16 bits, as parts of 1. */
export function unpack({ parts, data }) {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  return Array.from(new Uint16Array(bytes.buffer), (whole) => whole / parts);
}

/** A row of numbers as boxes. */
export function inFours(row) {
  return Array.from({ length: row.length / 4 }, (_, i) => row.slice(4 * i, 4 * i + 4));
}

/** Of each candidate its place in its level, from 0. */
export function ranksOf(levels) {
  const seen = [];
  return levels.map((level) => (seen[level] = (seen[level] ?? -1) + 1));
}

/** All that competes, from the trait `numbers`. */
export function readCrowd(numbers) {
  const row = (name) => unpack(numbers[name]);
  const levels = numbers.counts.flatMap((count, level) => Array(count).fill(level));
  const ofPairs = ["pair_candidates", "pair_labels", "pair_scores"].map((name) => [name, row(name)]);
  const [boxes, pair_boxes] = ["boxes", "pair_boxes"].map((name) => inFours(row(name)));
  const { proposals, detections } = numbers;
  const crowd = { boxes, pair_boxes, scores: row("scores"), levels, ranks: ranksOf(levels), proposals, detections };
  return { ...crowd, ...Object.fromEntries(ofPairs), anchor_idxs: row("anchor_idxs") };
}

/** The anchor of a candidate; `maps` is the trait. */
export function anchorOf({ levels, anchor_idxs }, candidate, maps) {
  const { anchors, columns, stride } = maps[levels[candidate]];
  const cell = Math.floor(anchor_idxs[candidate] / anchors.length);
  const [x, y] = [(cell % columns) * stride, Math.floor(cell / columns) * stride];
  return anchors[anchor_idxs[candidate] % anchors.length].map((corner, i) => corner + (i % 2 ? y : x));
}

/** Masks from the trait `numbers`: by the number of its pair rows of bits, and its IoU. */
export function readMasks({ masked, mask_size: size, masks, mask_ious }) {
  const bytes = Uint8Array.from(atob(masks), (sign) => sign.charCodeAt(0));
  const bit = (k) => (bytes[k >> 3] >> (7 - (k & 7))) & 1;
  const rows = (n) => Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => bit((n * size + i) * size + j)));
  const ious = unpack(mask_ious);
  return new Map(unpack(masked).map((pair, n) => [pair, { rows: rows(n), iou: ious[n] }]));
}

/** Indices from the best score to the worst; of equal scores the lower index goes first. */
const bestFirst = (which, scores) => [...which].sort((a, b) => scores[b] - scores[a] || a - b);

const apart = (a, b) => a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];

/** Boxes `which` that outlive greedy NMS within their group, best first, and what removed each other. */
export function suppress(which, { boxes, scores, groups }, threshold) {
  const [kept, removedBy, ofGroup] = [[], new Map(), new Map()];
  for (const index of bestFirst(which, scores)) {
    const rivals = ofGroup.get(groups[index]) ?? [];
    const by = rivals.find((rival) => !apart(boxes[rival], boxes[index]) && boxIou(boxes[rival], boxes[index]) > threshold);
    if (by !== undefined) removedBy.set(index, { by, iou: boxIou(boxes[by], boxes[index]) });
    else {
      kept.push(index);
      ofGroup.set(groups[index], [...rivals, index]);
    }
  }
  return { kept, removedBy };
}

/** What is left after each cut, by the names in CUTS, and what the two NMS removed. */
export function survivors(crowd, { best, proposal_iou, score, box_iou }) {
  const candidates = crowd.boxes.map((_, i) => i).filter((i) => crowd.ranks[i] < best);
  const { boxes, scores, levels, pair_boxes, pair_scores, pair_labels } = crowd;
  const first = suppress(candidates, { boxes, scores, groups: levels }, proposal_iou);
  const proposals = first.kept.slice(0, crowd.proposals);
  const passed = new Set(proposals);
  const pairs = pair_boxes.map((_, i) => i).filter((i) => passed.has(crowd.pair_candidates[i]) && pair_scores[i] > score);
  const second = suppress(pairs, { boxes: pair_boxes, scores: pair_scores, groups: pair_labels }, box_iou);
  const detections = second.kept.slice(0, crowd.detections);
  const removedBy = { outlived: first.removedBy, detections: second.removedBy };
  return { candidates, outlived: first.kept, proposals, pairs, detections, removedBy };
}

/** The object that a box is on, or -1. */
function on(objects, box) {
  const ious = objects.map((object) => (apart(object, box) ? 0 : boxIou(object, box)));
  const iou = Math.max(...ious);
  return iou >= ON_OBJECT ? ious.indexOf(iou) : -1;
}

/** Of each candidate and each pair the object that it is on, or -1. */
export function owners(crowd, objects, label) {
  const pairs = crowd.pair_boxes.map((box, i) => (crowd.pair_labels[i] === label ? on(objects, box) : -1));
  const candidates = crowd.boxes.map((box) => on(objects, box));
  pairs.forEach((owner, i) => {
    if (owner >= 0) candidates[crowd.pair_candidates[i]] = owner;
  });
  return { candidates, pairs };
}

/** The numbers of what is left after a cut on one object. */
export function leftOn(left, owned, cut, number) {
  const owner = cut === "pairs" || cut === "detections" ? owned.pairs : owned.candidates;
  return left[cut].filter((i) => owner[i] === number);
}

/** The first cut after which no box is left on an object; null if it is found. */
export function lostAt(left, owned, number) {
  return CUTS.find((cut) => leftOn(left, owned, cut, number).length === 0) ?? null;
}

const largest = (which, value) => which.reduce((a, b) => (value(b) > value(a) ? b : a), which[0]);

/**
 * The one box of an object that is followed, {candidate, pair}, either undefined if there is none:
 * of its boxes that come furthest the one that comes nearest to passing, or the best detection.
 */
export function thread(crowd, left, owned, number) {
  const lost = lostAt(left, owned, number);
  const before = CUTS[(lost === null ? CUTS.length : CUTS.indexOf(lost)) - 1];
  const byPair = (pair) => ({ candidate: crowd.pair_candidates[pair], pair });
  if (before === "detections" || before === "pairs") {
    return byPair(largest(leftOn(left, owned, before, number), (i) => crowd.pair_scores[i]));
  }
  const pairOf = (candidate) => owned.pairs.findIndex((owner, i) => owner === number && crowd.pair_candidates[i] === candidate);
  const scoreOf = (candidate) => crowd.pair_scores[pairOf(candidate)] ?? 0;
  const all = crowd.boxes.map((_, i) => i).filter((i) => owned.candidates[i] === number);
  const nearest = { undefined: (i) => -crowd.ranks[i], proposals: scoreOf }[before] ?? ((i) => crowd.scores[i]);
  const candidate = largest(before === undefined ? all : leftOn(left, owned, before, number), nearest);
  const pair = candidate === undefined ? -1 : pairOf(candidate);
  return { candidate, pair: pair < 0 ? undefined : pair };
}
