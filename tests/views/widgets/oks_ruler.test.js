// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own similarity.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readPose, RING_COUNTS, ringRadius } from "../../../mrcnn_edu/views/widgets/oks_ruler/ruler.js";

const { poses } = JSON.parse(readFileSync(new URL("oks_cases.json", import.meta.url)));
const near = (found, held) => assert.ok(Math.abs(found - held) <= 1e-9, `${found}, not ${held}`);

for (const [name, held] of Object.entries(poses)) {
  test(name, () => {
    const pose = readPose(held);
    if (held.oks === null) assert.equal(pose.oks, null);
    else near(pose.oks, held.oks);
    assert.equal(pose.passed, held.passed);
    assert.equal(pose.number, held.labelled.filter(Boolean).length);
    assert.equal(pose.similarities.length, held.similarities.length);
    pose.similarities.forEach((found, i) => near(found, held.similarities[i]));
    held.rings.forEach((radii, i) => radii.forEach((radius, n) =>
      near(ringRadius(RING_COUNTS[n], held.k[i], held.size), radius)));
  });
}

test("a threshold that is met exactly is passed", () => {
  const exact = { offsets: [[0, 0], [99, 0]], labelled: [true, true], k: [0.05, 0.05], size: 16 };
  assert.equal(readPose({ ...exact, thresholds: [0.5, 0.55] }).passed, 1);
});
