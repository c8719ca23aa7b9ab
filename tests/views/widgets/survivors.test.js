// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own NMS.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { inFours, lostAt, owners, ranksOf, survivors, thread, unpack } from "../../../mrcnn_edu/views/widgets/explorer/survivors.js";

const { crowds } = JSON.parse(readFileSync(new URL("survivor_cases.json", import.meta.url)));
const COIN = 1;

for (const [name, { crowd, cuts, objects, left, owners: held, lost, followed }] of Object.entries(crowds)) {
  const all = { ...crowd, ranks: ranksOf(crowd.levels) };
  const [found, owned] = [survivors(all, cuts), owners(all, objects, COIN)];
  test(`survivors: ${name}`, () => {
    const { removedBy, ...which } = found;
    assert.deepEqual(which, left);
    assert.equal(removedBy.outlived.size, left.candidates.length - left.outlived.length);
  });
  test(`owners: ${name}`, () => assert.deepEqual(owned, held));
  test(`lost: ${name}`, () => assert.deepEqual(objects.map((_, i) => lostAt(found, owned, i)), lost));
  test(`followed: ${name}`, () => {
    const pairs = objects.map((_, i) => thread(all, found, owned, i)).map(({ candidate, pair }) => [candidate ?? null, pair ?? null]);
    assert.deepEqual(pairs, followed);
  });
}

test("what Python packs", () => assert.deepEqual(unpack({ parts: 4, data: "BgAJAA==" }), [1.5, 2.25]));
test("a row as boxes", () => assert.deepEqual(inFours([1, 2, 3, 4, 5, 6, 7, 8]), [[1, 2, 3, 4], [5, 6, 7, 8]]));
