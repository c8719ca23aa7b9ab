// What the IoU widget draws over the photograph: three areas and two boxes.

import { hatch, hatchPath, rectOf, setAttributes, svg } from "./stage.js";

const HANDLE = 10; // CSS pixels
const TAG = { width: 56, height: 24 };

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

/** A box with its handles and its name; it can have the focus. */
export function drawBox(overlay, name, text, attributes) {
  const lines = [svg("rect", { class: "casing" }), svg("rect", { class: "line" })];
  const handles = [0, 1, 2, 3, 4, 5, 6, 7].map(() =>
    svg("rect", { class: "handle", width: HANDLE, height: HANDLE, rx: 2 }),
  );
  const tag = svg("rect", { class: "tag", rx: 3, ...TAG });
  const label = svg("text", { class: "tag-text" }, text);
  const root = svg("g", { class: `box ${name}`, ...attributes }, ...lines, ...handles, tag, label);
  overlay.append(root);
  const draw = (box, stage, place) => {
    const rect = rectOf(box, stage.scale);
    for (const line of lines) setAttributes(line, rect);
    placeHandles(handles, rect);
    const corner = place(rect, TAG, stage.root);
    setAttributes(tag, corner);
    setAttributes(label, { x: corner.x + TAG.width / 2, y: corner.y + 17 });
  };
  return { root, draw };
}

function placeHandles(handles, { x, y, width, height }) {
  const places = [[0, 0], [0.5, 0], [1, 0], [1, 0.5], [1, 1], [0.5, 1], [0, 1], [0, 0.5]];
  places.forEach(([across, down], i) => {
    const [left, top] = [x + across * width - HANDLE / 2, y + down * height - HANDLE / 2];
    setAttributes(handles[i], { x: left, y: top });
  });
}

/** Where a name stands: above the top left corner, inside the photograph. */
export function aboveBox({ x, y }, tag, root) {
  return keepInside({ x, y: y - tag.height - 6 }, tag, root);
}

/** Or below the bottom right corner, so that the names of two boxes rarely meet. */
export function belowBox({ x, y, width, height }, tag, root) {
  return keepInside({ x: x + width - tag.width, y: y + height + 6 }, tag, root);
}

/** Or beside the upper right corner, where the numbers of a map are not covered. */
export function besideBox({ x, y, width }, tag, root) {
  return keepInside({ x: x + width + 8, y }, tag, root);
}

function keepInside({ x, y }, { width, height }, root) {
  return {
    x: Math.max(2, Math.min(x, root.clientWidth - width - 2)),
    y: Math.max(2, Math.min(y, root.clientHeight - height - 2)),
  };
}
