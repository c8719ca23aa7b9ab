// The photograph near one anchor, enlarged: a stage over the stage, in which a hand can be exact.

import { html, svg } from "../kit/page.js";

const MOST_ZOOM = 3;
const AROUND = 2.2; // how many anchors would have room side by side
const PARTS = 10; // of a pixel, by which a hand moves

export function createCloseUp(model, stage) {
  const overlay = svg("svg", { class: "overlay" });
  const inner = html("div", { class: "inner" }, html("img", { src: model.get("photo"), alt: "", draggable: "false" }), overlay);
  const root = html("div", { class: "close-up" }, inner);
  const point = ({ clientX, clientY }) => {
    const place = inner.getBoundingClientRect();
    return [(clientX - place.left) / lens.scale, (clientY - place.top) / lens.scale];
  };
  const lens = { ...stage, root: inner, overlay, parts: PARTS, point };
  for (const type of ["pointerdown", "click"]) root.addEventListener(type, (event) => event.stopPropagation());

  /** Enlarge what lies around an anchor, and no more than the photograph has. */
  function look([x1, y1, x2, y2]) {
    const [ends, middle] = [[x2 - x1, y2 - y1], [(x1 + x2) / 2, (y1 + y2) / 2]];
    const rooms = stage.size.map((side, axis) => side / (AROUND * ends[axis]));
    lens.scale = stage.scale * Math.max(1, Math.min(MOST_ZOOM, ...rooms));
    const [width, height] = stage.size.map((side) => side * lens.scale);
    const start = (room, side, at) => Math.min(0, Math.max(room - side, room / 2 - at * lens.scale));
    const left = start(stage.root.clientWidth, width, middle[0]);
    const top = start(stage.root.clientHeight, height, middle[1]);
    inner.style.cssText = `width: ${width}px; height: ${height}px; left: ${left}px; top: ${top}px`;
  }
  return { root, lens, look };
}
