// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own operators.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  cellsInBin, exactLevel, levelOf, samplesBetween, shareMissed, sideOf, wholeLevel, withSide,
} from "../../../mrcnn_edu/views/widgets/ladder/pyramid.js";

const { boxes } = JSON.parse(readFileSync(new URL("ladder_cases.json", import.meta.url)));
const near = (found, held) => assert.ok(Math.abs(found - held) <= 1e-9, `${found}, not ${held}`);

for (const [name, { box, level, bins }] of Object.entries(boxes)) {
  test(`level: ${name}`, () => assert.equal(levelOf(sideOf(box)), level));
  test(`bins: ${name}`, () => {
    const [x1, y1, x2, y2] = box;
    for (const [key, { cells, xs, ys }] of Object.entries(bins)) {
      [x2 - x1, y2 - y1].forEach((side, axis) => near(cellsInBin(side, Number(key)), cells[axis]));
      samplesBetween(x1, x2, Number(key)).forEach((x, i) => near(x, xs[i]));
      samplesBetween(y1, y2, Number(key)).forEach((y, i) => near(y, ys[i]));
      assert.deepEqual([xs.length, ys.length], [14, 14]);
    }
  });
}

const WHOLE = [[20, 0], [28, 1], [55.9, 1], [56, 2], [112, 3], [224, 4], [447.9, 4], [448, 5], [900, 6]];
for (const [side, whole] of WHOLE) {
  test(`the number before it is held to a level: ${side}`, () => assert.equal(wholeLevel(side), whole));
}

const MISSED = [[1, 3, 0], [4, 4, 0], [8, 8, 0.75], [16, 2, 0.75], [40, 16, 0.975]];
for (const [columns, rows, share] of MISSED) {
  test(`missed: ${columns} × ${rows}`, () => near(shareMissed(columns, rows), share));
}

test("a doubling is one level", () => near(exactLevel(300) - exactLevel(150), 1));

const PHOTO = [1156, 800];
const SIDES = [
  ["about its middle", [400, 300, 500, 400], 200, [350, 250, 550, 450]],
  ["keeping its shape", [400, 300, 800, 400], 100, [500, 325, 700, 375]],
  ["off the border", [0, 0, 100, 100], 200, [0, 0, 200, 200]],
  ["off the other border", [1056, 700, 1156, 800], 400, [756, 400, 1156, 800]],
  ["wider where it cannot be higher", [500, 300, 600, 500], 900, [43.75, 0, 1056.25, 800]],
  ["higher where it cannot be wider", [0, 380, 1156, 420], 400, [0, 330.796, 1156, 469.204]],
  ["no larger than the photograph", [500, 300, 600, 500], 2000, [0, 0, 1156, 800]],
  ["from a box without area", [500, 300, 500, 300], 100, [450, 250, 550, 350]],
];
for (const [name, box, side, expected] of SIDES) {
  test(`grow ${name}`, () => withSide(box, side, PHOTO).forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]) < 0.001, `${value}, not ${expected[i]}`)));
}
