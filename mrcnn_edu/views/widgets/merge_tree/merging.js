// Selective search's joins: the two neighbours most alike become one region, until one is left. In
// float64, as merge_regions of mrcnn_edu/ops/region_merging.py. Nothing here touches the page.

import { boxArea, hullBox } from "../kit/geometry.js";

export const MEASURES = ["C", "T", "S", "F"]; // colour, texture, size, fill: the order everywhere
const DIGITS = 1e9; // similarities that agree to nine digits count as equal

/** Histograms from rows of bin, count, bin, count …, as shares with a sum of 1. */
function sharesOf({ bins, rows }) {
  return rows.map((row) => {
    const shares = new Float64Array(bins);
    for (let i = 0; i < row.length; i += 2) shares[row[i]] = row[i + 1];
    const total = shares.reduce((sum, count) => sum + count, 0);
    return shares.map((count) => count / total);
  });
}

function shared(one, other) {
  return one.reduce((sum, share, bin) => sum + Math.min(share, other[bin]), 0);
}

/** Colour, texture, size and fill of two regions, in a picture of so many pixels. */
function compareRegions(one, other, area) {
  const both = one.size + other.size;
  const around = boxArea(hullBox(one.box, other.box));
  return [shared(one.colour, other.colour), shared(one.texture, other.texture), 1 - both / area, 1 - (around - both) / area];
}

/** The region of two: their histograms are mixed by their sizes. */
function joinRegions(one, other) {
  const size = one.size + other.size;
  const mix = (a, b) => a.map((share, bin) => (one.size * share + other.size * b[bin]) / size);
  return { size, box: hullBox(one.box, other.box), colour: mix(one.colour, other.colour), texture: mix(one.texture, other.texture) };
}

/** Whether a pair goes before another: it is more alike, or equally so and has lower numbers. */
function goesBefore({ total, pair: [i, j] }, best) {
  if (total !== best.total) return total > best.total;
  return i !== best.pair[0] ? i < best.pair[0] : j < best.pair[1];
}

/**
 * All joins of the regions that Python sends, by the letters in `measures`. Region n + m is what
 * join m made: `pairs` and `similarities` have an entry for each join, `sizes` and `boxes` one for
 * each region of the tree.
 */
export function mergeRegions({ sizes, boxes, colour, texture, neighbours, area }, measures) {
  const [colours, textures] = [sharesOf(colour), sharesOf(texture)];
  const regions = sizes.map((size, i) => ({ size, box: boxes[i], colour: colours[i], texture: textures[i] }));
  const counts = MEASURES.map((letter) => measures.includes(letter));
  const compare = (i, j) => {
    const similarities = compareRegions(regions[i], regions[j], area);
    const total = similarities.reduce((sum, value, c) => sum + (counts[c] ? value : 0), 0);
    return { pair: [i, j], similarities, total: Math.round(total * DIGITS) };
  };
  const joins = [];
  let waiting = neighbours.map(([i, j]) => compare(i, j));
  while (waiting.length > 0) {
    const next = waiting.reduce((best, one) => (goesBefore(one, best) ? one : best));
    const goes = (k) => next.pair.includes(k);
    const around = new Set(waiting.flatMap(({ pair }) => (pair.some(goes) ? pair.filter((k) => !goes(k)) : [])));
    joins.push(next);
    regions.push(joinRegions(...next.pair.map((k) => regions[k])));
    waiting = waiting.filter(({ pair }) => !pair.some(goes));
    for (const k of around) waiting.push(compare(k, regions.length - 1));
  }
  const of = (key, rows) => rows.map((row) => row[key]);
  return { pairs: of("pair", joins), similarities: of("similarities", joins), sizes: of("size", regions), boxes: of("box", regions) };
}

/** For each first region, the region that it belongs to after so many joins. */
export function regionsAfter({ pairs, sizes }, joins) {
  const first = sizes.length - pairs.length;
  const now = Array.from({ length: first + joins }, (_, i) => i);
  for (let join = joins - 1; join >= 0; join--) { // from the root down, so that one pass is enough
    for (const part of pairs[join]) now[part] = now[first + join];
  }
  return now.slice(0, first);
}
