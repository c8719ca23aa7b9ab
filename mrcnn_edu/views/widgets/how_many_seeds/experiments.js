// A hundred fictitious experiments of a few seeds each: what seed_experiments.py computes as well,
// from the same numbers of chance.

export const EXPERIMENTS = 100; // in a drawing
export const MOST = 20; // seeds of an experiment
export const DRAWINGS = 1000; // after which the first comes again

/** A whole number of 32 bits stirred until it looks as if chance had drawn it. */
export function mix(number) {
  let n = Math.imul(number ^ (number >>> 16), 0x7feb352d);
  n = Math.imul(n ^ (n >>> 15), 0x846ca68b);
  return (n ^ (n >>> 16)) >>> 0;
}

/** The normal number of one seed of one experiment, by Box and Muller. */
export function normalNumber(drawing, experiment, seed) {
  const place = 2 * ((drawing * EXPERIMENTS + experiment) * MOST + seed);
  const [one, other] = [1, 2].map((k) => (mix(place + k) + 0.5) / 2 ** 32);
  return Math.sqrt(-2 * Math.log(one)) * Math.cos(2 * Math.PI * other);
}

/**
 * What each experiment of a drawing measures: {mean, half}, the interval reaches by `half` to
 * either side. `student` is how many standard errors that is, from two seeds up; one seed does not
 * show how far seeds scatter.
 */
export function runExperiments({ gain, spread, seeds, drawing }, student) {
  return Array.from({ length: EXPERIMENTS }, (_, experiment) => {
    const differences = Array.from({ length: seeds }, (_, seed) => gain + spread * normalNumber(drawing, experiment, seed));
    const mean = differences.reduce((sum, value) => sum + value) / seeds;
    if (seeds === 1) return { mean, half: Infinity };
    const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, half: student[seeds - 2] * Math.sqrt(squares / (seeds - 1) / seeds) };
  });
}

/** What may be said of one experiment. */
export function judgeExperiment(gain, { mean, half }) {
  return {
    wrong_sign: mean * gain < 0,
    leaves_zero: Math.abs(mean) > half,
    holds_truth: Math.abs(mean - gain) <= half,
  };
}

/** Of how many experiments each of the three is true. */
export function countOutcomes(gain, measured) {
  const all = measured.map((one) => judgeExperiment(gain, one));
  const count = (name) => all.filter((said) => said[name]).length;
  return Object.fromEntries(["wrong_sign", "leaves_zero", "holds_truth"].map((name) => [name, count(name)]));
}
