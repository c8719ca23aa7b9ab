// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own losses.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { readMaps } from "../../../mrcnn_edu/views/widgets/tug.js";

const { maps } = JSON.parse(readFileSync(new URL("tug_cases.json", import.meta.url)));
const near = (found, held) => assert.ok(Math.abs(found - held) <= 1e-9, `${found}, not ${held}`);

for (const [name, held] of Object.entries(maps)) {
  for (const kind of ["sigmoid", "softmax"]) {
    test(`${kind}: ${name}`, () => {
      const { cells, terms, loss } = readMaps(kind, held.logits, held.target);
      near(loss, held[kind].loss);
      near(terms.reduce((sum, term) => sum + term) / 4, loss);
      assert.deepEqual([cells.length, cells[0].length], [4, 3]);
      cells.forEach((classes, n) => classes.forEach(({ p, gradient }, k) => {
        near(p, held[kind].p[k][n >> 1][n & 1]);
        near(gradient, held[kind].gradient[k][n >> 1][n & 1]);
      }));
    });
  }
}

test("the terms of the lesson", () => {
  const { logits, target } = maps["by hand"];
  const rounded = (kind) => readMaps(kind, logits, target).terms.map((term) => Number(term.toFixed(4)));
  assert.deepEqual(rounded("sigmoid"), [0.1269, 0.3133, 0.6931, 0.1269]);
  assert.deepEqual(rounded("softmax"), [1.349, 0.5514, 1.0986, 0.7586]);
});
