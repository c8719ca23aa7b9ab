// What becomes of a bin while the RoI is pushed from side to side.

import { alignAxis, alignBin, poolAxis, poolBin, roiInCells, tracePool } from "./geometry.js";

/**
 * The value of one bin at every pixel of the way from the left end of a picture, `width` pixels
 * wide, to its right end, through where the RoI is: x1 of the RoI, and the bin by both operators.
 */
export function pushAcross(map, roi, settings, [row, column], width) {
  const [first, last] = [Math.ceil(Math.min(0, -roi[0])), Math.floor(Math.max(0, width - roi[2]))];
  const shifts = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const { stride, output_size: [rows, columns], sampling_ratio: ratio, aligned, reduce } = settings;
  const [height, across] = [map.length, map[0].length];
  const shifted = (shift, half) => roiInCells([roi[0] + shift, roi[1], roi[2] + shift, roi[3]], stride, half);
  const still = { pool: shifted(0), align: shifted(0, aligned) };
  const down = {
    pool: poolAxis(still.pool[1], still.pool[3], rows, height).bins[row],
    align: alignAxis(still.align[1], still.align[3], rows, height, ratio, aligned).bins[row],
  };
  const pool = shifts.map((shift) => {
    const [x1, , x2] = shifted(shift);
    return poolBin(map, down.pool, poolAxis(x1, x2, columns, across).bins[column]).value;
  });
  const align = shifts.map((shift) => {
    const [x1, , x2] = shifted(shift, aligned);
    const bins = alignAxis(x1, x2, columns, across, ratio, aligned).bins;
    return alignBin(map, down.align, bins[column], reduce).value;
  });
  return { xs: shifts.map((shift) => roi[0] + shift), pool, align };
}

/**
 * How many pushes by a pixel, to the side with more room, it takes until RoIPool's bins have
 * changed so many times; no more than there is room for.
 */
export function pushesToChange(map, roi, settings, times, width) {
  const way = roi[0] >= width - roi[2] ? -1 : 1;
  const room = Math.floor(Math.max(roi[0], width - roi[2], 0));
  const bins = (shift) => {
    const moved = [roi[0] + shift, roi[1], roi[2] + shift, roi[3]];
    return String(tracePool(map, moved, settings).bins.flat().map(({ value }) => value));
  };
  let [pushes, changed, before] = [0, 0, bins(0)];
  while (pushes < room && changed < times) {
    pushes += 1;
    const now = bins(way * pushes);
    if (now !== before) changed += 1;
    before = now;
  }
  return pushes;
}
