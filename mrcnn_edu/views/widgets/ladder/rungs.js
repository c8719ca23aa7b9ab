// The ladder: a rung for each level, with the cells that a bin would have there. The disc stands
// where the rule puts the box. A rung that is pressed is pinned, and reads the box instead.

import { fixed, html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { button } from "../kit/controls.js";
import { cellsInBin, LEVELS, strideOf } from "./pyramid.js";

/** Digits enough to tell what is short from what is long. */
export function inCells(cells) {
  return fixed(cells, cells < 10 ? 2 : 1);
}

function createRung({ model, words }, level) {
  const [cells, name] = [html("span", { class: "cells" }), `P${level}`];
  const toggle = () => write(model, { pinned: model.get("pinned") === level ? null : level });
  const node = button("", name, toggle);
  node.replaceChildren(html("b", {}, name), html("span", {}, say(words.stride, { stride: strideOf(level) })), cells);
  const show = (width, height, cover) => {
    const [columns, rows] = [width, height].map((side) => cover(inCells(cellsInBin(side, level))));
    setText(cells, `${columns} × ${rows}`);
    const label = say(words.rung, { level, stride: strideOf(level), columns, rows });
    node.setAttribute("aria-label", label);
    node.title = label;
    node.setAttribute("aria-pressed", String(model.get("pinned") === level));
  };
  return { node, show };
}

/** The four rungs, P5 on top. */
export function createRungs(view) {
  const { model, words } = view;
  const rungs = LEVELS.map((level) => createRung(view, level));
  const [disc, pin] = ["disc", "pin"].map((name) => html("i", { class: name }));
  const head = html("p", { class: "rungs-head" }, words.in_a_bin);
  const ladder = html("div", { class: "rungs" }, disc, pin, ...rungs.map(({ node }) => node));
  const root = html("div", { class: "ladder-part", role: "group", "aria-label": words.rungs }, head, ladder);
  const place = (node, level) => {
    node.hidden = level === null;
    if (level !== null) node.style.top = `${25 * (LEVELS.indexOf(level) + 0.5)}%`;
  };
  /** `width` and `height` of the box; `rule` is the level that the rule gives, null if covered. */
  const show = (width, height, rule, cover) => {
    for (const rung of rungs) rung.show(width, height, cover);
    place(disc, rule);
    place(pin, model.get("pinned"));
  };
  return { root, show };
}
