// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own functions.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  countMatches, gridAnchors, matchAnchors, overlapsOf, sampleOf,
} from "../../../mrcnn_edu/views/widgets/anchor_field/matching.js";
import { decodeBox, encodeBox, partsOf } from "../../../mrcnn_edu/views/widgets/anchor_field/coding.js";
import { bestOverlaps, groupsOf } from "../../../mrcnn_edu/views/widgets/anchor_field/recall.js";

const { fields, choices, pulls } = JSON.parse(readFileSync(new URL("anchor_field_cases.json", import.meta.url)));
const near = (found, held) => assert.ok(Math.abs(found - held) <= 1e-9, `${found}, not ${held}`);

for (const [name, { boxes, shapes, grid, stride, high, low, rescue, ...held }] of Object.entries(fields)) {
  const anchors = gridAnchors(shapes, grid, stride);
  const overlaps = boxes.map((box) => overlapsOf(box, anchors));
  test(`anchors: ${name}`, () => {
    assert.equal(anchors.length, held.matches.length);
    assert.deepEqual(anchors.at(-1), held.last_anchor);
  });
  test(`matches: ${name}`, () => assert.deepEqual(matchAnchors(overlaps, high, low, rescue), held.matches));
  test(`some of them alone: ${name}`, () => {
    const some = (row) => row.slice(0, 9);
    const tops = bestOverlaps(boxes, shapes, { rows: grid[0], columns: grid[1], stride });
    assert.deepEqual(matchAnchors(overlaps.map(some), high, low, rescue, tops), some(held.matches));
    const [index] = held.best;
    assert.equal(tops[0], overlaps[0][index]); // to the last bit, for the rule asks whether they are equal
  });
  test(`the best one: ${name}`, () => {
    const [index, overlap] = held.best;
    near(overlaps[0][index], overlap);
    assert.equal(overlaps[0].indexOf(Math.max(...overlaps[0])), index);
    if (held.deltas !== null) encodeBox(boxes[0], anchors[index]).forEach((delta, i) => near(delta, held.deltas[i]));
  });
}

const allNear = (found, held) => {
  assert.equal(found.length, held.length);
  found.forEach((value, i) => near(value, held[i]));
};
for (const [name, { boxes, shapes, grid: [rows, columns], stride, best, sides }] of Object.entries(choices)) {
  const found = bestOverlaps(boxes, shapes, { rows, columns, stride });
  test(`the best of each box: ${name}`, () => allNear(found, best));
  test(`as many have one that fits: ${name}`, () =>
    assert.deepEqual(found.map((iou) => iou >= 0.7), best.map((iou) => iou >= 0.7)));
  test(`by size: ${name}`, () => {
    const groups = groupsOf(boxes, [40, 48]);
    assert.deepEqual(groups.flat().sort((a, b) => a - b), boxes.map((_, i) => i));
    const inGroups = groups.map((group) => group.map((i) => sides[i]));
    for (const group of inGroups) assert.deepEqual(group, group.toSorted((a, b) => a - b));
    assert.ok(inGroups[0].every((side) => side < 40) && inGroups[2].every((side) => side >= 48));
    assert.ok(inGroups[1].every((side) => side >= 40 && side < 48));
  });
}

for (const [name, { anchor, deltas, moved, back }] of Object.entries(pulls)) {
  test(`deltas to box: ${name}`, () => allNear(decodeBox(deltas, anchor), moved));
  test(`box to deltas: ${name}`, () => allNear(encodeBox(moved, anchor), back));
  test(`worked out: ${name}`, () => {
    const [x, y, w, h] = partsOf(moved, anchor);
    allNear([(x[0] - x[1]) / x[2], (y[0] - y[1]) / y[2], Math.log(w[0] / w[1]), Math.log(h[0] / h[1])], back);
  });
}

test("counts", () => assert.deepEqual(countMatches([0, -1, -2, 3, -1, -1]), [2, 1, 3]));

const SAMPLES = [[[9, 50, 3000], [9, 247]], [[615, 0, 3273], [128, 128]], [[0, 0, 100], [0, 100]], [[128, 5, 9000], [128, 128]]];
for (const [counts, sample] of SAMPLES) {
  test(`a sample of ${counts}`, () => assert.deepEqual(sampleOf(counts, 256), sample));
}
