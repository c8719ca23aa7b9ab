// Areas over a photograph, each with a colour and a hatch of its own.

import { svg } from "./page.js";
import { hatch, hatchPath } from "./hatch.js";

/** The areas of hull, union and intersection, each with a colour and a hatch of its own. */
export function drawAreas(overlay, id) {
  const patterns = [
    hatch(id, "hull", 10, "M5,4.99 V5.01"), // the round cap of a short stroke makes a dot
    hatch(id, "union", 14, hatchPath(14, "rising")),
    hatch(id, "intersection", 9, hatchPath(9, "crossed")),
  ];
  overlay.append(svg("defs", {}, ...patterns));
  const areas = {};
  for (const name of ["hull", "union", "intersection"]) {
    const fill = svg("path", { class: `area ${name}` });
    const lines = svg("path", { class: `area-lines ${name}`, fill: `url(#${id}-${name})` });
    overlay.append(fill, lines);
    areas[name] = (boxes, scale) => {
      const d = boxes.map((box) => outline(box.map((value) => value * scale))).join(" ");
      for (const path of [fill, lines]) path.setAttribute("d", d);
    };
  }
  return areas;
}

function outline([x1, y1, x2, y2]) {
  return `M${x1},${y1} H${x2} V${y2} H${x1} Z`;
}

/** A small square with the same colour and hatch, to stand beside a word. */
export function areaSwatch(id, name) {
  const square = { x: 0.5, y: 0.5, width: 25, height: 17 };
  return svg(
    "svg",
    { class: "swatch", width: 26, height: 18, "aria-hidden": "true" },
    svg("rect", { class: "swatch-photo", ...square }),
    svg("rect", { class: `area ${name}`, ...square }),
    svg("rect", { class: `area-lines ${name}`, fill: `url(#${id}-${name})`, ...square }),
  );
}
