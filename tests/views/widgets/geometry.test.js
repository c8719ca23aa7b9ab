// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own operators.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  boxArea, boxesAt, compareBoxes, gripAt, hullBox, intersectionBox, moveBox, nmsSteps, scoreOrder,
  setEdges, statesAt,
} from "../../../mrcnn_edu/views/widgets/kit/geometry.js";

const cases = JSON.parse(readFileSync(new URL("geometry_cases.json", import.meta.url)));
const IMAGE = [384, 303];

for (const [name, { box1, box2, ...expected }] of Object.entries(cases.pairs)) {
  test(`two boxes: ${name}`, () => {
    const found = compareBoxes(box1, box2);
    const asJson = (value) => (Number.isNaN(value) ? null : value);
    for (const key of ["intersection", "union", "hull", "iou", "giou"]) {
      assert.equal(asJson(found[key]), expected[key], key); // the same bits, not merely near
    }
    assert.equal(boxArea(intersectionBox(box1, box2)), expected.intersection);
    assert.equal(boxArea(hullBox(box1, box2)), expected.hull);
  });
}

for (const [name, { boxes, scores, iou_threshold, steps }] of Object.entries(cases.queues)) {
  test(`queue: ${name}`, () => {
    assert.deepEqual(nmsSteps(boxes, scores, iou_threshold), steps);
  });
}

test("equal scores keep the order of their indices", () => {
  assert.deepEqual(scoreOrder([0.2, 0.9, 0.2, 0.9, 1]), [4, 1, 3, 0, 2]);
});

test("the states of a queue, from its start to its end", () => {
  const { boxes, scores, iou_threshold } = cases.queues["a chain"];
  const steps = nmsSteps(boxes, scores, iou_threshold);
  const states = (step) => statesAt(steps, step, 3).map(({ state }) => state);
  assert.deepEqual(states(0), ["waiting", "waiting", "waiting"]);
  assert.deepEqual(states(1), ["best", "removing", "waiting"]);
  assert.deepEqual(states(2), ["kept", "removed", "best"]);
  assert.deepEqual(states(3), ["kept", "removed", "kept"]);
  assert.equal(statesAt(steps, 3, 3)[1].by, 0);
  assert.equal(statesAt(steps, 3, 3)[1].iou, 60 / 140);
});

const MOVES = [
  ["freely", [10, 20, 30, 50], [5, -7], [15, 13, 35, 43]],
  ["to the left border", [10, 20, 30, 50], [-50, 0], [0, 20, 20, 50]],
  ["to the lower right corner", [10, 20, 30, 50], [999, 999], [364, 273, 384, 303]],
  ["by parts of a pixel", [10.25, 20.5, 30.25, 50.5], [1, 1], [11.25, 21.5, 31.25, 51.5]],
  ["not further out", [-10, 20, 30, 50], [-5, 0], [-10, 20, 30, 50]],
  ["back in from outside", [-10, 20, 30, 50], [10, 0], [0, 20, 40, 50]],
];
for (const [name, box, [dx, dy], expected] of MOVES) {
  test(`move ${name}`, () => assert.deepEqual(moveBox(box, dx, dy, IMAGE), expected));
}

const RESIZES = [
  ["one edge", [10, 20, 30, 50], { x2: 40 }, [10, 20, 40, 50]],
  ["a corner", [10, 20, 30, 50], { x1: 5, y2: 60 }, [5, 20, 30, 60]],
  ["a left edge past the right one", [10, 20, 30, 50], { x1: 80 }, [29, 20, 30, 50]],
  ["a lower edge past the upper one", [10, 20, 30, 50], { y2: -5 }, [10, 20, 30, 21]],
  ["out of the image", [10, 20, 30, 50], { x1: -9, y2: 400 }, [0, 20, 30, 303]],
  ["a box without area", [0, 0, 0, 0], { x2: 0 }, [0, 0, 1, 0]],
  ["a box that lies outside", [400, 20, 420, 50], { x2: 390 }, [400, 20, 401, 50]],
];
for (const [name, box, edges, expected] of RESIZES) {
  test(`resize ${name}`, () => assert.deepEqual(setEdges(box, edges, IMAGE), expected));
}

const BOXES = [[0, 0, 100, 100], [40, 40, 90, 90]];
const GRIPS = [
  ["the inner box", [65, 65], 0, { box: 1, edges: [] }],
  ["the outer box beside it", [20, 60], 1, { box: 0, edges: [] }],
  ["an edge", [2, 50], 0, { box: 0, edges: ["x1"] }],
  ["a corner from outside", [103, 104], 0, { box: 0, edges: ["x2", "y2"] }],
  ["an inner corner over the outer inside", [39, 91], 0, { box: 1, edges: ["x1", "y2"] }],
  ["nothing", [150, 50], 0, null],
];
for (const [name, point, active, expected] of GRIPS) {
  test(`a hand takes ${name}`, () => assert.deepEqual(gripAt(BOXES, active, point, 5), expected));
}

test("of two boxes in one place a hand takes the active one by its edge", () => {
  const twice = [[0, 0, 50, 50], [0, 0, 50, 50]];
  assert.deepEqual(gripAt(twice, 1, [0, 25], 5), { box: 1, edges: ["x1"] });
  assert.deepEqual(gripAt(twice, 0, [0, 25], 5), { box: 0, edges: ["x1"] });
});

test("a small box can still be moved by its middle", () => {
  assert.deepEqual(gripAt([[10, 10, 16, 16]], 0, [13, 13], 12), { box: 0, edges: [] });
});

test("a click finds the boxes under it, the smallest first", () => {
  assert.deepEqual(boxesAt(BOXES, [50, 50]), [1, 0]);
  assert.deepEqual(boxesAt(BOXES, [10, 10]), [0]);
  assert.deepEqual(boxesAt(BOXES, [200, 10]), []);
});
