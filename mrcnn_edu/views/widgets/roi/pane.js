// One operator under the microscope: its picture, the way from the RoI to the bins, the bins, and the
// equation of the chosen one.

import { html, say, setText, short, svg } from "../kit/page.js";
import { write } from "../kit/model.js";
import { besideBox, drawBox } from "../kit/boxes.js";
import { EDGES, enableDragging, handleKeys } from "../kit/hands.js";
import { binAt } from "./geometry.js";
import { createMapStage, shadesOf, writerOf } from "./map_stage.js";
import { createMarks, drawAlign, drawPool } from "./overlays.js";
import { alignEquation, alignWay, poolEquation, poolWay } from "./equations.js";
import { createGrid } from "./output_grid.js";

const KINDS = {
  pool: {
    marks: ["roi", "region", "bins", "chosen-bin", "largest"],
    numbersAt: "middle",
    drawer: drawPool,
    way: poolWay,
    equation: poolEquation,
  },
  align: {
    marks: ["roi", "bins", "chosen-bin", "chosen-samples", "neighbours"],
    numbersAt: "top",
    drawer: drawAlign,
    way: alignWay,
    equation: alignEquation,
  },
};

/** The map, what the operator does with it, and the RoI to take hold of, from the bottom up. */
function createPicture(model, kind, words, id, redraw, signal) {
  const stage = createMapStage(redraw, signal, KINDS[kind].numbersAt);
  const above = svg("g");
  const drawTrace = KINDS[kind].drawer(stage.overlay, above);
  const described = { "aria-roledescription": words.movable, "aria-describedby": `${id}-keys` };
  const box = drawBox(stage.overlay, "roi", "roi", words.roi, { role: "application", tabindex: "0", ...described });
  stage.overlay.append(above);
  box.root.addEventListener("keydown", handleKeys(model, "roi", stage));
  enableDragging(model, ["roi"], stage, [box.root], signal);
  const show = ({ moment, example, chosen, [kind]: trace }, seen) => {
    stage.lay(example, moment.stride, seen);
    drawTrace(trace, chosen, { stride: moment.stride, scale: stage.scale });
    box.draw(moment.roi, stage, (rect, tag) => besideBox(rect, tag, stage.extent));
    const edges = Object.fromEntries(EDGES.map((edge, i) => [edge, short(moment.roi[i])]));
    box.root.setAttribute("aria-label", say(words.roi_at, edges));
  };
  return { stage, show };
}

/** A press that moved nothing, with the point of the image. */
function onPress(stage, model, signal, callback) {
  let before;
  stage.overlay.addEventListener("pointerdown", () => (before = String(model.get("roi"))), { signal });
  stage.overlay.addEventListener("click", (event) => {
    if (String(model.get("roi")) === before) callback(stage.point(event));
  }, { signal });
}

/** The whole column of one operator; `show` follows what takeStock found. */
export function createPane(model, kind, words, id, redraw, signal) {
  const picture = createPicture(model, kind, words, id, redraw, signal);
  const grid = createGrid(words[kind], words, (bin) => write(model, { chosen_bin: bin }));
  const title = html("h3", {}, words[kind], html("span", {}, words[`${kind}_brief`]));
  const [way, equation] = ["way", "bin-equation"].map((name) => html("div", { class: name }));
  const headline = html("h4");
  const root = html("section", { class: `pane ${kind}`, "aria-label": words[kind] },
    title, picture.stage.frame, createMarks(KINDS[kind].marks, words), way, grid.root, headline, equation);
  let now;
  onPress(picture.stage, model, signal, (point) => {
    const bin = binAt[kind](now[kind], now.moment.stride, point);
    if (bin !== null) write(model, { chosen_bin: bin });
  });
  const show = (stock, seen) => {
    now = stock;
    const { moment, map, chosen: [row, column], [kind]: trace } = now;
    const writeValue = writerOf(map);
    picture.show(now, seen);
    way.replaceChildren(...KINDS[kind].way(moment, trace, words).map((line) => html("p", {}, line)));
    grid.show(trace.bins, [row, column], shadesOf(map), writeValue);
    setText(headline, say(words.chosen, { row, column }));
    const bin = trace.bins[row][column];
    equation.replaceChildren(...KINDS[kind].equation(bin, writeValue, words, moment.reduce));
  };
  return { root, stage: picture.stage, show };
}
