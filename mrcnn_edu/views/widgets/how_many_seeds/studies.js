// A map of what was really measured: how much was gained, and how far seeds scatter. To choose a
// study puts both sliders there. Grey is where so few seeds mostly cannot say.

import { fixed, html, say, setAttributes, setText, svg } from "../kit/page.js";
import { write } from "../kit/model.js";
import { choice } from "../kit/controls.js";
import { signed } from "./intervals.js";

/** The map; `limits` are those of the sliders: {gain, spread}, the furthest. */
export function createStudies({ model, words, id }, limits) {
  const studies = model.get("studies");
  const jump = ({ gain, spread }) => write(model, { gain, spread });
  const place = (gain, spread) =>
    `left: ${((gain / limits.gain + 1) * 50).toFixed(2)}%; top: ${((1 - spread / limits.spread) * 100).toFixed(2)}%`;
  const wedge = svg("path");
  const box = { viewBox: `${-limits.gain} ${-limits.spread} ${2 * limits.gain} ${limits.spread}`, preserveAspectRatio: "none", "aria-hidden": "true" };
  const now = html("i", { class: "now" });
  const dots = studies.map((study) => {
    const name = say(words.study_at, { name: study.name, gain: signed(study.gain), spread: fixed(study.spread, 2) });
    // By keyboard the list reaches them.
    const dot = html("button", { type: "button", class: "study", tabindex: -1, title: name, "aria-label": name, style: place(study.gain, study.spread) });
    dot.addEventListener("click", () => jump(study));
    return dot;
  });
  const list = choice({ label: words.study, id: `${id}-study` }, (value) => value !== "" && jump(studies[value]));
  const options = [["", words.no_study], ...studies.map(({ name }, i) => [String(i), name])];
  const ends = [-limits.gain, 0, limits.gain].map((gain) =>
    html("span", { class: "end" }, signed(gain, 0)));
  const axes = ["gain", "spread"].map((key) => html("span", { class: `axis ${key}` }, words[`${key}_axis`]));
  const ground = html("div", { class: "map" }, svg("svg", box, wedge), ...dots, now, html("div", { class: "ends" }, ...ends), ...axes);
  const [measured, grey] = ["measured", "grey"].map((name) => html("p", { class: name }));
  list.root.hidden = studies.length === 0;
  const root = html("div", { class: "studies" }, list.root, ground, grey, measured);

  /** `reach` is how many spreads an interval reaches to either side, without end for one seed. */
  function show({ gain, spread, seeds }, reach, covered) {
    const chosen = studies.findIndex((study) => study.gain === gain && study.spread === spread);
    list.show(options, chosen < 0 ? "" : chosen);
    dots.forEach((dot, i) => setAttributes(dot, { "aria-pressed": String(i === chosen) }));
    now.style.cssText = place(gain, spread);
    const rise = limits.gain / reach; // of the edge of the grey, at the furthest gain
    wedge.setAttribute("d", covered ? "" : `M0,0 L${limits.gain},${-rise} V${-limits.spread} H${-limits.gain} V${-rise} Z`);
    setText(grey, covered ? words.covered : say(words[seeds === 1 ? "grey_one" : "grey"], { seeds }));
    const ask = studies.length ? words.choose : words.no_studies;
    setText(measured, chosen < 0 ? ask : tell(studies[chosen]));
  }
  const tell = ({ gain, low, high, seeds }) =>
    say(words.measured, { gain: signed(gain), low: signed(low), high: signed(high), seeds });
  return { root, show };
}
