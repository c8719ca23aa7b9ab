// What the widgets share on the page: elements, words, hatches, and a photograph to draw over.

/** An HTML element with attributes and children; a child may be text. */
export function html(tag, attributes = {}, ...children) {
  return fillIn(document.createElement(tag), attributes, children);
}

/** An SVG element, likewise. */
export function svg(tag, attributes = {}, ...children) {
  return fillIn(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fillIn(node, attributes, children) {
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/** Set each attribute; true means present without a value, false means absent. */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

/** A sentence of strings.json with its {names} replaced by values. */
export function say(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** A number for a reader, with a true minus sign. */
export function fixed(value, digits) {
  return value.toFixed(digits).replace("-", "−");
}

/** A number in as few digits as it needs, three decimals at most. */
export function short(value) {
  return String(Number(value.toFixed(3))).replace("-", "−");
}

/** An id that no other widget of the page has, whichever module it came from. */
export function uniqueId() {
  return "mrcnn-" + Math.random().toString(36).slice(2);
}

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

/** Put a text where another stands, and leave the page alone where it is the same. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
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

/** Keep a notebook from taking keys typed in the widget for its own shortcuts (d d, Enter). */
export function ownKeys(root, signal) {
  root.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
  for (const node of root.querySelectorAll("button, input, select, [tabindex]")) {
    node.setAttribute("data-lm-suppress-shortcuts", "true"); // JupyterLab reads it on the target
  }
}

/** A hatch to fill areas with: strokes of one colour, by their path in a square tile. */
export function hatch(id, name, size, path) {
  const strokes = [
    svg("path", { class: "hatch-casing", d: path }),
    svg("path", { class: `hatch-line ${name}`, d: path }),
  ];
  return svg(
    "pattern",
    { id: `${id}-${name}`, width: size, height: size, patternUnits: "userSpaceOnUse" },
    ...strokes,
  );
}

/** Strokes that join across tiles, rising, falling or both. */
export function hatchPath(size, kind) {
  const [half, over] = [size / 2, size * 1.5];
  const rising = `M${-half},${half} L${half},${-half} M${-half},${over} L${over},${-half}`;
  const falling = `M${-half},${-half} L${over},${over} M${half},${-half} L${over},${half}`;
  const more = { rising: ` M${half},${over} L${over},${half}`, falling: ` M${-half},${half} L${half},${over}` };
  if (kind === "crossed") return rising + more.rising + falling + more.falling;
  return kind === "rising" ? rising + more.rising : falling + more.falling;
}

/** Position and size of a box as attributes of a rect, in CSS pixels. */
export function rectOf([x1, y1, x2, y2], scale) {
  const [width, height] = [Math.max(0, x2 - x1), Math.max(0, y2 - y1)];
  return { x: x1 * scale, y: y1 * scale, width: width * scale, height: height * scale };
}

/**
 * The photograph under an SVG whose unit is the CSS pixel, so that lines and type keep their size
 * on any screen; `scale` is CSS pixels for each pixel of the image, and `redraw` follows it.
 */
export function createStage(model, redraw, signal) {
  const [width, height] = model.get("photo_size");
  const photo = html("img", { src: model.get("photo"), alt: "", draggable: "false" });
  const overlay = svg("svg", { class: "overlay" });
  const root = html("div", { class: "stage" }, photo, overlay);
  root.style.aspectRatio = `${width} / ${height}`;
  const stage = { root, overlay, size: [width, height], scale: 1 };
  stage.point = (event) => {
    const place = root.getBoundingClientRect();
    const scale = place.width / width;
    return [(event.clientX - place.left) / scale, (event.clientY - place.top) / scale];
  };
  const observer = new ResizeObserver(() => {
    if (root.clientWidth === 0) return; // hidden for now
    stage.scale = root.clientWidth / width;
    // Magnified that far, pixels are what the picture is about; a photograph is smoothed.
    photo.classList.toggle("pixels", stage.scale >= 6);
    redraw();
  });
  observer.observe(root);
  signal.addEventListener("abort", () => observer.disconnect());
  return stage;
}
