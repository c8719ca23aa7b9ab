// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own evaluation.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { meanOf, runsOf, scoreRows } from "../../../mrcnn_edu/views/widgets/curtain/scoring.js";

const { levels, lists } = JSON.parse(readFileSync(new URL("curtain_cases.json", import.meta.url)));
const near = (found, held) => assert.ok(Math.abs(found - held) <= 1e-12, `${found}, not ${held}`);

for (const [name, held] of Object.entries(lists)) {
  const each = scoreRows(held.boxes, held.objects, levels.thresholds, levels.recalls);
  test(`reasons: ${name}`, () => {
    const plain = ({ name: reason, object, iou }) => [reason, object, object < 0 ? 0 : iou];
    assert.deepEqual(each.map(({ reasons }) => reasons.map(plain)), held.reasons);
  });
  test(`curves: ${name}`, () => {
    [0, 5].forEach((level, i) => assert.deepEqual(runsOf(each[level].heights), held.runs[i]));
    each.forEach(({ ap, points }, i) => {
      near(ap, held.each[i]);
      assert.equal(points.length, held.boxes.length);
    });
    near(meanOf(each.map(({ ap }) => ap)), held.AP);
    near(each[0].ap, held.AP50);
    near(each[5].ap, held.AP75);
  });
}

test("no row is in the light", () => {
  const each = scoreRows([], lists["six boxes"].objects, levels.thresholds, levels.recalls);
  assert.deepEqual(each.map(({ ap, points }) => [ap, points.length]), levels.thresholds.map(() => [0, 0]));
});

test("the bars of the lesson, counted", () => {
  const { boxes, objects } = lists["six boxes"];
  const [{ heights, points }] = scoreRows(boxes, objects, levels.thresholds, levels.recalls);
  const rounded = runsOf(heights).map(([count, height]) => [count, Number(height.toFixed(4))]);
  assert.deepEqual(rounded, [[26, 1], [50, 0.75], [25, 0.6667]]);
  assert.deepEqual(points.map(({ recall }) => recall), [0.25, 0.25, 0.5, 0.75, 0.75, 1]);
});
