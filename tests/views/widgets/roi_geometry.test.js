// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that the package's own operators gave.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  binAt, edgesMoved, roundHalfAway, traceAlign, tracePool,
} from "../../../mrcnn_edu/views/widgets/roi/geometry.js";
import { pushAcross, pushesToChange } from "../../../mrcnn_edu/views/widgets/roi/push.js";

const { traces, pushes } = JSON.parse(readFileSync(new URL("roi_cases.json", import.meta.url)));

/** The same numbers up to the order in which a sum was taken. */
function assertNear(found, expected) {
  assert.equal(found.length, expected.length);
  found.forEach((line, i) => {
    assert.equal(line.length, expected[i].length);
    line.forEach((value, j) => assert.ok(Math.abs(value - expected[i][j]) < 1e-13, `${value}, ${expected[i][j]}`));
  });
}

for (const [name, expected] of Object.entries(traces)) {
  const { map, roi, settings } = expected;
  test(`RoIAlign: ${name}`, () => {
    const { bins } = traceAlign(map, roi, { ...settings, reduce: "average" });
    const each = (read) => bins.map((line) => line.map(({ samples }) => samples.map(read)));
    // Places, neighbours and weights are the same bits; only sums may be taken in another order.
    assert.deepEqual(each(({ y, x }) => [y, x]), expected.points);
    assert.deepEqual(each(({ neighbours }) => neighbours.map(({ row, column }) => [row, column])), expected.neighbours);
    assert.deepEqual(each(({ neighbours }) => neighbours.map(({ weight }) => weight)), expected.weights);
    const values = each(({ neighbours }) => neighbours.every(({ row, column, value }) => value === map[row][column]));
    assert.ok(values.flat(2).every((same) => same));
    assertNear(bins.map((line) => line.map(({ value }) => value)), expected.average);
    const largest = traceAlign(map, roi, { ...settings, reduce: "max" }).bins;
    assertNear(largest.map((line) => line.map(({ value }) => value)), expected.max);
  });

  test(`RoIPool: ${name}`, () => {
    const trace = tracePool(map, roi, settings);
    const cells = trace.bins.map((line) => line.map((bin) => bin.cells.map(({ row, column }) => [row, column])));
    assert.deepEqual(cells, expected.cells);
    assert.deepEqual(trace.bins.map((line) => line.map(({ value }) => value)), expected.largest);
    for (const { largest, value, cells: own } of trace.bins.flat()) {
      assert.equal(largest === null, own.length === 0);
      if (largest) assert.equal(map[largest.row][largest.column], value);
    }
    assertNear([edgesMoved(roi, trace, settings.stride)], [expected.moved]);
  });
}

for (const [name, { of, bin, width, ...expected }] of Object.entries(pushes)) {
  test(`pushed across: ${name}`, () => {
    const found = pushAcross(of.map, of.roi, { ...of.settings, reduce: "average" }, bin, width);
    assertNear([found.xs, found.pool, found.align], [expected.xs, expected.pool, expected.align]);
  });
}

test("after how many pushes RoIPool's bins have changed", () => {
  const grey = [[1, 2, 3, 4, 5, 6]];
  const settings = { stride: 10, output_size: [1, 1] };
  // Its x2 rounds to another cell at 5, 15 and 25 pixels.
  assert.equal(pushesToChange(grey, [0, 0, 10, 10], settings, 1, 60), 5);
  assert.equal(pushesToChange(grey, [0, 0, 10, 10], settings, 2, 60), 15);
  assert.equal(pushesToChange(grey, [40, 0, 50, 10], settings, 1, 60), 6); // to the left: 44 is 4
  assert.equal(pushesToChange(grey, [0, 0, 50, 10], settings, 9, 60), 10); // where the room ends
});

test("halves are rounded away from zero", () => {
  const values = [-2.5, -1.5, -0.5, -0.4, 0.4, 0.5, 1.5, 2.5, 3.875];
  assert.deepEqual(values.map(roundHalfAway).map((v) => v + 0), [-3, -2, -1, 0, 0, 1, 2, 3, 4]);
});

const SETTINGS = { stride: 32, output_size: [2, 2], sampling_ratio: 1, aligned: false, reduce: "average" };
const { map } = traces["two by two"];
const pool = tracePool(map, [10, 10, 124, 124], SETTINGS);
const align = (aligned) => traceAlign(map, [10, 10, 124, 124], { ...SETTINGS, aligned });
const PLACES = [
  ["pool", pool, [20, 20], [0, 0]],
  ["pool", pool, [80, 80], [0, 0]], // which two bins share
  ["pool", pool, [96, 20], [0, 1]], // where the first one ends
  ["pool", pool, [130, 20], [0, 1]],
  ["pool", pool, [159, 159], [1, 1]],
  ["pool", pool, [161, 20], null],
  ["align", align(true), [11, 11], [0, 0]],
  ["align", align(true), [66, 66], [0, 0]],
  ["align", align(true), [68, 66], [0, 1]],
  ["align", align(true), [9, 60], null],
  ["align", align(true), [60, 125], null],
  ["align", align(false), [20, 60], null], // the bins lie half a cell further on
  ["align", align(false), [139, 139], [1, 1]],
];
for (const [kind, trace, point, expected] of PLACES) {
  test(`a press at ${point} finds ${kind} bin ${expected}`, () => {
    assert.deepEqual(binAt[kind](trace, 32, point), expected);
  });
}
