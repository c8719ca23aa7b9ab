"""A hundred fictitious experiments of a few seeds each: what they measure, how often it misleads.

Each experiment compares two detectors that were trained with the same seeds. Its differences, one a
seed, scatter around a true gain that only we know. They come from a hash of integers, so that
``how_many_seeds/experiments.js`` draws the very same.
"""

import numpy as np
from numpy.typing import NDArray

from mrcnn_edu.evaluation.intervals import STUDENT, half_width

EXPERIMENTS = 100  # in a drawing
MOST = len(STUDENT)  # seeds of an experiment
DRAWINGS = 1000  # after which the first comes again

Array = NDArray[np.float64]


def mix(numbers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Whole numbers stirred until they look as if chance had drawn them.

    Args:
        numbers: of any shape, of 32 bits.

    Returns:
        Of the same shape: another number for each one.

    Source:
        Chris Wellons, "Prospecting for Hash Functions", 2018 (lowbias32).

    Example:
        >>> mix(np.array([0, 1, 2], dtype=np.uint32)).tolist()
        [0, 1753845952, 3507691905]
    """
    far, near = np.uint32(16), np.uint32(15)  # how many bits they are moved by
    numbers = (numbers ^ (numbers >> far)) * np.uint32(0x7FEB352D)
    numbers = (numbers ^ (numbers >> near)) * np.uint32(0x846CA68B)
    return numbers ^ (numbers >> far)


def normal_numbers(drawing: int, seeds: int) -> Array:
    """Numbers of a normal distribution around 0 with standard deviation 1.

    Args:
        drawing: which, from 0 to ``DRAWINGS`` - 1.
        seeds: S, from 1 to ``MOST``. The first of them are the same for any S.

    Returns:
        (``EXPERIMENTS``, S).

    Source:
        G. E. P. Box and M. E. Muller, "A Note on the Generation of Random Normal Deviates", 1958.

    Example:
        >>> normal_numbers(0, 2)[:2].round(4).tolist()
        [[0.5446, 0.8746], [1.2734, 0.3887]]
    """
    places = np.arange(EXPERIMENTS)[:, None] * MOST + np.arange(seeds)  # (EXPERIMENTS, S)
    places = 2 * (drawing * EXPERIMENTS * MOST + places)
    one, other = ((mix((places + k).astype(np.uint32)) + 0.5) / 2**32 for k in (1, 2))  # 0 to 1
    numbers: Array = np.sqrt(-2 * np.log(one)) * np.cos(2 * np.pi * other)
    return numbers


def run_experiments(gain: float, spread: float, seeds: int, drawing: int) -> tuple[Array, Array]:
    """What the experiments of one drawing measure.

    Args:
        gain: the true difference, in points of AP.
        spread: how far differences scatter from seed to seed: their standard deviation, in points.
        seeds: from 1 to ``MOST``, the same number in each experiment.
        drawing: which, from 0 to ``DRAWINGS`` - 1.

    Returns:
        The mean difference of each experiment, (``EXPERIMENTS``,), and how far its 95 % interval
        reaches to either side, likewise; with one seed without end.
    """
    differences = gain + spread * normal_numbers(drawing, seeds)
    means = differences.mean(axis=1)
    if seeds == 1:
        return means, np.full(EXPERIMENTS, np.inf)
    return means, half_width(differences.std(axis=1, ddof=1), seeds)


def count_outcomes(gain: float, means: Array, halves: Array) -> dict[str, int]:
    """How many experiments mislead, convince, and are right.

    Args:
        gain: the true difference, in points of AP.
        means: (N,), the mean difference of each experiment.
        halves: (N,), how far its interval reaches to either side.

    Returns:
        "wrong_sign": how many means lie on the other side of 0 than the gain; "leaves_zero": how
        many intervals do not hold 0; "holds_truth": how many hold the gain.

    Example:
        >>> count_outcomes(1.0, np.array([2.0, -1.0, 3.0]), np.array([1.5, 0.5, 3.0]))
        {'wrong_sign': 1, 'leaves_zero': 2, 'holds_truth': 2}
    """
    return {
        "wrong_sign": int((means * gain < 0).sum()),
        "leaves_zero": int((abs(means) > halves).sum()),
        "holds_truth": int((abs(means - gain) <= halves).sum()),
    }
