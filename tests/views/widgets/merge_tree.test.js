// Run by pytest, or alone: node --test tests/views/widgets/
// The cases of the file are those that pytest holds against the package's own functions.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { mergeRegions, regionsAfter } from "../../../mrcnn_edu/views/widgets/merge_tree/merging.js";
import {
  differentBoxes, fitOf, foundAfter, regionsOver,
} from "../../../mrcnn_edu/views/widgets/merge_tree/progress.js";
import { pixelsOf } from "../../../mrcnn_edu/views/widgets/merge_tree/regions_view.js";

const { trees } = JSON.parse(readFileSync(new URL("merge_tree_cases.json", import.meta.url)));

function assertNear(found, held) {
  assert.equal(found.length, held.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - held[i]) <= 1e-9, `${value}, not ${held[i]}`));
}

for (const [name, held] of Object.entries(trees)) {
  const tree = mergeRegions(held.regions, held.measures);
  const last = held.pairs.length;
  test(`joins: ${name}`, () => {
    for (const key of ["pairs", "sizes", "boxes"]) assert.deepEqual(tree[key], held[key]);
    assert.equal(tree.similarities.length, last);
    tree.similarities.forEach((row, i) => assertNear(row, held.similarities[i]));
  });
  test(`regions of now: ${name}`, () => {
    const found = [0, Math.floor(last / 2), last].map((joins) => regionsAfter(tree, joins));
    assert.deepEqual(found, held.now);
  });
  test(`the way of one region: ${name}`, () => {
    held.regions.sizes.forEach((_, first) => {
      const way = regionsOver(tree, first);
      assert.equal(way.length, last + 1);
      way.forEach((region, joins) => assert.equal(region, regionsAfter(tree, joins)[first]));
    });
  });
  test(`boxes: ${name}`, () => {
    assert.deepEqual(differentBoxes(tree), held.different);
    const fits = held.objects.map((object) => fitOf(tree, object));
    held.best.forEach((overlaps, joins) => {
      assertNear(fits.map((fit) => fit.overlaps[fit.best[joins]]), overlaps);
      for (const threshold of [0.5, 0.9]) {
        const found = overlaps.filter((overlap) => overlap >= threshold).length;
        assert.equal(foundAfter(fits, joins, threshold), found);
      }
    });
    fits.forEach(({ overlaps, best }) => best.forEach((box) => assert.equal(overlaps.indexOf(overlaps[box]), box)));
  });
}

test("an overlap of exactly the threshold is enough", () => {
  const fits = [{ overlaps: [0.5], best: [0] }];
  assert.deepEqual([0.5, 0.51].map((threshold) => foundAfter(fits, 0, threshold)), [1, 0]);
});

test("runs become pixels", () => assert.deepEqual([...pixelsOf([0, 2, 7, 3, 0, 1], 6)], [0, 0, 7, 7, 7, 0]));
