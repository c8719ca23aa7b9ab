// A box over a picture, with handles to pull and a name.

import { setAttributes, svg } from "./page.js";
import { rectOf } from "./stage.js";

const HANDLE = 10; // CSS pixels
const TAG = { width: 56, height: 24 };

/** A box with its handles and its name; it can have the focus. `look` is a row of looks.py. */
export function drawBox(overlay, name, look, text, attributes) {
  const lines = [svg("rect", { class: "casing" }), svg("rect", { class: "line" })];
  const handles = [0, 1, 2, 3, 4, 5, 6, 7].map(() =>
    svg("rect", { class: "handle", width: HANDLE, height: HANDLE, rx: 2 }),
  );
  const tag = svg("rect", { class: "tag", rx: 3, ...TAG });
  const label = svg("text", { class: "tag-text" }, text);
  const root = svg("g", { class: `box movable ${name} look-${look}`, ...attributes }, ...lines, ...handles, tag, label);
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
