// Boxes over the photograph: of each object the best one so far, of the chosen object the true one
// and that of the region it lies in, and the box that the last join added.

import { svg } from "../kit/page.js";

const LINES = { // by class, from the lowest up: the looks of views/looks.py
  "all-boxes": "proposal", missed: "removed", found: "kept", "true-box": "truth", "own-box": "truth", "new-box": "proposal",
};

/** One path around some boxes. */
function around(boxes, scale) {
  return boxes.map((box) => {
    const [x1, y1, x2, y2] = box.map((value) => value * scale);
    return `M${x1},${y1}H${x2}V${y2}H${x1}Z`;
  }).join("");
}

/** `show` gets the boxes of each class by its name; what it leaves out is not drawn. */
export function createBoxesView(stage) {
  const paths = Object.entries(LINES).map(([name, look]) => {
    const [casing, line] = ["casing", "own-line"].map((part) => svg("path", { class: part }));
    stage.overlay.append(svg("g", { class: `${name} look-${look}`, "aria-hidden": "true" }, casing, line));
    return [name, [casing, line]];
  });
  return (boxes) => {
    for (const [name, both] of paths) {
      for (const path of both) path.setAttribute("d", around(boxes[name] ?? [], stage.scale));
    }
  };
}
