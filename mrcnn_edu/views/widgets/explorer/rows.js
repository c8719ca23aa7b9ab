// The timeline: a row for each stage, with its slider, what it hands on, and the thread of the
// chosen object. Pressing a stage shows its picture.

import { html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { button } from "../kit/controls.js";
import { countText, threadLines } from "./numbers.js";
import { CUT_OF, SLIDER_OF, STAGE_OF, STAGES } from "./stages.js";

/** A slider that stops at the numbers of a list. */
function createCut({ model, words }, name) {
  const stops = model.get("stops")[name];
  const label = words[`cut_${name}`];
  const range = { type: "range", min: 0, max: stops.length - 1, step: 1, "aria-label": words[`cut_${name}_long`] };
  const input = html("input", range);
  input.addEventListener("input", () =>
    write(model, { cuts: { ...model.get("cuts"), [name]: stops[Number(input.value)] } }));
  const value = html("output");
  const show = () => {
    const now = model.get("cuts")[name];
    input.value = String(stops.indexOf(now));
    input.setAttribute("aria-valuetext", String(now));
    setText(value, String(now));
    value.classList.toggle("moved", now !== model.get("own")[name]);
  };
  return { root: html("div", { class: "cut" }, html("span", {}, label, " ", value), input), show };
}

/** How many a stage hands on, and in red how many fewer than with the detector's own thresholds. */
function countOf(stage, { left, ownLeft }, model) {
  if (stage === 0) return [1, 0];
  if (stage === 1) return [model.get("numbers").anchors, 0];
  return [left[CUT_OF[stage]].length, left[CUT_OF[stage]].length - ownLeft[CUT_OF[stage]].length];
}

function createRow(view, stage) {
  const { model, words } = view;
  const name = words[`stage_${STAGES[stage]}`];
  const press = button("", name, () => write(model, { stage }));
  press.replaceChildren(html("span", {}, name));
  const cut = SLIDER_OF[stage] ? createCut(view, SLIDER_OF[stage]) : { root: html("div", { class: "cut" }), show() {} };
  const [count, unit, first, second] = ["count", "unit", "first", "second"].map((kind) => html("span", { class: kind }));
  const arrow = html("span", { class: "arrow", "aria-hidden": "true" }, "↓");
  const goesOn = html("div", { class: "goes-on" }, arrow, count, unit);
  const thread = html("div", { class: "thread" }, html("i", { class: "knot", "aria-hidden": "true" }), first, second);
  const root = html("div", { class: "stage-row" }, press, cut.root, goesOn, thread);
  function show(seen, lines, cover, covered) {
    cut.show();
    press.setAttribute("aria-pressed", String(model.get("stage") === stage));
    const [number, change] = countOf(stage, seen, model);
    const { outlived, proposals } = seen.left;
    const both = { outlived: outlived.length, proposals: proposals.length };
    setText(count, cover(STAGES[stage] === "first_nms" ? say(words.count_first_nms, both) : countText(number)));
    const changed = change !== 0 && !covered;
    setText(unit, changed ? (change < 0 ? "−" : "+") + countText(Math.abs(change)) : words[`unit_${STAGES[stage]}`]);
    unit.classList.toggle("fewer", changed && change < 0);
    press.setAttribute("aria-label", say(words.stage_says, { stage: stage + 1, name, count: count.textContent, unit: unit.textContent }));
    const at = seen.lost === null ? STAGES.length : STAGE_OF[seen.lost];
    thread.classList.toggle("lost-here", !covered && stage === at);
    thread.classList.toggle("gone", !covered && stage > at);
    setText(first, cover(lines[stage][0]));
    setText(second, covered ? "" : lines[stage][1] ?? "");
  }
  return { root, show };
}

/** The ten rows below a head. */
export function createRows(view) {
  const { model, words } = view;
  const rows = STAGES.map((_, stage) => createRow(view, stage));
  const heads = ["stage", "cut", "goes_on"].map((key) => html("span", {}, words[`head_${key}`]));
  const chosen = html("span", { class: "of-chosen" });
  const root = html("div", { class: "rows", role: "group", "aria-label": words.timeline },
    html("div", { class: "stage-row heads" }, ...heads, chosen), ...rows.map((row) => row.root));
  function show(seen, cover, covered) {
    setText(chosen, say(words.head_thread, { name: model.get("names")[model.get("label")], number: seen.number }));
    const lines = threadLines(seen, view);
    rows.forEach((row) => row.show(seen, lines, cover, covered));
  }
  return { root, show };
}
