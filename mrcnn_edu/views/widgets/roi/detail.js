// The chosen bin of one operator: its number, the lens, the way from the RoI to the bins, and the sum.

import { html, say, setText } from "../kit/page.js";
import { followLit, showLit, stepLit } from "../kit/lit.js";
import { shadesOf, writerOf } from "./map_stage.js";
import { alignEquation, alignWay, poolEquation, poolWay } from "./equations.js";
import { createLens } from "./lens.js";

const PARTS = {
  pool: { way: poolWay, equation: poolEquation },
  align: { way: alignWay, equation: alignEquation },
};

/** `show` follows what takeStock found; `light` marks what the hand is on, here or elsewhere. */
export function createDetail(kind, words, lit, cover) {
  const headline = html("h4");
  const lens = createLens(kind, say(words.lens, { name: words[kind] }));
  const label = say(words.sum_of, { name: words[kind] });
  const way = html("div", { class: "way", tabindex: "0", role: "group", "aria-label": say(words.way_of, { name: words[kind] }) });
  const equation = html("div", { class: "bin-equation", tabindex: "0", role: "group", "aria-label": label });
  const root = html("section", { class: `detail ${kind}`, "aria-label": label },
    headline, html("div", { class: "look" }, lens.root, way), equation);
  for (const node of [lens.root, equation]) followLit(node, lit);
  stepLit(equation, lit);
  const light = (key) => showLit(root, key);
  const show = ({ moment, map, chosen: [row, column], [kind]: trace }, covered) => {
    const [write, bin] = [writerOf(map), trace.bins[row][column]];
    const value = cover(write(bin.value));
    setText(headline, say(words.chosen, { name: words[kind], row, column, value }));
    lens.show(map, bin, shadesOf(map), covered);
    way.replaceChildren(...PARTS[kind].way(moment, trace, words).map((line) => html("p", {}, line)));
    const lines = covered ? [html("p", { class: "what" }, words.covered)] : PARTS[kind].equation(bin, write, words, moment.reduce);
    equation.replaceChildren(...lines);
    light(lit.key);
  };
  return { root, show, light };
}
