// The lists and the boxes to tick above the pictures of the microscope.

import { html } from "../kit/page.js";
import { write } from "../kit/model.js";
import { checkbox, choice } from "../kit/controls.js";
import { MOST_BINS, MOST_SAMPLES, startOf } from "./moment.js";

/** Everything that can be set but the RoI itself, each under a label. */
export function createSettings(model, words, id) {
  const put = (name, read) => (text) => write(model, { [name]: read(text) });
  const list = (key, onChoice) =>
    choice({ label: words[key] ?? "", name: words[`${key}_name`] ?? words[key], id: `${id}-${key}` }, onChoice);
  const example = list("example", (key) =>
    write(model, startOf(model.get("examples").find((one) => one.key === key))));
  const stride = list("stride", put("stride", Number));
  const bins = ["rows", "columns"].map((name, axis) => list(name, (text) =>
    write(model, { output_size: model.get("output_size").with(axis, Number(text)) })));
  const samples = list("samples", put("sampling_ratio", Number));
  const reduce = list("reduce", put("reduce", String));
  const view = list("view", put("view", String));
  const aligned = checkbox(words.aligned, (checked) => write(model, { aligned: checked }));
  const counts = Array.from({ length: MOST_BINS }, (_, i) => [i + 1, i + 1]);
  const ratios = Array.from({ length: MOST_SAMPLES }, (_, i) => [i + 1, `${i + 1} × ${i + 1}`]);
  const show = ({ moment, example: { maps, photo } }, seen) => {
    example.show(model.get("examples").map(({ key, name }) => [key, name]), moment.example);
    stride.show(Object.keys(maps).map((key) => [key, key]), moment.stride);
    bins.forEach((side, axis) => side.show(counts, moment.output_size[axis]));
    samples.show([[0, words.adaptive], ...ratios], Math.max(moment.sampling_ratio, 0));
    reduce.show(["average", "max"].map((key) => [key, words[key]]), moment.reduce);
    aligned.input.checked = moment.aligned;
    const views = photo ? ["map", "photo", "back"] : ["map", "back"];
    view.show(views.map((key) => [key, words[`view_${key}`]]), seen);
  };
  const lists = [example, view, stride, ...bins, samples, reduce, aligned];
  return { root: html("div", { class: "settings" }, ...lists.map(({ root }) => root)), show };
}
