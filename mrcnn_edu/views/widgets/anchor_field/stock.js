// All that the widget shows follows from its state, here.

import { boxIou } from "../kit/geometry.js";
import { bestBoxes, countMatches, gridAnchors, matchAnchors, overlapsOf } from "./matching.js";
import { bestOverlaps, groupsOf } from "./recall.js";
import { decodeBox } from "./coding.js";

export const RATIOS = [0.5, 1, 2]; // those that there are shapes for

/** The cell whose anchors stand nearest to a point. */
export function cellAt([x, y], { rows, columns, stride }) {
  const near = (value, count) => Math.max(0, Math.min(Math.round(value / stride), count - 1));
  return [near(y, rows), near(x, columns)];
}

/** The anchors of one cell. */
function ofCell(shapes, row, column, stride) {
  const shift = [column, row, column, row].map((at) => at * stride);
  return shapes.map((shape) => shape.map((value, i) => value + shift[i]));
}

export function createStock(model) {
  const [width, height] = model.get("photo_size");
  const get = (name) => model.get(name);
  const others = get("others");
  const boxesOf = () => [get("box"), ...others];
  const gridOf = (stride = get("stride")) => ({ rows: Math.floor(height / stride), columns: Math.floor(width / stride), stride });
  const cellOf = ({ scales, ratios }) => ratios.flatMap((ratio) =>
    scales.map((scale) => get("shapes")[get("offered").indexOf(scale)][RATIOS.indexOf(ratio)]));
  let kept = {}; // the anchors, and what the boxes that nobody moves share with them

  function anchorsOf(choice) {
    const key = JSON.stringify(choice);
    if (kept.key !== key) {
      const { rows, columns, stride } = gridOf(choice.stride);
      const anchors = gridAnchors(cellOf(choice), [rows, columns], stride);
      kept = { key, anchors, theirs: others.map((box) => overlapsOf(box, anchors)) };
    }
    return kept;
  }
  const choiceNow = () => ({ scales: get("scales"), ratios: get("ratios"), stride: get("stride") });

  /** Who learns what, with these anchors. */
  function match(choice, everything, rescue) {
    const { anchors, theirs } = anchorsOf(choice);
    const overlaps = [overlapsOf(get("box"), anchors), ...(everything ? theirs : [])];
    const matches = matchAnchors(overlaps, get("high"), get("low"), rescue);
    return { matches, counts: countMatches(matches) };
  }
  /** Which true boxes have an anchor that fits, in three groups by size. */
  function reach(choice) {
    const [boxes, grid] = [boxesOf(), gridOf(choice.stride)];
    const best = bestOverlaps(boxes, cellOf(choice), grid);
    const groups = groupsOf(boxes, get("sizes"));
    const found = groups.map((group) => group.filter((i) => best[i] >= get("high")).length);
    return { best, groups, found, all: found.reduce((sum, some) => sum + some) };
  }
  /** The anchor that is chosen, the true box it overlaps most, and what the deltas make of it. */
  function pull() {
    const [grid, shapes] = [gridOf(), cellOf(choiceNow())];
    const [row, column] = cellAt(get("point"), grid);
    const chosen = Math.min(get("chosen"), shapes.length - 1);
    const mine = ofCell(shapes, row, column, grid.stride);
    const anchor = mine[chosen];
    const overlaps = boxesOf().map((box) => boxIou(box, anchor));
    const target = boxesOf()[overlaps.indexOf(Math.max(...overlaps))];
    const moved = decodeBox(get("deltas"), anchor);
    return { grid, shapes, row, column, mine, chosen, anchor, target, moved, before: boxIou(anchor, target), after: boxIou(moved, target) };
  }
  function take() {
    const [mode, pulled] = [get("mode"), pull()];
    const { grid, shapes, mine } = pulled;
    const count = grid.rows * grid.columns * shapes.length;
    const always = { mode, boxes: boxesOf(), count, top: bestOverlaps([get("box")], shapes, grid)[0], ...pulled };
    if (mode === "choose") return { ...always, ...reach(choiceNow()) };
    const rescue = get("rescue");
    const everything = get("everything") || mode === "deltas";
    const boxes = everything ? boxesOf() : [get("box")];
    const overlaps = boxes.map((box) => overlapsOf(box, mine));
    const matches = matchAnchors(overlaps, get("high"), get("low"), rescue, bestOverlaps(boxes, shapes, grid));
    const fan = bestBoxes(overlaps).map(({ overlap }, i) => ({ box: mine[i], match: matches[i], overlap }));
    // Where nobody sees the others' fate, it is not worked out, for there may be many.
    return { ...always, fan, rescue, ...(mode === "match" ? match(choiceNow(), everything, rescue) : {}) };
  }
  return { take, gridOf, match, reach, pull, choiceNow };
}
