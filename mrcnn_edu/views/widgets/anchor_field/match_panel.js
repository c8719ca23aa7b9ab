// Who learns what: two thresholds, the rule of the best anchor, and the counts that follow.

import { fixed, html, say, setText } from "../kit/page.js";
import { write } from "../kit/model.js";
import { checkbox, slider } from "../kit/controls.js";
import { sampleOf } from "./matching.js";
import { FATES } from "./field.js";

const BATCH = 256; // anchors that a training step looks at

/** The two thresholds; one takes the other along where they would cross. */
function createThresholds({ model, words, id }) {
  const limits = { min: 0, max: 1, step: 0.01 };
  const high = slider({ label: words.high, id: `${id}-high`, ...limits }, (value) =>
    write(model, { high: value, low: Math.min(model.get("low"), value) }));
  const low = slider({ label: words.low, id: `${id}-low`, ...limits }, (value) =>
    write(model, { low: value, high: Math.max(model.get("high"), value) }));
  const show = () => [[high, "high"], [low, "low"]].forEach(([{ input, value }, name]) => {
    input.value = String(model.get(name));
    setText(value, fixed(model.get(name), 2));
  });
  return { root: html("div", { class: "thresholds" }, high.root, low.root), show };
}

/** Which rules and which boxes count. */
function createRules({ model, words }) {
  const put = (name) => (value) => write(model, { [name]: value });
  const rescue = checkbox(words.rescue, put("rescue"));
  const everything = checkbox(say(words.everything, { count: model.get("others").length + 1 }), put("everything"));
  everything.root.hidden = model.get("others").length === 0;
  const show = () => {
    rescue.input.checked = model.get("rescue");
    everything.input.checked = model.get("everything");
  };
  return { root: html("div", { class: "choices" }, rescue.root, everything.root), show };
}

export function createMatchPanel(view, table) {
  const { model, words } = view;
  const [thresholds, rules] = [createThresholds(view), createRules(view)];
  const counts = FATES.map((fate) => html("span", { class: `fate-count ${fate}` }));
  const [batch, note] = ["batch", "note"].map((name) => html("p", { class: name }));
  const parts = [thresholds.root, rules.root, html("p", { class: "tally" }, ...counts), batch, note, table.root];

  /** Whether some anchor learns the box that is moved, and why. */
  function noteOf({ top, rescue }) {
    const key = top >= model.get("high") ? "note_high" : rescue && top > 0 ? "note_rescued" : "note_none";
    return say(words[key], { iou: fixed(top, 3) });
  }
  function show(now, covered, cover) {
    thresholds.show();
    rules.show();
    table.show(now, covered, cover);
    FATES.forEach((fate, i) => setText(counts[i], `${cover(now.counts[i])} ${words[fate]}`));
    const [positive, negative] = sampleOf(now.counts, BATCH).map(cover);
    setText(batch, say(words.batch, { positive, negative }));
    setText(note, covered ? words.covered : noteOf(now));
  }
  const inWords = () => `${counts.map((node) => node.textContent).join(", ")}. ${note.textContent}`;
  return { parts, show, inWords, found: (now) => now.counts };
}
