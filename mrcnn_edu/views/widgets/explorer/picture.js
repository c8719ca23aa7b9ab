// The photograph at one stage: the boxes that it hands on, in red those that are gone, and thick
// the chosen object with the box that is followed.

import { boxesAt } from "../kit/geometry.js";
import { html, say, setAttributes, svg } from "../kit/page.js";
import { write } from "../kit/model.js";
import { ARROWS } from "../kit/hands.js";
import { BINS } from "../ladder/pyramid.js";
import { poolLevel } from "./numbers.js";
import { anchorOf, inFours, lostAt, unpack } from "./survivors.js";
import { CUT_OF, LOOK_OF, STAGE_OF } from "./stages.js";

const MANY = 500; // boxes, from which they are drawn more faintly
const ROOM = 2.4; // how many times its object the closer picture is wide and high
const [MAPS, OBJECTNESS, ROI_GRID, CLASS_BOX, MASK, PASTE] = [1, 2, 5, 6, 8, 9];

/** Outlines of the true objects from the trait `numbers`: corners [x, y]. */
function readOutlines({ corners, outlines }) {
  const row = unpack(outlines);
  let from = 0;
  return corners.map((count) => Array.from({ length: count }, () => [row[from++], row[from++]]));
}

/** Where the picture is looked at: the corner that is left above, and how much it is enlarged. */
function lookAt([x1, y1, x2, y2], [width, height], closer) {
  if (!closer) return { x: 0, y: 0, zoom: 1 };
  const zoom = Math.max(1, Math.min(width / (ROOM * (x2 - x1)), height / (ROOM * (y2 - y1))));
  const corner = (middle, side) => Math.max(0, Math.min(middle - side / zoom / 2, side - side / zoom));
  return { x: corner((x1 + x2) / 2, width), y: corner((y1 + y2) / 2, height), zoom };
}

/** The rows of bits of a mask as squares in its box. */
function squaresIn([x1, y1, x2, y2], rows, rect) {
  const [across, down] = [(x2 - x1) / rows.length, (y2 - y1) / rows.length];
  let d = "";
  rows.forEach((row, i) => {
    for (let j = 0, from; j < row.length; j++) {
      if (!row[j]) continue;
      for (from = j; row[j + 1]; ) j++;
      d += rect([x1 + from * across, y1 + i * down, x1 + (j + 1) * across, y1 + (i + 1) * down]);
    }
  });
  return d;
}

/** The lines of the RoI's bins. */
function gridIn([x1, y1, x2, y2], place) {
  const lines = Array.from({ length: BINS + 1 }, (_, i) => {
    const [x, y] = [x1 + (i * (x2 - x1)) / BINS, y1 + (i * (y2 - y1)) / BINS];
    return `M${place(x, y1)}L${place(x, y2)}M${place(x1, y)}L${place(x2, y)}`;
  });
  return lines.join("");
}

export function createPicture(view, stage) {
  const { model, words, id } = view;
  const outlines = readOutlines(model.get("numbers"));
  const [map, photo] = [html("img", { class: "map", alt: "", draggable: "false" }), stage.root.querySelector("img")];
  photo.after(map);
  const layer = (name) => svg("path", { class: name });
  const [items, gone, squares, truth, lost, grid, threadCasing, threadLine] =
    ["items", "gone look-removed", "squares look-detection", "true-outline look-truth", "lost look-removed", "grid look-bin", "thread-casing", "thread-line"].map(layer);
  const choice = { class: "marker look-truth", tabindex: "0", role: "spinbutton", "aria-label": words.choose, "aria-describedby": `${id}-keys` };
  const [casing, line] = ["casing", "line"].map((name) => svg("rect", { class: name, rx: 3 }));
  const marker = svg("g", choice, casing, line);
  stage.overlay.append(items, gone, squares, truth, grid, threadCasing, threadLine, lost, marker);

  const objects = inFours(model.get("numbers").objects.flat());
  let looking = { x: 0, y: 0, zoom: 1 };
  const choose = (number) => write(model, { chosen: (number + objects.length) % objects.length });
  stage.overlay.addEventListener("click", (event) => {
    const [x, y] = stage.point(event);
    const [hit] = boxesAt(objects, [looking.x + x / looking.zoom, looking.y + y / looking.zoom]);
    if (hit !== undefined) choose(hit);
  });
  marker.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (arrow === undefined) return;
    event.preventDefault();
    choose(model.get("chosen") + arrow[0] + arrow[1]);
  });

  /** The map behind the boxes, of the level that the box comes from or is read from. */
  function showMap(at, seen) {
    const maps = model.get("maps");
    const { candidate } = seen.followed;
    const drawn = [MAPS, OBJECTNESS, ROI_GRID].includes(at) && candidate !== undefined;
    map.hidden = !drawn;
    if (!drawn) return;
    const level = at === ROI_GRID ? poolLevel(seen.crowd.boxes[candidate], maps) - 2 : seen.crowd.levels[candidate];
    const { columns, rows, stride } = maps[level];
    const source = maps[level][at === OBJECTNESS ? "objectness" : "strength"];
    if (map.src !== source) map.src = source;
    const k = stage.scale * looking.zoom;
    map.style.cssText = `left: ${-looking.x * k}px; top: ${-looking.y * k}px; width: ${columns * stride * k}px; height: ${rows * stride * k}px`;
  }

  function show(seen) {
    const at = model.get("stage");
    const { crowd, owned, object, number, followed, left, ownLeft } = seen;
    const closer = model.get("closer");
    looking = lookAt(object, stage.size, closer);
    const k = stage.scale * looking.zoom;
    const place = (x, y) => `${((x - looking.x) * k).toFixed(1)},${((y - looking.y) * k).toFixed(1)}`;
    const rect = ([x1, y1, x2, y2]) => `M${place(x1, y1)}h${((x2 - x1) * k).toFixed(1)}v${((y2 - y1) * k).toFixed(1)}h${((x1 - x2) * k).toFixed(1)}z`;
    const dot = ([x1, y1, x2, y2]) => `M${place((x1 + x2) / 2, (y1 + y2) / 2)}h0.01`;
    photo.style.transform = `translate(${-looking.x * k}px, ${-looking.y * k}px) scale(${looking.zoom})`;
    showMap(at, seen);

    const ofPairs = at >= CLASS_BOX;
    const owner = ofPairs ? owned.pairs : owned.candidates;
    const boxOf = (i) => (ofPairs ? crowd.pair_boxes[i] : at === OBJECTNESS ? anchorOf(crowd, i, model.get("maps")) : crowd.boxes[i]);
    const mine = (which) => (closer ? which.filter((i) => owner[i] === number) : which);
    const cut = CUT_OF[at];
    const now = new Set(cut ? left[cut] : []);
    const before = cut ? ownLeft[cut].filter((i) => !now.has(i)) : [];
    const draw = at === OBJECTNESS && !closer ? dot : rect;
    const pathOf = (which) => mine(which).map((i) => draw(boxOf(i))).join("");
    const dots = draw === dot ? " dots" : now.size > MANY && !closer ? " many" : "";
    setAttributes(items, { class: `items look-${LOOK_OF[at]}${dots}`, d: at === PASTE ? "" : pathOf([...now]) });
    setAttributes(gone, { class: `gone look-removed${dots}`, d: pathOf(before) });

    const drawnMasks = at >= MASK ? mine([...now]).filter((i) => seen.masks.has(i)) : [];
    squares.setAttribute("d", drawnMasks.map((i) => squaresIn(crowd.pair_boxes[i], seen.masks.get(i).rows, rect)).join(""));
    const drawnOutlines = at === 0 || at === PASTE ? outlines : [];
    truth.setAttribute("d", drawnOutlines.map((corners) => `M${corners.map(([x, y]) => place(x, y)).join("L")}Z`).join(""));

    const item = ofPairs ? followed.pair : followed.candidate;
    const alive = seen.lost === null || at <= STAGE_OF[seen.lost];
    const thread = item === undefined || !alive || at < OBJECTNESS || at === PASTE ? "" : rect(boxOf(item));
    for (const path of [threadCasing, threadLine]) path.setAttribute("d", thread);
    threadLine.setAttribute("class", `thread-line look-${seen.lost !== null && at === STAGE_OF[seen.lost] ? "removed" : LOOK_OF[at]}`);
    grid.setAttribute("d", at === ROI_GRID && thread ? gridIn(boxOf(item), place) : "");

    const missing = (i) => {
      const where = i === number ? seen.lost : lostAt(left, owned, i);
      return where !== null && at >= STAGE_OF[where];
    };
    const crosses = objects.filter((_, i) => missing(i)).map(([x1, y1, x2, y2]) =>
      `${rect([x1, y1, x2, y2])}M${place(x1, y1)}L${place(x2, y2)}M${place(x2, y1)}L${place(x1, y2)}`);
    lost.setAttribute("d", crosses.join(""));
    const [x1, y1, x2, y2] = object;
    const corner = place(x1, y1).split(",");
    for (const node of [casing, line]) setAttributes(node, { x: corner[0], y: corner[1], width: (x2 - x1) * k, height: (y2 - y1) * k });
    const name = { name: model.get("names")[model.get("label")], number };
    const state = seen.covered ? words.a_name : seen.lost === null ? words.is_found : words.is_missing;
    setAttributes(marker, { "aria-valuenow": number, "aria-valuemin": 0, "aria-valuemax": objects.length - 1, "aria-valuetext": say(state, name) });
  }
  return { show, choose };
}
