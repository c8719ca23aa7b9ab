// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own functions.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  countMatches, encodeBox, gridAnchors, matchAnchors, overlapsOf, sampleOf,
} from "../../../mrcnn_edu/views/widgets/anchor_field/matching.js";

const { fields } = JSON.parse(readFileSync(new URL("anchor_field_cases.json", import.meta.url)));
const near = (found, held) => assert.ok(Math.abs(found - held) <= 1e-9, `${found}, not ${held}`);

for (const [name, { boxes, shapes, grid, stride, high, low, rescue, ...held }] of Object.entries(fields)) {
  const anchors = gridAnchors(shapes, grid, stride);
  const overlaps = boxes.map((box) => overlapsOf(box, anchors));
  test(`anchors: ${name}`, () => {
    assert.equal(anchors.length, held.matches.length);
    assert.deepEqual(anchors.at(-1), held.last_anchor);
  });
  test(`matches: ${name}`, () => assert.deepEqual(matchAnchors(overlaps, high, low, rescue), held.matches));
  test(`the best one: ${name}`, () => {
    const [index, overlap] = held.best;
    near(overlaps[0][index], overlap);
    assert.equal(overlaps[0].indexOf(Math.max(...overlaps[0])), index);
    if (held.deltas !== null) encodeBox(boxes[0], anchors[index]).forEach((delta, i) => near(delta, held.deltas[i]));
  });
}

test("counts", () => assert.deepEqual(countMatches([0, -1, -2, 3, -1, -1]), [2, 1, 3]));

const SAMPLES = [[[9, 50, 3000], [9, 247]], [[615, 0, 3273], [128, 128]], [[0, 0, 100], [0, 100]], [[128, 5, 9000], [128, 128]]];
for (const [counts, sample] of SAMPLES) {
  test(`a sample of ${counts}`, () => assert.deepEqual(sampleOf(counts, 256), sample));
}
