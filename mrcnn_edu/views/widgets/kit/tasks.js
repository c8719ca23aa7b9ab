// Predict first: one task at a time, above the picture. The numbers stay covered until it is
// answered, by a guess, by a choice, or by bringing the picture to where the task wants it.

import { html, say, setText } from "./page.js";
import { write } from "./model.js";
import { button } from "./controls.js";

/**
 * The tasks of a widget, in order. Each is {key, answer} with one of
 * - `within`: the guess is a number, right if it is no further from the answer;
 * - `options`: how many choices there are; the answer is the number of the right one, from 0;
 * - `right`: the picture itself is the guess, and `right(answer)` says whether it is where it
 *   should be.
 * `answer()` is asked when the guess is made; `write` puts it into words (as it is, if left out).
 * Words of strings.json: task_KEY, task_KEY_after, and task_KEY_0, task_KEY_1 … for choices.
 */
export function createTasks({ model, words, id }, tasks) {
  const question = html("p", { class: "question", id: `${id}-question` });
  const row = html("div", { class: "answer" });
  const verdict = html("p", { class: "verdict", role: "status" });
  const root = html("section", { class: "tasks", "aria-label": words.predict }, question, verdict, row);
  const at = () => model.get("task");
  const answered = () => model.get("guesses").length > at();
  const covered = () => model.get("predict") && at() < tasks.length && !answered();
  const guess = (value) => write(model, { guesses: [...model.get("guesses"), value] });
  const go = () => write(model, { task: at() + 1 });
  let [drawn, told] = ["", ""];

  function show() {
    root.hidden = !model.get("predict");
    const now = `${at()} ${answered()}`;
    if (root.hidden || drawn === now) return;
    drawn = now;
    const task = tasks[at()];
    const number = { number: Math.min(at() + 1, tasks.length), count: tasks.length };
    setText(question, task ? `${say(words.predict_number, number)} ${words[`task_${task.key}`]}` : words.predict_done);
    const had = row.contains(document.activeElement);
    if (!task) row.replaceChildren();
    else if (answered()) row.replaceChildren(button(words.predict_next, words.predict_next, go));
    else row.replaceChildren(...waysToAnswer(task), skip(task));
    told = task && answered() ? told || tell(task, model.get("guesses").at(-1)) : "";
    setText(verdict, told);
    [question.hidden, verdict.hidden] = [told !== "", told === ""];
    if (had) row.querySelector("button, input")?.focus(); // the button under the finger is gone
  }

  /** What the guess was worth; worked out when it is made, for later the picture moves on. */
  function tell({ key, answer, within, options, right, write: inWords = String }, value) {
    const truth = answer();
    const texts = options ? (i) => words[`task_${key}_${i}`] : inWords;
    const known = { answer: texts(truth), guess: value === null ? "" : texts(value) };
    const after = say(words[`task_${key}_after`], known);
    if (value === null) return `${say(words.predict_skipped, known)} ${after}`;
    const hit = right ? right(truth) : options ? value === truth : Math.abs(value - truth) <= within;
    const said = right ? (hit ? words.predict_hit : words.predict_missed) : hit ? words.predict_right : words.predict_wrong;
    return `${say(said, known)} ${after}`;
  }

  function waysToAnswer(task) {
    const give = (value) => {
      told = tell(task, value);
      guess(value);
    };
    if (task.options) {
      return Array.from({ length: task.options }, (_, i) => {
        const text = words[`task_${task.key}_${i}`];
        return button(text, text, () => give(i));
      });
    }
    if (task.right) return [button(words.predict_check, words.predict_check, () => give(task.answer()))];
    const input = html("input", { type: "number", step: "any", "aria-labelledby": `${id}-question` });
    const commit = () => Number.isFinite(input.valueAsNumber) && give(input.valueAsNumber);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // or it would press the button that takes the field's place
      commit();
    });
    return [input, button(words.predict_guess, words.predict_guess, commit)];
  }

  function skip(task) {
    const node = button(words.predict_skip, words.predict_skip, () => {
      told = tell(task, null);
      guess(null);
    });
    node.classList.add("quiet");
    return node;
  }

  /** A number for a reader, or a question mark while it is to be guessed. */
  const cover = (text) => (covered() ? "?" : text);
  return { root, show, cover, covered };
}
