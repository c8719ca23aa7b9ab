// The scene of the curtain: true boxes, and detections to take hold of, each marked once its row
// is in the light.

import { fixed, html, say, setAttributes, setText, short, svg } from "../kit/page.js";
import { createStage, rectOf } from "../kit/stage.js";
import { drawBox } from "../kit/boxes.js";
import { EDGES, enableDragging, handleKeys } from "../kit/hands.js";
import { objectName } from "./names.js";
import { cocoIou } from "./scoring.js";

const NAME = { width: 44, height: 22 }; // of a true box
const MARK = { width: 56, height: 24 }; // of a detection, as kit/boxes.js draws it

/** The detections as if each were a trait of its own, for hands that move one box. */
function oneByOne(model) {
  return {
    get: (index) => model.get("boxes")[index],
    set: (index, box) => model.set("boxes", model.get("boxes").map((old, i) => (i === Number(index) ? box : old))),
    save_changes: () => model.save_changes(),
  };
}

/** A true box, and in its lower right corner its name and who has claimed it. */
function drawObject(overlay, box, name) {
  const rects = ["object-casing", "object"].map((name) => svg("rect", { class: name }));
  const [ground, text] = [svg("rect", { class: "object-tag", rx: 3, ...NAME }), svg("text", { class: "tag-text" })];
  overlay.append(svg("g", { class: "look-truth" }, ...rects, ground, text));
  const spotOf = (scale) => ({ x: box[2] * scale - NAME.width - 3, y: box[3] * scale - NAME.height - 3, ...NAME });
  const show = (scale, claimed) => {
    for (const rect of rects) setAttributes(rect, rectOf(box, scale));
    const spot = spotOf(scale);
    setAttributes(ground, { x: spot.x, y: spot.y });
    setAttributes(text, { x: spot.x + NAME.width / 2, y: spot.y + 16 });
    setText(text, claimed ? `${name} ${claimed}` : name);
    return spot;
  };
  return { show };
}

const apart = (a, b) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

/** Where a mark stands: at the first corner of its box where it covers none of those `placed`. */
function placeMark({ x, y, width, height }, root, placed) {
  const columns = [x, x + width - MARK.width];
  const rows = [y - MARK.height - 5, y + height + 5, y + 4];
  const inside = (value, room) => Math.max(2, Math.min(value, room - 2));
  const spots = rows.flatMap((row) => columns.map((column) => ({
    x: inside(column, root.clientWidth - MARK.width), y: inside(row, root.clientHeight - MARK.height), ...MARK,
  })));
  const spot = spots.find((candidate) => placed.every((other) => apart(candidate, other))) ?? spots[0];
  placed.push(spot);
  return spot;
}

/** The photograph with all boxes, and the IoUs of the one in hand; `names` are those of the detections. */
export function createScene(view, names) {
  const { model, words, id, signal } = view;
  const stage = createStage(model, view.redraw, signal);
  const objects = model.get("objects").map((box, i) => drawObject(stage.overlay, box, objectName(i)));
  const hands = oneByOne(model);
  const ious = html("p", { class: "ious" });
  let inHand = model.get("order")[0];
  const boxes = names.map((name, i) => {
    const text = svg("tspan", {}, name);
    const attributes = { role: "application", tabindex: "0", "aria-roledescription": words.movable, "aria-describedby": `${id}-keys` };
    const box = drawBox(stage.overlay, "found", "detection", text, attributes);
    box.root.addEventListener("keydown", handleKeys(hands, i, stage));
    box.root.addEventListener("focus", () => {
      inHand = i;
      view.redraw();
    });
    return { ...box, text };
  });
  enableDragging(hands, names.map((_, i) => i), stage, boxes.map(({ root }) => root), signal);

  function showIous() {
    const box = hands.get(inHand);
    const texts = model.get("objects").map((object, g) => `${objectName(g)}:\u00a0${fixed(cocoIou(box, object), 3)}`);
    setText(ious, say(words.ious, { box: names[inHand], ious: texts.join(", ") }));
  }

  /** `reasons` are those of the rows in the light, none while they are covered. */
  function show(order, reasons) {
    showIous();
    const claimedBy = (g) => names[order[reasons.findIndex(({ name, object }) => name === "correct" && object === g)]];
    const placed = objects.map((object, g) => object.show(stage.scale, claimedBy(g)));
    order.forEach((index, row) => {
      const { root, text, draw } = boxes[index];
      const corners = hands.get(index);
      const right = reasons[row] && reasons[row].name === "correct";
      const look = reasons[row] ? (right ? "positive" : "negative") : "detection";
      root.setAttribute("class", `box movable found look-${look}`);
      setText(text, names[index] + (reasons[row] ? (right ? " ✓" : " ✕") : ""));
      const spot = placeMark(rectOf(corners, stage.scale), stage.root, placed);
      draw(corners, stage, () => spot);
      const values = Object.fromEntries(EDGES.map((edge, i) => [edge, short(corners[i])]));
      root.setAttribute("aria-label", say(words.box_at, { box: names[index], ...values }));
    });
  }
  return { parts: [stage.root, ious], show };
}
