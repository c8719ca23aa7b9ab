"""A learner's function at work in a whole detector, beside the package's.

    try_in_detector(my_nms, nms, lambda nms: mask_rcnn_tiny(5, weights=path, nms=nms), image)

The detector is made twice, once with each function, and shown the same photograph. As after a
check, the answer is a ``Verdict``, whatever the learner's function does.
"""

import dataclasses
import functools
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from torch import Tensor, nn

from mrcnn_edu.classroom.answers import as_answer, read_answer
from mrcnn_edu.classroom.compare_detections import Found, compare, pair_up
from mrcnn_edu.classroom.exercise import Function
from mrcnn_edu.classroom.judge import judge_error, name_of
from mrcnn_edu.classroom.limits import run_limited
from mrcnn_edu.classroom.verdict import Verdict
from mrcnn_edu.classroom.words import Words, say
from mrcnn_edu.views.detections import COLORS, draw_detections
from mrcnn_edu.views.plots import draw_boxes, show_image

SURE = 0.5  # detections below this score are neither drawn nor counted
WHITE = "#FFFFFF"


def try_in_detector(
    student: Function,
    reference: Function,
    make_detector: Callable[[Function], nn.Module],
    image: NDArray[np.uint8],
    *,
    seconds: float = 60.0,
) -> Verdict:
    """Run a detector with a learner's function in it, and compare what it finds.

    Args:
        student: the learner's function. It may answer with tensors, numpy arrays or lists.
        reference: the package's.
        make_detector: makes a detector with either of them.
        image: (H, W) grey or (H, W, 3), 0 to 255.
        seconds: how long the detector may take with the learner's function.

    Returns:
        The verdict, with a picture of what both found; end the cell with it to see it.
    """
    package = detect(make_detector(reference), image)
    detector = make_detector(readable(student, reference))
    class_names = getattr(detector, "class_names", None)
    outcome = run_limited(partial(detect, detector, image), seconds)
    name = name_of(student)
    picture = partial(draw_beside, image, package, outcome.value, name, class_names)
    if outcome.endless:
        sentence = say("detector_too_slow", name=name, seconds=f"{seconds:g}")
        return Verdict("too slow", sentence)
    if outcome.error is not None:
        verdict = judge_error(name, outcome.error, {})
        return dataclasses.replace(verdict, notes=lines_of(student, outcome.error))
    return dataclasses.replace(compare(package, outcome.value, name), picture=picture)


def detect(detector: nn.Module, image: NDArray[np.uint8]) -> Found:
    """What a detector finds in a photograph, (H, W) or (H, W, 3), and is sure of."""
    pixels = torch.as_tensor(image).float() / 255
    colour = pixels.movedim(-1, 0) if pixels.ndim == 3 else pixels.expand(3, -1, -1)  # (3, H, W)
    with torch.inference_mode():
        (found,) = detector.eval()([colour])
    sure = found["scores"] >= SURE
    return {name: values[sure] for name, values in found.items()}


def readable(student: Function, reference: Function) -> Function:
    """The learner's function, with answers that a detector can use.

    Args:
        student: what is called.
        reference: called as well, for the types that are wanted.

    Returns:
        A function with the arguments of ``student``.

    Raises:
        NotImplementedError: not here, but when it is called and the answer is None or Ellipsis.
    """

    @functools.wraps(student)
    def called(*arguments: Any, **named: Any) -> Tensor:
        value = student(*arguments, **named)
        if value is None or value is Ellipsis:
            raise NotImplementedError
        wanted = as_answer(reference(*arguments, **named))
        return read_answer(value, wanted)[0].to(wanted[0])

    return called


def lines_of(student: Function, error: BaseException) -> tuple[Words, ...]:
    """Which line of the learner's function raised an error, if one of them did."""
    code = getattr(student, "__code__", None)
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if code is not None and frame.filename == code.co_filename and frame.name == code.co_name
    ]
    lines = [say("line", number=frame.lineno, text=frame.line) for frame in frames[-1:]]
    return tuple(say("in_line", line=line) for line in lines)


def draw_beside(
    image: NDArray[np.uint8],
    package: Found,
    yours: Found,
    name: str,
    class_names: Sequence[str] | None,
) -> Figure:
    """What both found, each on a copy of the photograph: one object, one colour.

    What the other side has not, or not the same, is unmatched and drawn in thick white dashes.
    """
    pairs, same = pair_up(package, yours)
    found_again = {pairs[j] for j in same}
    colors = [color for color, _ in zip(cycle(COLORS), package["boxes"], strict=False)]
    of_yours = [colors[pairs[j]] if j in pairs else WHITE for j in range(len(yours["boxes"]))]
    figure, axes = plt.subplots(1, 2, figsize=(14, 6), layout="constrained")
    sides = ((package, "the package", colors, found_again), (yours, name, of_yours, set(same)))
    for ax, (found, whose, its_colors, known) in zip(axes, sides, strict=True):
        odd = [i for i in range(len(found["boxes"])) if i not in known]
        title = f"{whose}: {len(found['boxes'])} objects"
        show_image(image, ax, title + (f", {len(odd)} unmatched (dashed)" if odd else ""))
        draw_detections(ax, found, class_names=class_names, colors=its_colors, score_threshold=SURE)
        draw_boxes(ax, found["boxes"][odd], color=WHITE, style="--", width=3)
        ax.set_axis_off()
    plt.close(figure)
    return figure
