// A photograph to draw over.

import { html, svg } from "./page.js";

/** Position and size of a box as attributes of a rect, in CSS pixels. */
export function rectOf([x1, y1, x2, y2], scale) {
  const [width, height] = [Math.max(0, x2 - x1), Math.max(0, y2 - y1)];
  return { x: x1 * scale, y: y1 * scale, width: width * scale, height: height * scale };
}

/**
 * The photograph under an SVG whose unit is the CSS pixel, so that lines and type keep their size
 * on any screen; `scale` is CSS pixels for each pixel of the image, and `redraw` follows it.
 * A hand moves boxes by 1 / `parts` of a pixel.
 */
export function createStage(model, redraw, signal) {
  const [width, height] = model.get("photo_size");
  const photo = html("img", { src: model.get("photo"), alt: "", draggable: "false" });
  const overlay = svg("svg", { class: "overlay" });
  const root = html("div", { class: "stage" }, photo, overlay);
  root.style.cssText = `aspect-ratio: ${width} / ${height}; --aspect: ${width / height}`;
  const stage = { root, overlay, size: [width, height], scale: 1, parts: 1 };
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
