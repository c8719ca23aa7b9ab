// The values of all bins as a grid, in the shades of the map. One bin is chosen, by a click or by
// the arrow keys, and the others follow from there.

import { html, inkOn, say } from "../kit/page.js";
import { ARROWS } from "../kit/hands.js";

/** A grid under a name; `onChoice` gets the row and the column of a bin. */
export function createGrid(name, words, onChoice) {
  const root = html("div", { class: "bins-grid", role: "group", "aria-label": say(words.grid, { name }) });
  const looks = new WeakMap();
  let buttons = [];
  const make = (rows, columns) => {
    buttons = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) => {
      const node = html("button", { type: "button" });
      node.addEventListener("click", () => onChoice([row, column]));
      node.addEventListener("keydown", (event) => step(event, row, column));
      return node;
    }));
    root.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    root.replaceChildren(...buttons.flat());
  };
  const step = (event, row, column) => {
    const [right, down] = ARROWS[event.key] ?? [0, 0];
    const next = buttons[row + down]?.[column + right];
    if (ARROWS[event.key] === undefined) return;
    event.preventDefault();
    if (next === undefined) return;
    onChoice([row + down, column + right]);
    next.focus({ preventScroll: true });
  };
  /** `write` says a value in full, `brief` in the room that a bin has. */
  const show = (bins, [chosenRow, chosenColumn], shade, write, brief, covered) => {
    if (buttons.length !== bins.length || buttons[0].length !== bins[0].length) make(bins.length, bins[0].length);
    bins.forEach((line, row) => line.forEach(({ value }, column) => {
      const [node, chosen] = [buttons[row][column], row === chosenRow && column === chosenColumn];
      const grey = covered ? 60 : shade(value);
      const look = [brief(value), write(value), grey, chosen].join();
      if (looks.get(node) === look) return; // most stay as they are while the hand moves
      looks.set(node, look);
      node.textContent = brief(value);
      node.style.background = `rgb(${grey} ${grey} ${grey})`;
      node.style.color = inkOn(grey);
      node.setAttribute("aria-label", say(words.bin, { row, column, value: write(value) }));
      node.setAttribute("aria-pressed", String(chosen));
      node.setAttribute("tabindex", chosen ? "0" : "-1");
    }));
  };
  return { root, show };
}
