// Boxes to take hold of, by mouse, pen, finger or keyboard. Each is a trait of four numbers.

import { say, short } from "./page.js";
import { drawBox } from "./boxes.js";
import { EDGES, enableDragging, handleKeys } from "./hands.js";

/**
 * A movable box for each of `names`, which are traits, and keys of strings.json for what each is
 * called there. `looks` are rows of looks.py, `places` say where the names stand (kit/boxes.js).
 * Words: movable, box_at with {box} {x1} {y1} {x2} {y2}, and keys for the line of help.
 */
export function createMovable({ model, words, id, signal }, stage, names, looks, places) {
  const described = { "aria-roledescription": words.movable, "aria-describedby": `${id}-keys` };
  const boxes = names.map((name, i) => {
    const box = drawBox(stage.overlay, name, looks[i], words[name], { role: "application", tabindex: "0", ...described });
    box.root.addEventListener("keydown", handleKeys(model, name, stage));
    return box;
  });
  enableDragging(model, names, stage, boxes.map(({ root }) => root), signal);
  const show = () => boxes.forEach((box, i) => {
    const corners = model.get(names[i]);
    box.draw(corners, stage, places[i]);
    const values = Object.fromEntries(EDGES.map((edge, j) => [edge, short(corners[j])]));
    box.root.setAttribute("aria-label", say(words.box_at, { box: words[names[i]], ...values }));
  });
  return { show };
}
