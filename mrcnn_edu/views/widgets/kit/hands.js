// What a hand does to boxes: arrow keys, mouse, pen and finger.

import { gripAt, moveBox, setEdges } from "./geometry.js";
import { write } from "./model.js";

export const EDGES = ["x1", "y1", "x2", "y2"];
export const ARROWS = { ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowRight: [1, 0] };
const REACH = 12; // CSS pixels around an edge by which it can be taken

/** Arrow keys move the box that has the focus, or with Shift its right and lower edges. */
export function handleKeys(model, name, stage) {
  return (event) => {
    const arrow = ARROWS[event.key];
    if (arrow === undefined) return;
    event.preventDefault(); // Alt and an arrow would leave the page
    const [dx, dy] = arrow.map((way) => (way * (event.altKey || event.ctrlKey ? 10 : 1)) / stage.parts);
    const box = model.get(name);
    const resized = () => setEdges(box, { x2: box[2] + dx, y2: box[3] + dy }, stage.size);
    write(model, { [name]: event.shiftKey ? resized() : moveBox(box, dx, dy, stage.size) });
  };
}

/** The box where the hand has brought it. Edges stop at parts of a pixel; a moved box keeps its size. */
function dragged({ edges, box, from }, [x, y], { size, parts }) {
  const [dx, dy] = [x - from[0], y - from[1]];
  const stop = (value) => Math.round(value * parts) / parts;
  if (edges.length === 0) return moveBox(box, stop(dx), stop(dy), size);
  const follow = (edge) => stop(box[EDGES.indexOf(edge)] + (edge[0] === "x" ? dx : dy));
  return setEdges(box, Object.fromEntries(edges.map((edge) => [edge, follow(edge)])), size);
}

function cursorFor(grip) {
  if (grip === null) return "";
  const edges = grip.edges.join(" ");
  const cursors = { "": "move", x1: "ew-resize", x2: "ew-resize", y1: "ns-resize", y2: "ns-resize" };
  return cursors[edges] ?? (["x1 y1", "x2 y2"].includes(edges) ? "nwse-resize" : "nesw-resize");
}

/**
 * Mouse, pen and finger alike, for the boxes of these traits and the nodes that show them. Escape
 * and a cancelled pointer put the box back.
 */
export function enableDragging(model, names, stage, nodes, signal) {
  const { overlay } = stage;
  let [drag, active] = [null, 0];
  const gripUnder = (event) => {
    const boxes = names.map((name) => model.get(name));
    return gripAt(boxes, active, stage.point(event), REACH / stage.scale);
  };
  const on = (type, handler) => overlay.addEventListener(type, handler, { signal });
  const end = (revert) => {
    if (drag && revert) write(model, { [names[active]]: drag.box });
    drag = null;
  };
  on("pointerdown", (event) => {
    const grip = event.button === 0 && !drag ? gripUnder(event) : null;
    if (!grip) return;
    event.preventDefault();
    active = grip.box;
    nodes[active].focus({ preventScroll: true });
    overlay.setPointerCapture(event.pointerId);
    const box = model.get(names[active]);
    drag = { edges: grip.edges, box, from: stage.point(event), pointer: event.pointerId };
  });
  on("pointermove", (event) => {
    if (!drag) overlay.style.cursor = cursorFor(gripUnder(event));
    else if (event.pointerId === drag.pointer) {
      write(model, { [names[active]]: dragged(drag, stage.point(event), stage) });
    }
  });
  on("pointerup", () => end(false));
  on("pointercancel", () => end(true));
  on("keydown", (event) => event.key === "Escape" && end(true));
  // touch-action alone does not hold for shapes in an SVG; beside the boxes, a finger still scrolls.
  const keepStill = (event) => drag && event.preventDefault();
  overlay.addEventListener("touchstart", keepStill, { signal, passive: false });
  nodes.forEach((node, i) => node.addEventListener("focus", () => (active = i), { signal }));
}
