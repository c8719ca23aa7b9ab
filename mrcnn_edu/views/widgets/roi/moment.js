// A moment under the microscope, and how it is written in an address:
// #example=slides&roi=10,10,124,124&stride=32&bins=2x2&samples=1&aligned=0&reduce=average&bin=0,0

export const MOST_BINS = 7;
export const MOST_SAMPLES = 8;
export const SETTINGS = ["example", "roi", "stride", "output_size", "sampling_ratio", "aligned", "reduce"];

/** Everything that an example begins with. */
export function startOf(example) {
  return { example: example.key, reduce: "average", chosen_bin: [0, 0], ...example.start };
}

/** The moment as the part of an address behind the #. */
export function toHash(moment) {
  const number = (value) => String(Number(value.toFixed(3)));
  return [
    `example=${moment.example}`, `roi=${moment.roi.map(number)}`, `stride=${moment.stride}`,
    `bins=${moment.output_size.join("x")}`, `samples=${moment.sampling_ratio}`,
    `aligned=${Number(moment.aligned)}`, `reduce=${moment.reduce}`, `bin=${moment.chosen_bin}`,
  ].join("&");
}

/**
 * The moment that an address speaks of, or null if it speaks of none. What it does not say comes
 * from the beginning of the example; what is unknown, misspelt or impossible is left out.
 */
export function fromHash(hash, examples) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const example = examples.find(({ key }) => key === said.get("example")) ?? examples[0];
  const readers = {
    example: () => oneOf([[example.key, example.key]], said.get("example")),
    roi: () => readRoi(said.get("roi")),
    stride: () => oneOf(Object.keys(example.maps).map((key) => [key, Number(key)]), said.get("stride")),
    output_size: () => readWhole(said.get("bins"), "x", 2, 1, MOST_BINS),
    sampling_ratio: () => readWhole(said.get("samples"), ",", 1, -1, MOST_SAMPLES)?.[0] ?? null,
    aligned: () => oneOf([["0", false], ["1", true]], said.get("aligned")),
    reduce: () => oneOf([["average", "average"], ["max", "max"]], said.get("reduce")),
    chosen_bin: () => readWhole(said.get("bin"), ",", 2, 0, MOST_BINS - 1),
  };
  const read = Object.entries(readers).map(([name, reader]) => [name, reader()]);
  const found = Object.fromEntries(read.filter(([, value]) => value !== null));
  return Object.keys(found).length === 0 ? null : { ...startOf(example), ...found };
}

function oneOf(pairs, text) {
  return new Map(pairs).get(text) ?? null;
}

function readRoi(text) {
  const parts = (text ?? "").split(",");
  const roi = parts.map(Number);
  const plain = parts.length === 4 && parts.every((part) => /^-?\d{1,5}(\.\d+)?$/.test(part));
  return plain && roi[0] <= roi[2] && roi[1] <= roi[3] ? roi : null;
}

function readWhole(text, sign, count, least, most) {
  const parts = (text ?? "").split(sign);
  const fits = (part) => /^-?\d+$/.test(part) && least <= Number(part) && Number(part) <= most;
  return parts.length === count && parts.every(fits) ? parts.map(Number) : null;
}
