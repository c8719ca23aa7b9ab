"""In plain Python, with lists and the standard library."""

import statistics


def paired_interval(a, b, t):
    differences = [x - y for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    half = t * statistics.stdev(differences) / len(differences) ** 0.5
    mean = statistics.fmean(differences)
    return [mean - half, mean + half]


def verdicts(intervals, smallest):
    said = []
    for low, high in intervals.tolist():
        if -smallest <= low and high <= smallest:
            said.append(1)
        else:
            said.append(2 if low > 0 else 0 if high < 0 else 3)
    return said


def report(validation, held_out):
    numbers = []
    for of_seed, scenes in zip(validation.tolist(), held_out.tolist(), strict=True):
        numbers.append(statistics.fmean(scenes[of_seed.index(max(of_seed))]))
    return [statistics.fmean(numbers), statistics.stdev(numbers)]
