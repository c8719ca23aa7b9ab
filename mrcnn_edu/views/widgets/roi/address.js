// The address of the page as a bookmark. Only on a page whose <html> has data-mrcnn-edu-site, and
// only for the first microscope on it: in a notebook the address belongs to the notebook.

import { fromHash, toHash } from "./moment.js";

const PAUSE = 300; // milliseconds; browsers refuse addresses that change too often

/** Take the address, if the page lends it and no other microscope has it: null, or what it offers. */
export function takeAddress(examples, onMoment, signal) {
  const page = document.documentElement;
  if (!page.hasAttribute("data-mrcnn-edu-site") || page.hasAttribute("data-mrcnn-edu-moment")) return null;
  page.setAttribute("data-mrcnn-edu-moment", "");
  signal.addEventListener("abort", () => page.removeAttribute("data-mrcnn-edu-moment"));
  const read = () => fromHash(location.hash, examples);
  const follow = () => {
    const moment = read();
    if (moment !== null) onMoment(moment);
  };
  window.addEventListener("hashchange", follow, { signal });
  return { read, ...createWriter(signal) };
}

/** `write` soon, and not too often; `writeNow` before somebody reads the address. */
function createWriter(signal) {
  let [timer, waiting] = [null, null];
  const writeNow = () => {
    clearTimeout(timer);
    timer = null;
    // Replaced, not pushed: a drag is not a hundred pages to go back through. Nothing scrolls.
    if (waiting !== null) history.replaceState(history.state, "", `#${toHash(waiting)}`);
    waiting = null;
  };
  const write = (moment) => {
    waiting = moment;
    timer ??= setTimeout(writeNow, PAUSE);
  };
  signal.addEventListener("abort", () => clearTimeout(timer));
  return { write, writeNow };
}
