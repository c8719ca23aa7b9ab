// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against Python.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { countOutcomes, judgeExperiment, mix, runExperiments } from "../../../mrcnn_edu/views/widgets/how_many_seeds/experiments.js";

const file = JSON.parse(readFileSync(new URL("how_many_seeds_cases.json", import.meta.url)));
const { t } = file.student["from two seeds up"];
const near = (found, held) => assert.ok(Math.abs(found - held) <= 1e-9, `${found}, not ${held}`);

for (const { number, mixed } of Object.values(file.mixed)) {
  test(`${number} is mixed`, () => assert.equal(mix(number), mixed));
}

for (const [name, held] of Object.entries(file.experiments)) {
  test(name, () => {
    const measured = runExperiments(held, t);
    assert.equal(measured.length, held.means.length);
    measured.forEach(({ mean, half }, i) => {
      near(mean, held.means[i]);
      if (held.seeds === 1) assert.equal(half, Infinity);
      else near(half, held.halves[i]);
    });
    assert.deepEqual(countOutcomes(held.gain, measured), held.counts);
  });
}

test("on the edge", () => {
  const said = (gain, mean, half) => Object.values(judgeExperiment(gain, { mean, half }));
  assert.deepEqual(said(1, 0, 1), [false, false, true]);
  assert.deepEqual(said(1, 1, 1), [false, false, true]);
  assert.deepEqual(said(0, -1, 0.5), [false, true, false]);
  assert.deepEqual(said(-1, 2, 1), [true, true, false]);
});
