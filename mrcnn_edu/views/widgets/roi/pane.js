// One operator under the microscope: its picture, with the RoI to take hold of, and its bins.

import { html, say, short } from "../kit/page.js";
import { write } from "../kit/model.js";
import { besideBox, drawBox } from "../kit/boxes.js";
import { EDGES, enableDragging, handleKeys } from "../kit/hands.js";
import { binAt } from "./geometry.js";
import { createMapStage, shadesOf, writerInto, writerOf } from "./map_stage.js";
import { drawAlign, drawLit, drawPool } from "./overlays.js";
import { createGrid } from "./output_grid.js";

const GRID = 250; // CSS pixels, about, in which the bins of a row stand
const DRAWERS = { pool: drawPool, align: drawAlign };

/** The map, what the operator does with it, and the RoI to take hold of, from the bottom up. */
function createPicture(model, kind, words, id, redraw, signal) {
  const stage = createMapStage(redraw, signal);
  const drawTrace = DRAWERS[kind](stage.overlay);
  const described = { "aria-roledescription": words.movable, "aria-describedby": `${id}-keys` };
  const box = drawBox(stage.overlay, "roi", "roi", words.roi, { role: "application", tabindex: "0", ...described });
  const drawLitCell = drawLit(stage.overlay, kind);
  stage.finish();
  box.root.addEventListener("keydown", handleKeys(model, "roi", stage));
  enableDragging(model, ["roi"], stage, [box.root], signal);
  let cell = 0;
  const show = ({ moment, example, map, chosen, [kind]: trace }, view, covered) => {
    stage.lay(example, moment.stride, view === "map" || (view === "back" && !example.photo));
    const values = trace.bins.map((line) => line.map(({ value }) => value));
    stage.paintBack(view === "back" && !covered ? values : null, moment.roi, shadesOf(map));
    cell = moment.stride * stage.scale;
    drawTrace(trace, chosen, { stride: moment.stride, scale: stage.scale });
    box.draw(moment.roi, stage, (rect, tag) => besideBox(rect, tag, stage.extent));
    const edges = Object.fromEntries(EDGES.map((edge, i) => [edge, short(moment.roi[i])]));
    box.root.setAttribute("aria-label", say(words.roi_at, edges));
    stage.root.classList.toggle("read-back", view === "back");
  };
  return { stage, show, light: (key) => drawLitCell(key, cell) };
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
export function createPane({ model, words, id, redraw, signal }, kind, lit, cover) {
  const picture = createPicture(model, kind, words, id, redraw, signal);
  const { stage } = picture;
  const grid = createGrid(words[kind], words, (bin) => write(model, { chosen_bin: bin }));
  const title = html("h3", {}, words[kind], html("span", {}, words[`${kind}_brief`]));
  const root = html("section", { class: `pane ${kind}`, "aria-label": words[kind] }, title, stage.frame, grid.root);
  let now;
  onPress(stage, model, signal, (point) => {
    const bin = binAt[kind](now[kind], now.moment.stride, point);
    if (bin !== null) write(model, { chosen_bin: bin });
  });
  stage.overlay.addEventListener("pointermove", (event) => {
    if (event.buttons) return;
    const [column, row] = stage.point(event).map((pixels) => Math.floor(pixels / now.moment.stride));
    lit.set(`${kind}:${row},${column}`);
  }, { signal });
  stage.overlay.addEventListener("pointerleave", () => lit.set(null), { signal });
  const show = (stock, view, covered) => {
    now = stock;
    const { map, chosen, [kind]: { bins } } = now;
    picture.show(now, view, covered);
    picture.light(lit.key);
    const [write, brief] = [writerOf(map), writerInto(map, GRID / bins[0].length - 8) ?? String];
    const cells = [write, brief].map((inWords) => (value) => cover(inWords(value)));
    grid.show(bins, chosen, shadesOf(map), ...cells, covered);
  };
  return { root, stage, show, light: picture.light };
}
