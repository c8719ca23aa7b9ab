// Hatches to fill areas with, so that no area is told by its colour alone.

import { svg } from "./page.js";

/** A hatch to fill areas with: strokes of one colour, by their path in a square tile. */
export function hatch(id, name, size, path) {
  const strokes = [
    svg("path", { class: "hatch-casing", d: path }),
    svg("path", { class: `hatch-line ${name}`, d: path }),
  ];
  return svg(
    "pattern",
    { id: `${id}-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse" },
    ...strokes,
  );
}

/** Strokes that join across tiles, rising, falling or both. */
export function hatchPath(size, kind) {
  const [half, over] = [size / 2, size * 1.5];
  const rising = `M${-half},${half} L${half},${-half} M${-half},${over} L${over},${-half}`;
  const falling = `M${-half},${-half} L${over},${over} M${half},${-half} L${over},${half}`;
  const more = { rising: ` M${half},${over} L${over},${half}`, falling: ` M${-half},${half} L${half},${over}` };
  if (kind === "crossed") return rising + more.rising + falling + more.falling;
  return kind === "rising" ? rising + more.rising : falling + more.falling;
}
