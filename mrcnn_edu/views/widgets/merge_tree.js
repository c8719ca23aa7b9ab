// Selective search over a photograph: its regions join two by two, and every box on the way counts.

import { boxesAt } from "./kit/geometry.js";
import { fixed, html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { checkbox, choice } from "./kit/controls.js";
import { createTasks } from "./kit/tasks.js";
import { mergeRegions } from "./merge_tree/merging.js";
import { differentBoxes, fitOf, foundAfter, regionsOver } from "./merge_tree/progress.js";
import { createRegionsView } from "./merge_tree/regions_view.js";
import { createBoxesView } from "./merge_tree/boxes_view.js";
import { createMeasures } from "./merge_tree/measures_view.js";
import { createOverTime } from "./merge_tree/over_time.js";

const THRESHOLDS = [0.5, 0.7, 0.8, 0.9];
const middleOf = ([x1, y1, x2, y2]) => [(x1 + x2) / 2, (y1 + y2) / 2];

/** All that is shown follows from this; what the joins are is worked out once for each choice of measures. */
function createStock(model, regionAt) {
  const objects = model.get("objects");
  const known = new Map();
  const treeOf = (measures) => {
    if (!known.has(measures)) {
      const tree = mergeRegions(model.get("regions"), measures);
      known.set(measures, { tree, different: differentBoxes(tree), fits: objects.map((object) => fitOf(tree, object)) });
    }
    return known.get(measures);
  };
  const take = () => {
    const [measures, followed, threshold] = ["measures", "followed", "threshold"].map((name) => model.get(name));
    const { tree, different, fits } = treeOf(measures);
    const last = tree.pairs.length;
    const joins = Math.min(model.get("joins"), last);
    const own = regionsOver(tree, regionAt(middleOf(objects[followed])));
    const first = last + 1; // regions to begin with
    return { measures, joins, last, first, tree, different: different[joins], fits, own, followed, threshold, object: objects[followed] };
  };
  take.foundAtEnd = (measures, threshold) => {
    const { tree, fits } = treeOf(measures);
    return foundAfter(fits, tree.pairs.length, threshold);
  };
  return take;
}

/** What to predict: a count, a moment to bring the slider to, and what two choices bring. */
function tasksFor(stock) {
  const lastInside = ({ own, fits, followed }) => own.findLastIndex((box) => fits[followed].overlaps[box] >= 0.5);
  const inside = (joins) => joins <= lastInside(stock()) && joins > lastInside(stock()) - 30;
  const order = (difference) => (difference < 0 ? 0 : difference > 0 ? 2 : 1);
  return [
    { key: "boxes", within: 0, answer: () => stock().first + stock().last },
    { key: "last", answer: () => stock().joins, right: inside },
    { key: "size", options: 3, answer: () => order(stock.foundAtEnd("S", 0.9) - stock.foundAtEnd("CTSF", 0.9)) },
    {
      key: "loose",
      options: 2,
      answer: () => (foundAfter(stock().fits, stock().last, 0.5) > foundAfter(stock().fits, 0, 0.5) ? 0 : 1),
    },
  ];
}

/** Which boxes are drawn; how well they fit is not shown while it is to be guessed. */
function boxesNow({ tree, joins, first, fits, own, threshold, object }, all, covered) {
  const best = fits.map(({ overlaps, best: box }) => [tree.boxes[box[joins]], overlaps[box[joins]] >= threshold]);
  return {
    "all-boxes": all ? tree.boxes.slice(0, first + joins) : [],
    found: covered ? [] : best.filter(([, found]) => found).map(([box]) => box),
    missed: covered ? [] : best.filter(([, found]) => !found).map(([box]) => box),
    "true-box": [object],
    "own-box": [tree.boxes[own[joins]]],
    "new-box": joins > 0 ? [tree.boxes[first + joins - 1]] : [],
  };
}

/** A click or a tap follows the object under it. */
function followOnClick(model, stage, signal) {
  stage.overlay.addEventListener("click", (event) => {
    const [under] = boxesAt(model.get("objects"), stage.point(event));
    if (under !== undefined) write(model, { followed: under });
  }, { signal });
}

function build(view) {
  const { model, words, id, signal } = view;
  const stage = createStage(model, view.redraw, signal);
  stage.overlay.setAttribute("role", "img");
  const regions = createRegionsView(model, stage);
  const drawBoxes = createBoxesView(stage);
  const stock = createStock(model, regions.regionAt);
  const tasks = createTasks(view, tasksFor(stock));
  const measures = createMeasures(view);
  const overTime = createOverTime(view, stock);
  followOnClick(model, stage, signal);
  const at = choice({ label: words.at_iou, name: words.at_iou_name, id: `${id}-iou` }, (value) => write(model, { threshold: Number(value) }));
  const follow = choice({ label: words.follow, name: words.follow_name, id: `${id}-object` }, (value) => write(model, { followed: Number(value) }));
  const all = checkbox(words.all_boxes, (checked) => write(model, { all_boxes: checked }));
  const [headline, counts, found, own, kernel] = ["headline", "counts", "found-text", "own-text", "kernel"]
    .map((name) => html("p", { class: name }));
  const spoken = html("p", { class: "spoken", role: "status" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);

  function headlineOf({ joins, last, first, tree }) {
    if (joins === 0) return say(words.at_start, { last });
    const [one, other] = tree.pairs[joins - 1].map((region) => tree.sizes[region]);
    const what = { joins, last, one, other };
    return say(joins === last ? words.at_end : words.joined, what);
  }
  function draw() {
    const now = stock();
    const { joins, last, first, tree, fits, followed, threshold } = now;
    const { overlaps, best } = fits[followed];
    const covered = tasks.covered();
    tasks.show();
    regions.show(tree, now.measures, joins);
    drawBoxes(boxesNow(now, model.get("all_boxes"), covered));
    measures.show(tree.similarities[joins - 1]);
    overTime.show(now, covered);
    at.show(THRESHOLDS.map((value) => [value, String(value)]), threshold);
    follow.show(fits.map((_, i) => [i, String(i)]), followed);
    all.input.checked = model.get("all_boxes");
    setText(headline, headlineOf(now));
    const boxes = [first + joins, now.different].map(tasks.cover);
    setText(counts, say(words.counts, { regions: first - joins, boxes: boxes[0], different: boxes[1] }));
    setText(found, say(words.found, { found: tasks.cover(foundAfter(fits, joins, threshold)), objects: fits.length }));
    const [top, mine] = [best[joins], now.own[joins]].map((box) => tasks.cover(fixed(overlaps[box], 3)));
    setText(own, say(words.own, { best: top, own: mine }));
    stage.overlay.setAttribute("aria-label", headline.textContent);
    setText(kernel, "");
  }
  function rest() {
    const [{ measures: letters, tree }, theirs] = [stock(), model.get("kernel_result")];
    const same = String(theirs.pairs) === String(tree.pairs);
    const line = say(words[same ? "kernel_same" : "kernel_differs"], { joins: tree.pairs.length });
    setText(kernel, theirs.measures === letters ? line : "");
    setText(spoken, `${headline.textContent} ${counts.textContent} ${found.textContent}`);
  }

  const left = html("div", { class: "left" }, stage.root, all.root);
  const chosen = html("div", { class: "asked" }, at.root, found);
  const following = html("div", { class: "asked" }, follow.root, own);
  const right = html("div", { class: "right" }, headline, measures.root, counts, chosen, following, keys, kernel, spoken);
  return { children: [tasks.root, left, right, overTime.root], draw, rest };
}

const TRAITS = ["measures", "joins", "threshold", "followed", "all_boxes"];
export default { render: createRender("merge_tree", TRAITS, build) };
