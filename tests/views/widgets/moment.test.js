// Run by pytest, or alone: node --test tests/views/widgets/

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromHash, startOf, toHash } from "../../../mrcnn_edu/views/widgets/roi/moment.js";

const example = (key, maps, start) => ({ key, maps, start: {
  roi: [10, 10, 124, 124], stride: 32, output_size: [2, 2], sampling_ratio: 1, aligned: false, ...start,
} });
const EXAMPLES = [
  example("slides", { 16: [[1]], 32: [[1]] }),
  example("coin", { 8: [[1]], 16: [[1]] }, { stride: 8, aligned: true }),
];
const START = startOf(EXAMPLES[0]);

test("a moment comes back from its address", () => {
  const moment = {
    example: "coin", roi: [-3, 10.125, 61.5, 99], stride: 16, output_size: [3, 7], sampling_ratio: 0,
    aligned: false, reduce: "max", chosen_bin: [2, 6],
  };
  assert.equal(toHash(moment),
    "example=coin&roi=-3,10.125,61.5,99&stride=16&bins=3x7&samples=0&aligned=0&reduce=max&bin=2,6");
  assert.deepEqual(fromHash(`#${toHash(moment)}`, EXAMPLES), moment);
  assert.deepEqual(fromHash(`#${toHash(START)}`, EXAMPLES), START);
});

const READ = [
  ["the teacher's link", "#roi=10,10,124,124&stride=32&aligned=1", { aligned: true }],
  ["one part", "#bin=1,0", { chosen_bin: [1, 0] }],
  ["commas that were escaped", "#roi=1%2C2%2C3%2C4", { roi: [1, 2, 3, 4] }],
  ["an example by its own beginning", "#example=coin", startOf(EXAMPLES[1])],
  ["an unknown example", "#example=moon&stride=16", { stride: 16 }],
  ["a stride of another example", "#stride=8&aligned=1", { aligned: true }],
  ["a stride of the example named", "#stride=16&example=coin", { ...startOf(EXAMPLES[1]), stride: 16 }],
  ["unknown parts", "#colour=red&samples=2", { sampling_ratio: 2 }],
];
for (const [name, hash, changes] of READ) {
  test(`an address with ${name}`, () => assert.deepEqual(fromHash(hash, EXAMPLES), { ...START, ...changes }));
}

const NOTHING = [
  "", "#", "#a-heading", "#roi", "#roi=", "#roi=1,2,3", "#roi=1,2,3,4,5", "#roi=1,2,x,4", "#roi=1,2,,4",
  "#roi=9,2,3,4", "#roi=1,9,3,4", "#roi=1,2,3,1e400", "#roi=NaN,2,3,4", "#roi=1,2,3,9999999", "#stride=0",
  "#stride=toString", "#stride=31", "#bins=0x2", "#bins=2x8", "#bins=2", "#bins=2x2x2", "#bins=1.5x2",
  "#samples=9", "#samples=-2", "#samples=two", "#samples=", "#aligned=2", "#aligned=constructor",
  "#aligned=true", "#reduce=sum", "#reduce=", "#bin=0", "#bin=-1,0", "#bin=0,7", "#example=constructor",
  "#roi=<b>,2,3,4", "#%E0%A4%A=1",
];
for (const hash of NOTHING) {
  test(`an address without a moment: ${hash}`, () => assert.equal(fromHash(hash, EXAMPLES), null));
}
