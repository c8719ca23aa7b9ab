// A small mask in an image, in three ways: the arithmetic of mrcnn_edu/ops/masks.py and
// exact_masks.py. All three stretch the mask over a box and put zeros around it, and read each pixel
// at its middle; they differ in the box. Nothing here touches the page.

/** To the nearest whole number, and of two to the even one, as torch does. */
function wholePixel(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** For each way where cell 0 begins along one axis, and how long a cell is, both in pixels. */
const PLACED = {
  exact: (start, end, count) => [start, (end - start) / count],
  torchvision: (start, end, count) => {
    const [half, middle] = [(end - start) * 0.5 * ((count + 2) / count), (end + start) * 0.5];
    const [first, last] = [Math.trunc(middle - half), Math.trunc(middle + half)];
    const cell = (last - first + 1) / (count + 2); // both ends included, a cell of zeros at either
    return [first + cell, cell];
  },
  whole: (start, end, count) => PLACED.exact(wholePixel(start), wholePixel(end), count),
};

export const WAYS = Object.keys(PLACED);

/** Where the cells lie: {x, y} with [beginning of cell 0, length of a cell]. */
export function placeCells(way, [x1, y1, x2, y2], count) {
  return { x: PLACED[way](x1, x2, count), y: PLACED[way](y1, y2, count) };
}

/** For each pixel the two cells on either side of its middle, and the share of the second. */
function readAlong([start, cell], pixels) {
  return Array.from({ length: pixels }, (_, pixel) => {
    const place = (pixel + 0.5 - start) / cell - 0.5; // cell i has its middle at i
    return [Math.floor(place), place - Math.floor(place)];
  });
}

/** The pasted mask, rows of probabilities; `size` is [width, height]. */
export function paste(cells, box, way, [width, height]) {
  const { x, y } = placeCells(way, box, cells.length);
  if (!(x[1] > 0 && y[1] > 0)) return Array.from({ length: height }, () => Array(width).fill(0));
  const at = (i, j) => cells[i]?.[j] ?? 0;
  const columns = readAlong(x, width);
  return readAlong(y, height).map(([i, down]) => columns.map(([j, right]) => {
    const upper = at(i, j) * (1 - right) + at(i, j + 1) * right;
    const lower = at(i + 1, j) * (1 - right) + at(i + 1, j + 1) * right;
    return upper * (1 - down) + lower * down;
  }));
}

/** How many pixels are on, and their middle [x, y]. */
function weigh(mask) {
  let [area, x, y] = [0, 0, 0];
  mask.forEach((row, i) => row.forEach((on, j) => {
    if (on) [area, x, y] = [area + 1, x + j, y + i];
  }));
  return { area, middle: [x / area, y / area] };
}

/** How a mask fits the true one: IoU, its area as a share, and how far its middle lies off. */
export function compareMasks(mask, truth) {
  const [mine, theirs] = [weigh(mask), weigh(truth)];
  const shared = weigh(mask.map((row, i) => row.map((on, j) => on && truth[i][j]))).area;
  const shift = mine.middle.map((value, axis) => value - theirs.middle[axis]);
  return { iou: shared / (mine.area + theirs.area - shared), area: mine.area / theirs.area, shift };
}

/** The line on which the mask, with its zeros around, is at the threshold: pieces of two points in cells. */
export function contourOf(cells, threshold) {
  const count = cells.length;
  const at = (x, y) => cells[y]?.[x] ?? 0;
  const pieces = [];
  for (let y = -1; y < count; y++) {
    for (let x = -1; x < count; x++) {
      const corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
      const met = corners.flatMap((from, k) => crossing(from, corners[(k + 1) % 4], at, threshold));
      for (let k = 0; k < met.length; k += 2) pieces.push([met[k], met[k + 1]]);
    }
  }
  return pieces;
}

/** Where the line crosses from one middle of a cell to the next, if it does. */
function crossing([ax, ay], [bx, by], at, threshold) {
  const [a, b] = [at(ax, ay), at(bx, by)];
  if (a > threshold === b > threshold) return [];
  const t = (threshold - a) / (b - a);
  return [[ax + t * (bx - ax) + 0.5, ay + t * (by - ay) + 0.5]];
}
