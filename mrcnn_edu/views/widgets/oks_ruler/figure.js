// The figure: the true person in grey, rings round its joints, and the found pose to take hold of.

import { fixed, say, setAttributes, svg } from "../kit/page.js";
import { write } from "../kit/model.js";
import { ARROWS } from "../kit/hands.js";
import { RING_COUNTS, ringRadius } from "./ruler.js";

const FURTHEST = 20; // pixels across and down, by which a joint can be missed
const STEP = 0.5; // pixels, by an arrow key
const HOLD = 18; // CSS pixels around a joint by which it can be taken
const ARM = 5; // CSS pixels, of the crosses
const [HEAD, LIMB] = [0.17, 0.07]; // a radius and a width, as shares of the root of the area

/** Put a found joint so many pixels right of and below the true one, in tenths and within limits. */
export function putJoint(model, i, offset) {
  const kept = offset.map((by) => Math.round(10 * Math.max(-FURTHEST, Math.min(by, FURTHEST))) / 10);
  write(model, { offsets: model.get("offsets").map((old, j) => (j === i ? kept : old)) });
}

/** Where the true joints are, in pixels of the field. */
function truePlaces(model) {
  const [middle, size] = [model.get("photo_size").map((side) => side / 2), model.get("size")];
  return model.get("shape").map((joint) => joint.map((value, axis) => middle[axis] + value * size));
}

const foundPlaces = (model) => truePlaces(model).map(([x, y], i) => {
  const [dx, dy] = model.get("offsets")[i];
  return [x + dx, y + dy];
});

const pathOf = (pairs) => pairs.map(([a, b]) => `M${a} L${b}`).join(" ");

/** The true person: limbs, neck and head. */
function createPerson(model, layer) {
  const [strokes, head] = [svg("path", { class: "person" }), svg("circle", { class: "head" })];
  layer.append(strokes, head);
  return (places, scale) => {
    const limbs = model.get("limbs").map(([a, b]) => [places[a], places[b]]);
    const shoulders = limbs[0][0].map((value, axis) => (value + limbs[0][1][axis]) / 2);
    const [cx, cy] = places[0];
    const size = model.get("size") * scale;
    setAttributes(strokes, { d: pathOf([[places[0], shoulders], ...limbs]), "stroke-width": LIMB * size });
    setAttributes(head, { cx, cy, r: HEAD * size });
  };
}

/** Three rings round each true joint, and the joint. */
function createRings(model, layer) {
  const groups = model.get("names").map(() => {
    const rings = RING_COUNTS.map((_, n) => svg("circle", { class: `ring ring-${n}` }));
    return svg("g", { class: "rings look-truth" }, ...rings, svg("circle", { class: "true-joint", r: 1.8 }));
  });
  layer.append(...groups);
  return (places, scale) => groups.forEach((group, i) => {
    const [[cx, cy], k] = [places[i], model.get("k")[i]];
    [...group.children].forEach((circle, n) => {
      setAttributes(circle, { cx, cy });
      if (n < RING_COUNTS.length) circle.setAttribute("r", ringRadius(RING_COUNTS[n], k, model.get("size")) * scale);
    });
    group.classList.toggle("chosen", i === model.get("chosen"));
    group.classList.toggle("unlabelled", !model.get("labelled")[i]);
  });
}

/** The found pose: strokes, a line for each miss, and a cross to drag for each joint. */
function createPose({ model, words, id }, layer) {
  const strokes = ["pose-casing", "pose", "misses"].map((name) => svg("path", { class: name }));
  const crosses = model.get("names").map((_, i) => {
    const lines = ["casing", "cross"].map((name) => svg("path", { class: name }));
    const hold = svg("circle", { class: "hold", r: 11 });
    const described = { "aria-roledescription": words.movable, "aria-describedby": `${id}-keys` };
    const root = svg("g", { class: "joint", role: "application", tabindex: "-1", ...described }, hold, ...lines);
    root.addEventListener("focus", () => model.get("chosen") !== i && write(model, { chosen: i }));
    return { root, lines };
  });
  layer.append(...strokes, ...crosses.map(({ root }) => root));
  const show = (found, places) => {
    const [chosen, labelled] = [model.get("chosen"), model.get("labelled")];
    const limbs = pathOf(model.get("limbs").map(([a, b]) => [found[a], found[b]]));
    const misses = pathOf(found.map((place, i) => [places[i], place]).filter((_, i) => labelled[i]));
    [limbs, limbs, misses].forEach((d, n) => strokes[n].setAttribute("d", d));
    crosses.forEach(({ root, lines }, i) => {
      root.classList.toggle("chosen", i === chosen);
      root.classList.toggle("unlabelled", !labelled[i]);
      setAttributes(root, { transform: `translate(${found[i]})`, tabindex: i === chosen ? "0" : "-1" });
      const arm = i === chosen ? 1.3 * ARM : ARM;
      const cross = `M${-arm},${-arm} L${arm},${arm} M${-arm},${arm} L${arm},${-arm}`;
      for (const line of lines) line.setAttribute("d", cross);
      const distance = fixed(Math.hypot(...model.get("offsets")[i]), 1);
      root.setAttribute("aria-label", say(words.joint_at, { name: model.get("names")[i], distance }));
    });
  };
  return { nodes: crosses.map(({ root }) => root), show };
}

/** Mouse, pen and finger take the nearest joint; Escape and a cancelled pointer put it back. */
function enableJoints(model, stage, nodes, signal) {
  let drag = null;
  const on = (type, handler) => stage.overlay.addEventListener(type, handler, { signal });
  const nearest = (event) => {
    const [x, y] = stage.point(event);
    const far = foundPlaces(model).map((place) => stage.scale * Math.hypot(place[0] - x, place[1] - y));
    const i = far.indexOf(Math.min(...far));
    return far[i] <= HOLD ? i : null;
  };
  const end = (revert) => {
    if (drag && revert) putJoint(model, drag.joint, drag.offset);
    drag = null;
  };
  on("pointerdown", (event) => {
    const joint = event.button === 0 && !drag ? nearest(event) : null;
    if (joint === null) return;
    event.preventDefault();
    write(model, { chosen: joint });
    nodes[joint].focus({ preventScroll: true });
    stage.overlay.setPointerCapture(event.pointerId);
    drag = { joint, offset: model.get("offsets")[joint], from: stage.point(event), pointer: event.pointerId };
  });
  on("pointermove", (event) => {
    if (!drag) stage.overlay.style.cursor = nearest(event) === null ? "" : "move";
    else if (event.pointerId === drag.pointer) {
      putJoint(model, drag.joint, stage.point(event).map((value, axis) => drag.offset[axis] + value - drag.from[axis]));
    }
  });
  on("pointerup", () => end(false));
  on("pointercancel", () => end(true));
  on("keydown", (event) => {
    const [arrow, joint] = [ARROWS[event.key], model.get("chosen")];
    if (event.key === "Escape") end(true);
    if (arrow === undefined) return;
    event.preventDefault(); // Alt and an arrow would leave the page
    const step = event.altKey || event.ctrlKey ? 10 * STEP : STEP;
    putJoint(model, joint, model.get("offsets")[joint].map((value, axis) => value + step * arrow[axis]));
  });
  // touch-action alone does not hold for shapes in an SVG; beside the joints, a finger still scrolls.
  const keepStill = (event) => drag && event.preventDefault();
  stage.overlay.addEventListener("touchstart", keepStill, { signal, passive: false });
}

/** All of it on the stage; `show` is told whether the rings are still to be guessed. */
export function createFigure(view, stage) {
  const { model, signal } = view;
  const layer = (name) => stage.overlay.appendChild(svg("g", { class: name }));
  const [person, rings] = [createPerson(model, layer("truth")), layer("all-rings")];
  const [drawRings, pose] = [createRings(model, rings), createPose(view, layer("found"))];
  enableJoints(model, stage, pose.nodes, signal);
  const show = (hideRings) => {
    const [places, found] = [truePlaces(model), foundPlaces(model)].map((points) =>
      points.map((point) => point.map((value) => Number((value * stage.scale).toFixed(2)))));
    rings.classList.toggle("covered", hideRings);
    person(places, stage.scale);
    drawRings(places, stage.scale);
    pose.show(found, places);
  };
  return { show };
}
