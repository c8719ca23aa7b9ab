// The four similarities of the two regions that were joined last: a switch, a bar and a number each.

import { fixed, html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { checkbox } from "../kit/controls.js";
import { MEASURES } from "./merging.js";

/** Four lines and their sum. The last one that is on cannot be switched off. */
export function createMeasures({ model, words }) {
  const lines = MEASURES.map((letter) => {
    const toggle = checkbox(words[`measure_${letter}`], (on) => {
      const wanted = MEASURES.filter((other) => (other === letter ? on : model.get("measures").includes(other)));
      if (wanted.length > 0) write(model, { measures: wanted.join("") });
      else toggle.input.checked = true;
    });
    const [bar, value] = [html("i"), html("span", { class: "slot value", style: "min-width: 4ch" })];
    const root = html("div", { class: "measure" }, toggle.root, html("span", { class: "bar" }, bar), value);
    return { root, letter, bar, value, input: toggle.input };
  });
  const sum = html("p", { class: "sum" });
  const root = html("div", { class: "measures", role: "group", "aria-label": words.measures }, ...lines.map((line) => line.root), sum);

  /** `similarities` of the last join, or undefined before the first. */
  function show(similarities) {
    const measures = model.get("measures");
    let total = 0;
    lines.forEach(({ root: line, letter, bar, value, input }, i) => {
      const on = measures.includes(letter);
      if (on) total += similarities?.[i] ?? 0;
      input.checked = on;
      line.classList.toggle("off", !on);
      bar.style.width = `${100 * (similarities?.[i] ?? 0)}%`;
      setText(value, similarities ? fixed(similarities[i], 2) : "–");
    });
    const values = { sum: similarities ? fixed(total, 2) : "–", most: measures.length };
    setText(sum, say(words.sum, values));
  }
  return { root, show };
}
