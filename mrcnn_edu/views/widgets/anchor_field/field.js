// What lies over the photograph. A dot for the anchors of each cell, told by the best that became of
// one of them. Then the anchors of the chosen cell, the true boxes that have an anchor or none, or
// one anchor and the box that it is to learn.

import { setAttributes, svg } from "../kit/page.js";
import { write } from "../kit/model.js";
import { ARROWS } from "../kit/hands.js";
import { rectOf } from "../kit/stage.js";
import { IGNORED } from "./matching.js";
import { cellAt } from "./stock.js";

const STILL = 4; // CSS pixels: a hand that moved less has pressed, not dragged
export const FATES = ["positive", "ignored", "negative"];
const LOOKS = { positive: "positive", ignored: "anchor", negative: "negative" };

/** What became of an anchor. */
export function fateOf(match) {
  return match >= 0 ? "positive" : match === IGNORED ? "ignored" : "negative";
}

function dotsOf(cells, { columns, stride }, scale) {
  return cells.map((cell) => `M${(cell % columns) * stride * scale},${Math.floor(cell / columns) * stride * scale}h0.001`).join("");
}

/** A press that did not drag chooses the nearest cell; arrow keys go from cell to cell. */
function chooseByHand(model, stage, marker, gridOf, signal) {
  let pressed = null;
  const go = ([row, column], { stride }) => write(model, { point: [column * stride, row * stride] });
  stage.root.addEventListener("pointerdown", (event) => (pressed = [event.clientX, event.clientY]), { signal });
  stage.root.addEventListener("click", (event) => {
    const moved = pressed === null || Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) >= STILL;
    if (!moved) go(cellAt(stage.point(event), gridOf()), gridOf());
  }, { signal });
  marker.addEventListener("keydown", (event) => {
    if (ARROWS[event.key] === undefined) return;
    event.preventDefault();
    const [grid, [dx, dy]] = [gridOf(), ARROWS[event.key]];
    const [row, column] = cellAt(model.get("point"), grid);
    go([Math.max(0, Math.min(row + dy, grid.rows - 1)), Math.max(0, Math.min(column + dx, grid.columns - 1))], grid);
  });
}

/** `gridOf()` gives {rows, columns, stride} as they are now. */
export function createField({ model, words, id, signal }, stage, gridOf) {
  const dots = Object.fromEntries(FATES.map((fate) => [fate, svg("path", { class: `dots ${fate} look-${LOOKS[fate]}` })]));
  const plain = svg("path", { class: "dots plain" });
  const fan = svg("g", { class: "fan" });
  const ring = [svg("circle", { class: "casing", r: 9 }), svg("circle", { class: "ring-line", r: 9 })];
  const marker = svg("g", { class: "marker", tabindex: "0", role: "application", "aria-describedby": `${id}-keys` }, ...ring);
  stage.overlay.append(plain, ...Object.values(dots), fan, marker);
  chooseByHand(model, stage, marker, gridOf, signal);

  function showDots({ grid, matches, shapes }, plainly) {
    const room = grid.stride * stage.scale; // from dot to dot
    for (const [fate, share] of [["positive", 0.6], ["ignored", 0.42], ["negative", 0.2]]) {
      dots[fate].style.strokeWidth = Math.min(16, room) * share;
    }
    plain.style.strokeWidth = Math.min(5, 0.5 * room);
    const cells = Array.from({ length: grid.rows * grid.columns }, (_, cell) => cell);
    const best = (cell) => {
      const fates = matches.slice(cell * shapes.length, (cell + 1) * shapes.length).map(fateOf);
      return FATES.find((fate) => fates.includes(fate));
    };
    plain.setAttribute("d", dotsOf(plainly ? cells : [], grid, stage.scale));
    const fates = plainly ? [] : cells.map(best);
    for (const fate of FATES) dots[fate].setAttribute("d", dotsOf(cells.filter((cell) => fates[cell] === fate), grid, stage.scale));
  }
  function outline(box, look, name) {
    const rect = rectOf(box, stage.scale);
    return svg("g", { class: `${name} look-${look}` }, svg("rect", { class: "casing", ...rect }), svg("rect", { class: "line", ...rect }));
  }
  const showing = {
    match({ fan, chosen }, covered) {
      const boxes = fan.map(({ box, match }, i) => {
        const fate = covered ? "ignored" : fateOf(match);
        return outline(box, LOOKS[fate], `${fate}${i === chosen ? " chosen" : ""}`);
      });
      return [...boxes.filter((_, i) => i !== chosen), boxes[chosen]];
    },
    choose: ({ boxes, best }, covered) => boxes.map((box, i) =>
      (covered || best[i] >= model.get("high") ? outline(box, "truth", "true reached") : outline(box, "negative", "true missed"))),
    deltas: ({ target, anchor }) => [outline(target, "truth", "true"), outline(anchor, "anchor", "chosen")],
  };
  function show(now, covered) {
    showDots(now, covered || now.mode !== "match");
    fan.replaceChildren(...showing[now.mode](now, covered));
    const { row, column, grid } = now;
    const [cx, cy] = [column, row].map((at) => at * grid.stride * stage.scale);
    for (const circle of ring) setAttributes(circle, { cx, cy });
    marker.toggleAttribute("hidden", now.mode === "choose");
    marker.setAttribute("aria-label", `${words.cell} ${row}, ${column}`);
  }
  return { show };
}
