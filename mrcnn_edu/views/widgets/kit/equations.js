// Equations in numbers that follow the hand, on ground that does not move.

import { html } from "./page.js";

/** A fraction, one part over the other. */
export function fraction(above, below) {
  const part = (children) => html("span", { class: "part" }, ...children);
  return html("span", { class: "fraction" }, part(above), part(below));
}

/** The place of a number that changes: `width` digits wide whatever stands in it. */
export function slot(name, width) {
  return html("span", { class: `slot ${name}`, style: `min-width: ${width}ch` });
}

/** The signs between numbers. */
export function sign(text) {
  return html("span", { class: "sign" }, text);
}

/** An equation: `label` is how it is read aloud, and is set anew with the numbers. */
export function equation(name, ...parts) {
  return html("div", { class: `equation ${name}`, role: "math" }, ...parts);
}
