// The regions over the photograph, each in its mean colour with a line around it; the two that were
// joined last stand out, one plain and one in stripes.

import { html } from "../kit/page.js";
import { regionsAfter } from "./merging.js";

const [THROUGH, LINE, PART] = [150, 255, 215]; // opacity, from 0 to 255, of means, lines and parts
const STRIPE = 3; // pixels

/** The region of each pixel, from region, length, region, length … */
export function pixelsOf(runs, count) {
  const pixels = new Uint16Array(count);
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) pixels.fill(runs[i], at, (at += runs[i + 1]));
  return pixels;
}

/** The mean colour of each region of now: means of the first ones, weighted by their sizes. */
function meansNow(now, sizes, colours) {
  const sums = new Map();
  now.forEach((region, i) => {
    const sum = sums.get(region) ?? [0, 0, 0, 0];
    sums.set(region, [...colours[i].map((value, c) => sum[c] + sizes[i] * value), sum[3] + sizes[i]]);
  });
  return new Map([...sums].map(([region, [r, g, b, size]]) => [region, [r / size, g / size, b / size, THROUGH]]));
}

/** A colour of the style sheet as red, green and blue. */
function colourOf(node, name, opacity) {
  const value = getComputedStyle(node).getPropertyValue(name).trim().slice(1);
  return [0, 2, 4].map((i) => parseInt(value.slice(i, i + 2), 16)).concat(opacity);
}

/** A canvas between the photograph and what is drawn over it. */
export function createRegionsView(model, stage) {
  const [width, height] = stage.size;
  const { sizes, colours } = model.get("regions");
  const pixels = pixelsOf(model.get("runs"), width * height);
  const canvas = html("canvas", { class: "regions", width, height, "aria-hidden": "true" });
  stage.overlay.before(canvas);
  const context = canvas.getContext("2d");
  let drawn = ""; // to paint takes longest, and a redraw may be about something else

  function paint(tree, joins) {
    const image = context.createImageData(width, height);
    const now = regionsAfter(tree, joins);
    const before = joins > 0 ? regionsAfter(tree, joins - 1) : now;
    const [one, other] = joins > 0 ? tree.pairs[joins - 1] : [];
    const means = meansNow(now, sizes, colours);
    const [line, plain, stripes] = [["--yellow", LINE], ["--sky", PART], ["--vermilion", PART]]
      .map(([name, opacity]) => colourOf(canvas, name, opacity));
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, at++) {
        const [first, region] = [pixels[at], now[pixels[at]]];
        const beside = x + 1 < width && now[pixels[at + 1]] !== region;
        const below = y + 1 < height && now[pixels[at + width]] !== region;
        let colour = beside || below ? line : means.get(region);
        if (before[first] === one) colour = plain;
        if (before[first] === other) colour = (x + y) % (2 * STRIPE) < STRIPE ? stripes : means.get(region);
        image.data.set(colour, 4 * at);
      }
    }
    context.putImageData(image, 0, 0);
  }
  function show(tree, measures, joins) {
    const key = `${measures} ${joins}`;
    if (key !== drawn && canvas.isConnected) {
      paint(tree, joins);
      drawn = key;
    }
  }
  /** The first region at a point of the photograph. */
  const regionAt = ([x, y]) => {
    const inside = (value, side) => Math.max(0, Math.min(Math.floor(value), side - 1));
    return pixels[inside(y, height) * width + inside(x, width)];
  };
  return { show, regionAt };
}
