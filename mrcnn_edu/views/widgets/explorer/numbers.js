// The numbers of one object at each stage, those of the box that is followed, and why it was lost.

import { boxIou } from "../kit/geometry.js";
import { fixed, say, short } from "../kit/page.js";
import { BINS, cellsInBin, sideOf, wholeLevel } from "../ladder/pyramid.js";
import { anchorOf, leftOn } from "./survivors.js";
import { STAGE_OF } from "./stages.js";

const FINEST = 2; // P2 has stride 4

/** A score so near 1 that its last digits matter. */
export const scoreText = (score) => (score >= 0.99 ? fixed(score, 4) : fixed(score, 2));

/** A whole number with commas. */
export const countText = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** The level of the map that RoIAlign reads for a box; the last map of the pyramid has no boxes. */
export function poolLevel(box, maps) {
  return Math.max(FINEST, Math.min(wholeLevel(sideOf(box)), FINEST + maps.length - 2));
}

export const levelName = (level) => `P${level + FINEST}`;

/** What is said of the chosen object at each stage: two lines each, "–" once it is lost. */
export function threadLines(seen, { words, model }) {
  const { crowd, object, followed: { candidate, pair }, left, owned, number, lost } = seen;
  const lines = Array.from({ length: 10 }, () => ["–", ""]);
  const put = (stage, key, values) => {
    const end = lost === null ? 9 : STAGE_OF[lost];
    if (stage <= end) lines[stage] = say(words[`at_${key}`], values).split("|");
  };
  const size = [object[2] - object[0], object[3] - object[1]].map((side) => fixed(side, 0));
  put(0, "image", { width: size[0], height: size[1] });
  if (candidate === undefined) return lines;
  const maps = model.get("maps");
  const box = crowd.boxes[candidate];
  const onIt = (cut) => leftOn(left, owned, cut, number).length;
  const level = levelName(crowd.levels[candidate]);
  const { anchors, best_anchor_ious } = model.get("numbers");
  const anchor = fixed(boxIou(anchorOf(crowd, candidate, maps), object), 2);
  put(1, "maps", { iou: anchor, best: fixed(best_anchor_ious[number], 2), count: countText(anchors) });
  put(2, "objectness", { score: scoreText(crowd.scores[candidate]), rank: crowd.ranks[candidate] + 1, level });
  put(3, "proposals", { iou: fixed(boxIou(box, object), 2), count: onIt("candidates") });
  put(4, "first_nms", { count: onIt("proposals"), before: onIt("candidates") });
  const pool = poolLevel(box, maps);
  const [columns, rows] = [box[2] - box[0], box[3] - box[1]].map((side) => fixed(cellsInBin(side, pool), 1));
  put(5, "roi_grid", { level: `P${pool}`, bins: BINS, columns, rows });
  if (pair === undefined) put(6, "no_class", {});
  else {
    const name = model.get("names")[crowd.pair_labels[pair]];
    const iou = fixed(boxIou(crowd.pair_boxes[pair], object), 2);
    put(6, "class_box", { name, score: scoreText(crowd.pair_scores[pair]), before: fixed(boxIou(box, object), 2), iou });
  }
  put(7, "second_nms", { count: onIt("detections"), before: onIt("pairs") });
  const mask = seen.masks.get(pair);
  if (mask) {
    const cells = mask.rows.flat().reduce((sum, bit) => sum + bit, 0);
    put(8, "mask", { cells, all: mask.rows.length ** 2 });
    put(9, "paste", { iou: fixed(mask.iou, 3) });
  }
  return lines;
}

/** Why the chosen object was lost, in a sentence. */
export function whyLost(seen, { words, model }) {
  const { crowd, followed: { candidate, pair }, left, lost, cuts } = seen;
  const name = { name: model.get("names")[model.get("label")], number: seen.number };
  if (candidate === undefined) return say(words.why_none, name);
  const removed = left.removedBy[lost]?.get(lost === "outlived" ? candidate : pair);
  const limit = short(cuts[lost === "outlived" ? "proposal_iou" : "box_iou"]);
  if (removed) return say(words[`why_${lost}`], { ...name, iou: fixed(removed.iou, 2), limit });
  if (lost === "candidates") {
    const rank = { rank: crowd.ranks[candidate] + 1, level: levelName(crowd.levels[candidate]) };
    return say(words.why_candidates, { ...name, ...rank, best: cuts.best });
  }
  if (lost === "pairs") {
    const score = pair === undefined ? words.too_low : scoreText(crowd.pair_scores[pair]);
    return say(words.why_pairs, { ...name, score, limit: String(cuts.score) });
  }
  return say(words.why_most, { ...name, most: crowd[lost] });
}
