// The frame of every widget: it builds once, draws whenever its state changes, and leaves nothing.

import { html, ownKeys, uniqueId } from "./page.js";
import { listen, oncePerTurn, whenAtRest, write } from "./model.js";

const REST = 1000; // milliseconds after which Python draws the picture that stays in the notebook

/**
 * A widget's `render`. `traits` are those that change what is shown. `build` gets a view {model,
 * words, id, signal, redraw} and gives {children, draw, rest}: its parts from top to bottom, what
 * to do at every change, and, if it likes, what to do once the hand rests.
 */
export function createRender(name, traits, build) {
  return ({ model, el }) => {
    const life = new AbortController();
    const view = { model, words: model.get("words"), id: uniqueId(), signal: life.signal };
    view.redraw = oncePerTurn(() => show(), life.signal);
    const { children, draw, rest = () => {} } = build(view);
    const atRest = whenAtRest(rest, life.signal);
    const show = () => {
      draw();
      atRest();
    };
    const label = { role: "group", "aria-label": view.words.title };
    const root = html("div", { class: `mrcnn-widget ${name}`, ...label }, ...children);
    const style = hideStill(model);
    el.append(root, style);
    ownKeys(root, life.signal);
    const watched = [...traits, "task", "guesses"];
    listen(model, watched, view.redraw, life.signal);
    listen(model, ["kernel_result"], atRest, life.signal);
    const keepPicture = () => write(model, { rests: model.get("rests") + 1 });
    listen(model, watched, whenAtRest(keepPicture, life.signal, REST), life.signal);
    show();
    return () => {
      life.abort();
      for (const node of [style, root]) node.remove();
    };
  };
}

/** While this is on the page, the picture that stands in for the widget is not. */
function hideStill(model) {
  const still = `.${model.get("still_class")}`;
  const around = [".jp-OutputArea-child", ".cell_output > .output"].map((node) => `${node}:has(${still})`);
  return html("style", {}, `${[still, ...around].join(", ")} { display: none; }`);
}
