// How many seeds? A true gain that only we know, experiments of a few seeds each that look for it,
// and how many of a hundred mislead, convince and are right.

import { fixed, html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { button, slider } from "./kit/controls.js";
import { createTasks } from "./kit/tasks.js";
import { countOutcomes, DRAWINGS, MOST, runExperiments } from "./how_many_seeds/experiments.js";
import { createIntervals, signed } from "./how_many_seeds/intervals.js";
import { createStudies } from "./how_many_seeds/studies.js";

const FURTHEST = { gain: 5, spread: 3 }; // points of AP
const STEP = 0.05;
const ENOUGH = 80; // of a hundred
const STATE = ["gain", "spread", "seeds", "drawing"];

/** The three sliders. */
function createSliders({ model, words, id }) {
  const limits = {
    gain: { min: -FURTHEST.gain, max: FURTHEST.gain, step: STEP },
    spread: { min: STEP, max: FURTHEST.spread, step: STEP },
    seeds: { min: 1, max: MOST, step: 1 },
  };
  const made = Object.entries(limits).map(([name, limit]) =>
    [name, slider({ label: words[name], id: `${id}-${name}`, ...limit }, (value) => write(model, { [name]: value }))]);
  const texts = { gain: (value) => signed(value), spread: (value) => fixed(value, 2), seeds: String };
  const show = (state) => made.forEach(([name, { input, value }]) => {
    input.value = String(state[name]);
    input.setAttribute("aria-valuetext", texts[name](state[name]));
    setText(value, texts[name](state[name]));
  });
  return { root: html("div", { class: "sliders" }, ...made.map(([, { root }]) => root)), show };
}

/** What to predict. The tasks speak of changes of their own, wherever the sliders are. */
function tasksFor(model) {
  const count = (gain, spread, seeds) => {
    const state = { gain, spread, seeds, drawing: model.get("drawing") };
    return countOutcomes(gain, runExperiments(state, model.get("student")));
  };
  const fewest = () => Array.from({ length: MOST }, (_, i) => i + 1)
    .find((seeds) => count(2, 1.5, seeds).leaves_zero >= ENOUGH);
  return [
    { key: "one", within: 8, answer: () => count(1, 1.5, 1).wrong_sign },
    { key: "three", within: 6, answer: () => count(1, 1.5, 3).leaves_zero },
    { key: "hold", options: 3, answer: () => 1 },
    { key: "enough", within: 1, answer: fewest },
  ];
}

/** What those that leave 0 out measure, which are the ones that people tell of. */
function noteOn(words, { gain, seeds }, measured) {
  if (seeds === 1) return words.note_one;
  const told = measured.filter(({ mean, half }) => Math.abs(mean) > half);
  if (told.length === 0) return words.note_none;
  const mean = told.reduce((sum, one) => sum + one.mean, 0) / told.length;
  return say(words.note, { count: told.length, mean: signed(mean), gain: signed(gain) });
}

function build(view) {
  const { model, words, id } = view;
  const student = model.get("student");
  const tasks = createTasks(view, tasksFor(model));
  const [sliders, intervals, studies] = [createSliders(view), createIntervals(view), createStudies(view, FURTHEST)];
  const again = button(words.again, words.again, () => write(model, { drawing: (model.get("drawing") + 1) % DRAWINGS }));
  const back = button(words.back, words.back, () => write(model, model.get("start")));
  const [note, kernel] = ["note", "kernel"].map((name) => html("p", { class: name }));
  const spoken = html("p", { class: "spoken", role: "status" });
  const read = () => {
    const state = Object.fromEntries(STATE.map((name) => [name, model.get(name)]));
    const measured = runExperiments(state, student);
    return { state, measured, counts: countOutcomes(state.gain, measured) };
  };

  function draw() {
    const { state, measured, counts } = read();
    tasks.show();
    sliders.show(state);
    intervals.show(state.gain, measured, counts, tasks);
    const reach = state.seeds === 1 ? Infinity : student[state.seeds - 2] / Math.sqrt(state.seeds);
    studies.show(state, reach, tasks.covered());
    setText(note, tasks.covered() ? words.covered : noteOn(words, state, measured));
    setText(kernel, ""); // it speaks of sliders that have moved on, until the hand rests
  }
  function rest() {
    const [result, { state, counts }] = [model.get("kernel_result"), read()];
    const current = !tasks.covered() && STATE.every((name) => result[name] === state[name]);
    const same = Object.entries(counts).every(([name, count]) => result[name] === count);
    setText(kernel, current ? say(words[same ? "kernel_same" : "kernel_differs"], result) : "");
    const told = Object.entries(counts).map(([name, count]) => [name, tasks.cover(String(count))]);
    setText(spoken, say(words.spoken, { seeds: state.seeds, ...Object.fromEntries(told) }));
  }

  const controls = html("div", { class: "controls" }, again, back);
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);
  const left = html("div", { class: "left" }, intervals.root, note);
  const right = html("div", { class: "right" }, sliders.root, controls, studies.root, keys, kernel, spoken);
  return { children: [tasks.root, left, right], draw, rest };
}

export default { render: createRender("how_many_seeds", STATE, build) };
