// The state that the page shares with Python, and when to draw it anew.

/** Call back when any of these traits changes, until the view goes. */
export function listen(model, names, callback, signal) {
  for (const name of names) {
    model.on(`change:${name}`, callback);
    signal.addEventListener("abort", () => model.off(`change:${name}`, callback));
  }
}

/** Write traits and send them to Python, where there is one. */
export function write(model, traits) {
  for (const [name, value] of Object.entries(traits)) model.set(name, value);
  model.save_changes();
}

/** A function that calls back once, soon, however often it was called in one go. */
export function oncePerTurn(callback, signal) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      if (!signal.aborted) callback();
    });
  };
}

/** A function that calls back once nothing has called it for a moment. */
export function whenAtRest(callback, signal, milliseconds = 150) {
  let timer;
  signal.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    timer = setTimeout(callback, milliseconds);
  };
}
