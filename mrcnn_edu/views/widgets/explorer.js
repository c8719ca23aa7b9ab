// One photograph on its way through all stages of a detector, with four thresholds to drag.

import { html, say, setText } from "./kit/page.js";
import { write } from "./kit/model.js";
import { createRender } from "./kit/view.js";
import { createStage } from "./kit/stage.js";
import { button, checkbox } from "./kit/controls.js";
import { createTasks } from "./kit/tasks.js";
import { CUTS, leftOn, lostAt, owners, readCrowd, readMasks, survivors, thread } from "./explorer/survivors.js";
import { STAGE_OF } from "./explorer/stages.js";
import { countText, whyLost } from "./explorer/numbers.js";
import { createRows } from "./explorer/rows.js";
import { createPicture } from "./explorer/picture.js";

/** All that the numbers say of the state as it stands; what a slider did not change is kept. */
function createSight({ model }) {
  const numbers = model.get("numbers");
  const [crowd, masks, { objects }] = [readCrowd(numbers), readMasks(numbers), numbers];
  const owned = owners(crowd, objects, model.get("label"));
  const ownLeft = survivors(crowd, model.get("own"));
  let [known, left] = ["", null];
  const leftBy = (cuts) => {
    if (known !== JSON.stringify(cuts)) [known, left] = [JSON.stringify(cuts), survivors(crowd, cuts)];
    return left;
  };
  const missing = (cuts) => objects.map((_, i) => lostAt(leftBy(cuts), owned, i)).filter((cut) => cut !== null);
  function look() {
    const [cuts, number] = [model.get("cuts"), model.get("chosen")];
    const now = leftBy(cuts);
    const lost = lostAt(now, owned, number);
    const followed = thread(crowd, now, owned, number);
    return { crowd, masks, owned, ownLeft, cuts, left: now, number, object: objects[number], lost, followed };
  }
  return { look, missing, objects, own: ownLeft };
}

/** What to predict: two counts, one coin to lose with the sliders, and a stage. */
function tasksFor({ model }, { missing, objects, own }) {
  const lose = () => missing(model.get("cuts")).length;
  const poor = () => ({ ...model.get("own"), best: 20, score: 0.9 });
  const stages = ["candidates", "outlived", "pairs", "detections"];
  return [
    { key: "outlive", within: 100, answer: () => own.outlived.length },
    {
      key: "one",
      answer: () => objects.length - lose(),
      right: (found) => found === objects.length - 1,
    },
    { key: "second", options: 3, answer: () => 0 },
    { key: "which", options: 4, answer: () => Math.max(0, stages.indexOf(missing(poor())[0])) },
  ];
}

function build(view) {
  const { model, words, id, signal } = view;
  const stage = createStage(model, view.redraw, signal);
  const sight = createSight(view);
  const picture = createPicture(view, stage);
  const rows = createRows(view);
  const tasks = createTasks(view, tasksFor(view, sight));
  const step = (by) => () => picture.choose(model.get("chosen") + by);
  const chosen = html("span", { class: "chosen" });
  const closer = checkbox(words.closer, (checked) => write(model, { closer: checked }));
  const fate = html("p", { class: "fate" });
  const why = button(words.why, words.why, () => {
    const { lost } = sight.look();
    if (lost !== null && !tasks.covered()) write(model, { stage: STAGE_OF[lost] });
  });
  const back = button(words.back, words.back_long, () => write(model, { cuts: model.get("own") }));
  const kernel = html("p", { class: "kernel" });
  const spoken = html("p", { class: "spoken", role: "status" });
  const keys = html("p", { class: "hint", id: `${id}-keys` }, words.keys);

  /** Whether the chosen object is found; at the stage that lost it, why it is not. */
  function fateOf(seen) {
    const name = { name: model.get("names")[model.get("label")], number: seen.number };
    if (seen.lost !== null) {
      return model.get("stage") === STAGE_OF[seen.lost] ? whyLost(seen, view) : say(words.fate_missing, name);
    }
    const counts = CUTS.map((cut) => [cut, leftOn(seen.left, seen.owned, cut, seen.number).length]);
    return say(words.fate_found, { ...name, ...Object.fromEntries(counts) });
  }
  function draw() {
    tasks.show();
    const covered = tasks.covered();
    const seen = { ...sight.look(), covered };
    picture.show(seen);
    rows.show(seen, tasks.cover, covered);
    const name = { name: model.get("names")[model.get("label")], number: seen.number };
    setText(chosen, say(words.a_name, name));
    setText(fate, covered ? words.covered : fateOf(seen));
    why.setAttribute("aria-disabled", String(covered || seen.lost === null));
    closer.input.checked = model.get("closer");
    setText(kernel, ""); // it speaks of cuts that are gone, until the hand rests
  }
  function rest() {
    const [result, seen] = [model.get("kernel_result"), sight.look()];
    const counts = CUTS.map((cut) => seen.left[cut].length);
    const told = !tasks.covered() && JSON.stringify(result.cuts) === JSON.stringify(seen.cuts);
    const same = String(result.counts) === String(counts);
    const texts = { counts: told ? result.counts.map(countText).join(", ") : "" };
    setText(kernel, told ? say(same ? words.kernel_same : words.kernel_differs, texts) : "");
    setText(spoken, fate.textContent);
  }

  const choose = html("div", { class: "choose" }, button("‹", words.previous, step(-1)), chosen, button("›", words.next, step(1)), closer.root);
  const left = html("div", { class: "left" }, stage.root, html("div", { class: "side" }, choose, keys));
  const ways = html("div", { class: "ways" }, why, back, kernel);
  const right = html("div", { class: "right" }, rows.root, fate, ways, spoken);
  return { children: [tasks.root, left, right], draw, rest };
}

export default { render: createRender("explorer", ["cuts", "stage", "chosen", "closer"], build) };
