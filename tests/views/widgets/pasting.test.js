// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own pastes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { compareMasks, contourOf, paste } from "../../../mrcnn_edu/views/widgets/pasting.js";

const { masks } = JSON.parse(readFileSync(new URL("pasting_cases.json", import.meta.url)));

for (const [name, { cells, box, pasted }] of Object.entries(masks)) {
  for (const [way, held] of Object.entries(pasted)) {
    test(`${way}: ${name}`, () => {
      const found = paste(cells, box, way, [held[0].length, held.length]).flat();
      assert.equal(found.length, held.flat().length);
      held.flat().forEach((value, i) => assert.ok(Math.abs(found[i] - value) <= 1e-12, `${found[i]}, not ${value}`));
    });
  }
}

const TRUTH = [[0, 1, 1, 0], [0, 1, 1, 0]];
const FITS = [
  ["the same", TRUTH, { iou: 1, area: 1, shift: [0, 0] }],
  ["one to the right", [[0, 0, 1, 1], [0, 0, 1, 1]], { iou: 1 / 3, area: 1, shift: [1, 0] }],
  ["a row of it", [[0, 0, 0, 0], [0, 1, 1, 0]], { iou: 1 / 2, area: 1 / 2, shift: [0, 0.5] }],
  ["nothing", [[0, 0, 0, 0], [0, 0, 0, 0]], { iou: 0, area: 0, shift: [NaN, NaN] }],
];
for (const [name, mask, fit] of FITS) test(`fit: ${name}`, () => assert.deepEqual(compareMasks(mask, TRUTH), fit));

test("one cell has a diamond around its middle", () => {
  const points = contourOf([[1]], 0.5).flat().map(String);
  assert.deepEqual([...new Set(points)].sort(), ["0,0.5", "0.5,0", "0.5,1", "1,0.5"]);
  assert.equal(points.length, 8);
});
test("the line moves in as the threshold rises", () =>
  assert.deepEqual([...new Set(contourOf([[1]], 0.75).flat().map(([x]) => x))].sort(), [0.25, 0.5, 0.75]));
test("no line above all cells", () => assert.deepEqual(contourOf([[0.4, 0.3], [0.2, 0.1]], 0.5), []));
