// What the NMS widget draws: every box in the style of its state, names where there is room,
// and the queue as a table.

import { html, setAttributes, setText, svg } from "./kit/page.js";
import { hatch, hatchPath } from "./kit/hatch.js";
import { rectOf } from "./kit/stage.js";

// From the bottom of the drawing to its top.
const STATES = ["removed", "waiting", "kept", "removing", "best"];
const CROWD = 20; // more boxes than that, and the names of those that wait would hide the photograph
const MARKS = { removed: "", waiting: "", kept: "✓ ", removing: "✕ ", best: "★ " };

/** All boxes over the photograph. */
export function drawQueue(overlay, id, boxes) {
  overlay.append(svg("defs", {}, hatch(id, "removing", 13, hatchPath(13, "falling"))));
  const layers = Object.fromEntries(STATES.map((state) => [state, svg("g")]));
  const ring = [svg("rect", { class: "ring-casing" }), svg("rect", { class: "ring" })];
  const names = svg("g");
  overlay.append(...STATES.map((state) => layers[state]), ...ring, names);
  const marks = boxes.map(() => drawState(id));
  let scale; // the places of a hundred boxes change with it, and with nothing else
  return (states, selected, textOf, stage) => {
    boxes.forEach((box, i) => {
      if (scale !== stage.scale) placeParts(marks[i], rectOf(box, stage.scale));
      const layer = layers[states[i].state];
      if (marks[i].parentNode === layer) return;
      marks[i].setAttribute("class", `box ${states[i].state}`);
      layer.append(marks[i]);
    });
    scale = stage.scale;
    for (const part of ring) {
      setAttributes(part, { hidden: selected === null });
      if (selected !== null) setAttributes(part, grown(rectOf(boxes[selected], stage.scale), 5));
    }
    names.replaceChildren(...placeNames(boxes, states, selected, textOf, stage));
  };
}

function drawState(id) {
  const lines = svg("rect", { class: "lines", fill: `url(#${id}-removing)` });
  return svg("g", {}, lines, svg("rect", { class: "casing" }), svg("rect", { class: "line" }));
}

function placeParts(mark, rect) {
  for (const part of mark.children) setAttributes(part, rect);
}

function grown({ x, y, width, height }, by) {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/**
 * Names stand where they cover no other: the best box's first, then the selected one's, then the
 * rest by state. It is greedy suppression once more, of names.
 */
function placeNames(boxes, states, selected, textOf, stage) {
  const rank = (i) => (i === selected ? 0.5 : STATES.length - 1 - STATES.indexOf(states[i].state));
  const order = boxes.map((_, i) => i).sort((a, b) => rank(a) - rank(b) || a - b);
  const placed = [];
  const nodes = [];
  for (const i of order) {
    const { state } = states[i];
    const brief = boxes.length > CROWD && i !== selected;
    if (i !== selected && (state === "removed" || (brief && state === "waiting"))) continue;
    const text = MARKS[state] + (brief && state === "kept" ? i : textOf(i));
    const size = { width: 10 + 8.2 * text.length, height: 22 };
    const spot = spotsFor(rectOf(boxes[i], stage.scale), size, stage.root).find(
      (candidate) => !placed.some((other) => overlap(candidate, other)),
    );
    if (spot === undefined) continue;
    placed.push(spot);
    const words = svg("text", { class: "tag-text", x: spot.x + size.width / 2, y: spot.y + 16 }, text);
    nodes.push(svg("g", { class: `name ${state}` }, svg("rect", { class: "tag", rx: 3, ...spot }), words));
  }
  return nodes;
}

/** Above, below, and inside the top of a box, from its left or right side, if in the photograph. */
function spotsFor({ x, y, width, height }, size, { clientWidth, clientHeight }) {
  const columns = [x, x + width - size.width];
  const rows = [y - size.height - 3, y + height + 3, y + 4];
  return rows
    .flatMap((row) => columns.map((column) => ({ x: column, y: row, ...size })))
    .map((spot) => ({ ...spot, x: Math.max(2, Math.min(spot.x, clientWidth - size.width - 2)) }))
    .filter((spot) => spot.y >= 1 && spot.y + size.height <= clientHeight - 1);
}

function overlap(a, b) {
  const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  return !apart;
}

/** What the styles mean, each drawn as it is over the photograph. */
export function createLegend(id, words) {
  const square = { x: 4, y: 4, width: 32, height: 18 };
  const entry = (state) => {
    const sample = drawState(id);
    sample.setAttribute("class", `box ${state}`);
    placeParts(sample, square);
    const photo = svg("rect", { class: "swatch-photo", width: 40, height: 26 });
    const swatch = svg("svg", { class: "swatch", width: 40, height: 26, "aria-hidden": "true" }, photo, sample);
    return html("li", {}, swatch, MARKS[state] + words[state]);
  };
  return html("ul", { class: "legend" }, ...[...STATES].reverse().map(entry));
}

/** The queue in score order. One row at a time takes the focus; arrow keys go on from there. */
export function createTable(order, words, rowOf, onSelect) {
  const head = ["box", "score", "state", "iou"].map((key) => html("th", { scope: "col" }, words[key]));
  const rows = order.map((index) => {
    const name = html("button", { type: "button", tabindex: "-1" });
    const cells = [0, 1, 2].map(() => html("td"));
    const root = html("tr", {}, html("th", { scope: "row" }, name), ...cells);
    root.addEventListener("click", () => onSelect(index));
    return { index, root, name, cells };
  });
  rows.forEach(({ name }, at) => name.addEventListener("keydown", (event) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (rows[to] === undefined) return;
    event.preventDefault();
    onSelect(rows[to].index);
    rows[to].name.focus();
  }));
  const body = html("tbody", {}, ...rows.map(({ root }) => root));
  const table = html("table", { "aria-label": words.queue }, html("thead", {}, html("tr", {}, ...head)), body);
  const root = html("div", { class: "queue" }, table);
  const show = (states, selected, spotlight) => {
    const way = rows.find(({ index }) => index === (selected ?? spotlight)) ?? rows[0];
    for (const row of rows) {
      const { state } = states[row.index];
      const [name, ...texts] = rowOf(row.index);
      setText(row.name, name);
      row.name.setAttribute("tabindex", row === way ? "0" : "-1");
      row.name.setAttribute("aria-pressed", String(row.index === selected));
      row.root.setAttribute("class", state);
      texts[1] = MARKS[state] + texts[1];
      row.cells.forEach((cell, i) => setText(cell, texts[i]));
    }
    if (way) bringIntoView(root, way.root);
  };
  return { root, show };
}

/** Scroll the list itself and never the page, which would pull the photograph away. */
function bringIntoView(root, row) {
  const [top, bottom] = [row.offsetTop, row.offsetTop + row.offsetHeight];
  const head = row.offsetHeight; // which stays above the rows, about as high as one
  const visible = top - head >= root.scrollTop && bottom <= root.scrollTop + root.clientHeight;
  if (!visible) root.scrollTop = top - root.clientHeight / 2;
}
