// The list of detections, the highest score first, and the curtain over it.

import { fixed, html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { button } from "../kit/controls.js";
import { objectName } from "./names.js";

const ROW = 27; // CSS pixels, the height of a row

/** What a row says of itself: mark, words, and IoU with the object that it speaks of. */
function verdictOf(words, { name, object }) {
  return `${name === "correct" ? "✓" : "✕"} ${say(words[name], { object: objectName(object) })}`;
}

/** The order with the detections of two rows exchanged. */
function exchanged(order, one, other) {
  return order.map((index, row) => (row === one ? order[other] : row === other ? order[one] : index));
}

/** One row: two buttons that move its detection, its name and score, and what comes to light. */
function createRow({ model, words }, row, focus) {
  const move = (to) => () => {
    const order = model.get("order");
    if (order[to] === undefined) return;
    write(model, { order: exchanged(order, row, to) });
    focus(to, to < row ? 0 : 1); // the button goes with its detection
  };
  const names = ["up", "down"].map((key) => say(words[key], { row: row + 1 }));
  const presses = [button("↑", names[0], move(row - 1)), button("↓", names[1], move(row + 1))];
  const [name, iou, verdict] = ["name", "iou", "verdict"].map((key) => html("span", { class: key }));
  const score = html("span", { class: "score" }, fixed(model.get("scores")[row], 2));
  const lit = html("span", { class: "in-light" }, iou, verdict);
  return { root: html("li", {}, ...presses, name, score, lit), presses, name, iou, verdict };
}

/** The curtain itself, which hangs from the last row that is in the light to the end of the list. */
function createCurtain({ model, words, signal }, list, count) {
  const range = { "aria-valuemin": 0, "aria-valuemax": count, "aria-orientation": "vertical" };
  const root = html("div", { class: "curtain", role: "slider", tabindex: "0", "aria-label": words.curtain, ...range },
    html("span", { class: "rail", "aria-hidden": "true" }, words.pull));
  const pull = (shown) => write(model, { shown: Math.max(0, Math.min(Math.round(shown), count)) });
  let held = null; // how far below the rail the hand is, in rows
  const at = (event) => (event.clientY - list.getBoundingClientRect().top) / ROW;
  const on = (type, handler) => root.addEventListener(type, handler, { signal });
  on("pointerdown", (event) => {
    if (event.button !== 0) return;
    held = at(event) - model.get("shown");
    root.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => held !== null && pull(at(event) - held));
  for (const type of ["pointerup", "pointercancel"]) on(type, () => (held = null));
  on("keydown", (event) => {
    const now = model.get("shown");
    const to = { ArrowDown: now + 1, ArrowRight: now + 1, ArrowUp: now - 1, ArrowLeft: now - 1, Home: 0, End: count }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    pull(to);
  });
  const show = (shown, text) => {
    root.style.top = `${shown * ROW}px`;
    root.setAttribute("aria-valuenow", shown);
    root.setAttribute("aria-valuetext", text);
  };
  return { root, show };
}

/** The list: `show` gets what each row in the light is, and whether that is to be guessed. */
export function createRows(view, names) {
  const { model, words } = view;
  const rows = names.map((_, i) => createRow(view, i, (to, way) => rows[to].presses[way].focus()));
  const list = html("ol", {}, ...rows.map(({ root }) => root));
  const curtain = createCurtain(view, list, rows.length);
  const heads = ["name", "score", "iou", "verdict"].map((key) => html("span", { class: key }, words[`head_${key}`]));
  const root = html("div", { class: "rows", role: "group", "aria-label": words.list },
    html("div", { class: "head", "aria-hidden": "true" }, ...heads), html("div", { class: "hall" }, list, curtain.root));
  function show(order, shown, reasons, covered) {
    rows.forEach(({ presses, name, iou, verdict }, row) => {
      setText(name, names[order[row]]);
      presses[0].setAttribute("aria-disabled", String(row === 0));
      presses[1].setAttribute("aria-disabled", String(row === rows.length - 1));
      const lit = row < shown;
      setText(iou, lit ? fixed(reasons[row].iou, 3) : "");
      setText(verdict, lit ? (covered ? "?" : verdictOf(words, reasons[row])) : "");
    });
    const last = shown > 0 ? `${names[order[shown - 1]]}: ${rows[shown - 1].verdict.textContent}` : "";
    curtain.show(shown, say(words.in_light, { shown, last }));
  }
  return { root, show };
}
