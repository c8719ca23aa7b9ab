// RoIAlign and RoIPool of one RoI on one map, with everything that they look at on the way: the
// same formulas as mrcnn_edu/ops/roi_tracing.py and roi_pooling.py, in the same order, in float64.
// A RoI is [x1, y1, x2, y2] in pixels of the image and never inverted, a map a list of rows. Nothing
// here touches the page.

const range = (count) => Array.from({ length: count }, (_, i) => i);

/** The nearest whole number; of two equally near the one further from zero, as C rounds. */
export function roundHalfAway(value) {
  const whole = Math.trunc(value);
  return whole + (Math.abs(value - whole) >= 0.5 ? Math.sign(value) : 0);
}

/**
 * RoIAlign along one axis, in cells: where the bins begin, how long one is, and the samples of each
 * bin with the cells before and after and the weight of the one after; `on` the map or not.
 */
export function alignAxis(from, to, bins, size, ratio, aligned) {
  const length = aligned ? to - from : Math.max(to - from, 1); // the legacy rule
  const step = length / bins;
  const number = ratio > 0 ? ratio : Math.max(Math.ceil(step), 0);
  const sample = (bin, k) => neighboursOf(from + bin * step + ((k + 0.5) * step) / number, size);
  return { start: from, step, bins: range(bins).map((bin) => range(number).map((k) => sample(bin, k))) };
}

function neighboursOf(at, size) {
  const clamped = Math.max(0, Math.min(at, size - 1));
  const low = Math.floor(clamped);
  return { at, low, high: Math.min(low + 1, size - 1), toHigh: clamped - low, on: at >= -1 && at <= size };
}

/** RoIPool along one axis: the RoI in whole cells, both ends included, and the cells of each bin. */
export function poolAxis(from, to, bins, size) {
  const [first, last] = [roundHalfAway(from), roundHalfAway(to)];
  const step = (last - first + 1) / bins; // seldom whole
  const onMap = (cell) => Math.max(0, Math.min(cell, size));
  const cells = range(bins).map((bin) => {
    const [low, high] = [Math.floor(bin * step) + first, Math.ceil((bin + 1) * step) + first];
    return { low: onMap(low), high: onMap(high) }; // the end is not included here
  });
  return { first, last, step, bins: cells };
}

/** The RoI on the map: x1, y1, x2, y2 in cells, shifted by half a cell or not. */
export function roiInCells(roi, stride, aligned = false) {
  return roi.map((value) => value * (1 / stride) - (aligned ? 0.5 : 0));
}

/** RoIAlign of one RoI: both axes, and for each bin its samples and its value. */
export function traceAlign(map, roi, { stride, output_size: [rows, columns], sampling_ratio, aligned, reduce }) {
  const [x1, y1, x2, y2] = roiInCells(roi, stride, aligned);
  const y = alignAxis(y1, y2, rows, map.length, sampling_ratio, aligned);
  const x = alignAxis(x1, x2, columns, map[0].length, sampling_ratio, aligned);
  return { y, x, bins: y.bins.map((down) => x.bins.map((across) => alignBin(map, down, across, reduce))) };
}

/** One bin of RoIAlign, from its samples along both axes. */
export function alignBin(map, down, across, reduce) {
  const samples = down.flatMap((v) => across.map((u) => sampleOf(map, v, u)));
  return { samples, value: reduceSamples(samples.map(({ value }) => value), reduce) };
}

/** One sample: its place, its neighbours row by row, and the sum of weights times values. */
function sampleOf(map, v, u) {
  const corners = [[v.low, u.low], [v.low, u.high], [v.high, u.low], [v.high, u.high]];
  const counts = v.on && u.on ? 1 : 0; // off the map a sample weighs nothing
  const [down, across] = [[1 - v.toHigh, v.toHigh], [1 - u.toHigh, u.toHigh]];
  const neighbours = corners.map(([row, column], i) => ({
    row, column, weight: down[i >> 1] * across[i & 1] * counts, value: map[row][column],
  }));
  const value = neighbours.reduce((sum, { weight, value }) => sum + weight * value, 0);
  return { y: v.at, x: u.at, neighbours, value, on: counts === 1 };
}

function reduceSamples(values, reduce) {
  if (values.length === 0) return 0; // an adaptive number of samples in a bin without length
  if (reduce === "max") return Math.max(...values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** RoIPool of one RoI: both axes, and for each bin its cells, its largest one and its value. */
export function tracePool(map, roi, { stride, output_size: [rows, columns] }) {
  const [x1, y1, x2, y2] = roiInCells(roi, stride);
  const y = poolAxis(y1, y2, rows, map.length);
  const x = poolAxis(x1, x2, columns, map[0].length);
  return { y, x, bins: y.bins.map((down) => x.bins.map((across) => poolBin(map, down, across))) };
}

/** One bin of RoIPool, from its cells along both axes. */
export function poolBin(map, down, across) {
  const cells = [];
  for (let row = down.low; row < down.high; row++) {
    for (let column = across.low; column < across.high; column++) {
      cells.push({ row, column, value: map[row][column] });
    }
  }
  const largest = cells.reduce((best, cell) => (best && best.value >= cell.value ? best : cell), null);
  return { cells, largest, value: largest ? largest.value : 0 };
}

/** How far RoIPool moves the edges x1, y1, x2, y2 of the RoI, in pixels, the last cell included. */
export function edgesMoved([x1, y1, x2, y2], { y, x }, stride) {
  return [
    x.first * stride - x1, y.first * stride - y1,
    (x.last + 1) * stride - x2, (y.last + 1) * stride - y2,
  ];
}

/** The row and the column of the first bin that holds a point [x, y] of the image, or null. */
export const binAt = {
  pool: ({ y, x }, stride, point) => {
    const hit = (axis, value) => axis.bins.findIndex(({ low, high }) => low <= value && value < high);
    return bothFound([hit(y, point[1] / stride), hit(x, point[0] / stride)]);
  },
  align: ({ y, x }, stride, point) => {
    const hit = ({ start, step, bins }, value) => {
      const bin = step > 0 ? Math.floor((value - start) / step) : -1;
      return bin < bins.length ? bin : -1;
    };
    return bothFound([hit(y, point[1] / stride - 0.5), hit(x, point[0] / stride - 0.5)]);
  },
};

function bothFound(bin) {
  return Math.min(...bin) >= 0 ? bin : null;
}
