// What the joins have brought so far, as curves, and a slider below them with the same axis.

import { html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { button } from "../kit/controls.js";
import { createStrip } from "../kit/strip.js";
import { foundAfter } from "./progress.js";

const NAMES = ["share-found", "best-fit", "own-region"]; // classes of the curves

/** `now()` is the state as it stands: joins, last, own. */
export function createOverTime({ model, words, id }, now) {
  const strip = createStrip(words.strip, NAMES, [words.curve_found, words.curve_best, words.curve_own]);
  const slider = html("input", { type: "range", min: 0, step: 1, "aria-label": words.slider, id: `${id}-joins` });
  slider.addEventListener("input", () => write(model, { joins: slider.valueAsNumber }));
  const goTo = (where) => () => {
    const to = where(now());
    if (to !== undefined) write(model, { joins: Math.max(0, Math.min(to, now().last)) });
  };
  const changes = (own) => own.map((_, join) => join).filter((join) => join > 0 && own[join] !== own[join - 1]);
  const [start, back, next, end, ownBack, ownNext] = [
    ["start", "⇤", () => 0],
    ["back", "←", ({ joins }) => joins - 1],
    ["next", "→", ({ joins }) => joins + 1],
    ["end", "⇥", ({ last }) => last],
    ["own_back", "←", ({ joins, own }) => changes(own).findLast((join) => join < joins)],
    ["own_next", "→", ({ joins, own }) => changes(own).find((join) => join > joins)],
  ].map(([key, arrow, where]) => {
    const text = ["next", "own_next"].includes(key) ? `${words[key]} ${arrow}` : `${arrow} ${words[key]}`;
    return button(text, words[`${key}_name`], goTo(where));
  });
  next.classList.add("main");
  const steps = html("div", { class: "join-steps", role: "group", "aria-label": words.steps }, start, back, next, end, ownBack, ownNext);
  const root = html("div", { class: "over-time" }, strip.root, slider, steps);

  function show({ joins, last, own, fits, followed, threshold }, covered) {
    const xs = own.map((_, join) => join);
    const { overlaps, best } = fits[followed];
    const curves = [
      xs.map((join) => foundAfter(fits, join, threshold) / fits.length),
      best.map((box) => overlaps[box]),
      own.map((box) => overlaps[box]),
    ];
    const values = curves.map((curve) => curve[joins]);
    const text = say(words.strip_of, { last });
    strip.show({ xs, curves, stairs: [true, true, true], at: joins, values, text, covered });
    slider.max = String(last);
    slider.value = String(joins);
    slider.setAttribute("aria-valuetext", say(words.at_join, { joins, last }));
    // Not "disabled": a button that loses the focus under a finger loses the keyboard with it.
    const [first, final] = [changes(own)[0] ?? Infinity, changes(own).at(-1) ?? -Infinity];
    for (const [nodes, off] of [[[start, back], joins === 0], [[next, end], joins === last], [[ownBack], joins <= first], [[ownNext], joins >= final]]) {
      for (const node of nodes) node.setAttribute("aria-disabled", String(off));
    }
  }
  return { root, show };
}
