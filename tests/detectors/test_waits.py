"""How often the detector asks for a value: on a GPU each time is a wait."""

from collections import Counter

import pytest
import torch

from benchmarks import detectors
from mrcnn_edu.detectors.tiny import mask_rcnn_tiny
from mrcnn_edu.ops import nms
from tools.gpu.waits import questions

LEVELS = 3
SIZE = (96, 120)

# In a detection and in a training step. "nms" asks twice in each of its calls for its threshold,
# which lies on the CPU anyway, once whether a round changed anything, and once who is left.
DETECTING = {
    "ops/nms.py": 2 * (2 + 1 + 1),
    "ops/boxes.py": 2,  # boxes that are large enough, of the RPN and of the box head
    "ops/cell_bags.py": 2 * LEVELS,  # how many cells all bags have, for boxes and for masks
    "layers/roi_pooler.py": 2,  # how many boxes are on each level
    "layers/box_head.py": 1,  # which scores are above the threshold
    "detectors/input_checks.py": 1,  # whether all pixels are in their range
    "ops/mask_products.py": 1,  # not asked on a GPU
}
LEARNING = {
    "ops/nms.py": 2 + 1 + 1,
    "ops/boxes.py": 1,
    "ops/cell_bags.py": 2 * LEVELS + 2,  # and how long the longest bins of mask targets are
    "layers/roi_pooler.py": 2,
    "ops/matching.py": 2 * 2,  # which are positive and which negative, for the RPN and the heads
    "ops/mask_products.py": 1,  # where the masks are cropped
    "detectors/input_checks.py": 1,
    "detectors/target_checks.py": 1,
    "ops/checks.py": 2 * 5,  # the least and the largest of five tensors of indices, not on a GPU
}


@pytest.fixture
def detector(monkeypatch):
    monkeypatch.setattr(nms, "_asking_waits", lambda tensor: True)
    torch.manual_seed(0)
    return mask_rcnn_tiny(5, min_size=SIZE[0])


def by_file(places: Counter[str]) -> Counter[str]:
    files: Counter[str] = Counter()
    for place, times in places.items():
        files[place.split(":")[0]] += times
    return files


def test_a_detection_asks_for_little(detector):
    image = detectors.photograph(*SIZE)
    asked = by_file(questions(lambda: detectors.detect(detector, [image])))
    assert asked <= Counter(DETECTING), asked - Counter(DETECTING)
    assert asked["ops/nms.py"] > 0  # the counter works


def test_a_training_step_asks_for_little(detector):
    image, target = detectors.photograph(*SIZE), detectors.target(*SIZE)
    target["labels"] = target["labels"] % 4 + 1
    asked = by_file(questions(lambda: detectors.training_step(detector, [image], [target])))
    assert asked <= Counter(LEARNING), asked - Counter(LEARNING)
    assert asked["ops/matching.py"] == 4


NUMBERS = torch.arange(6.0)
MASK = NUMBERS > 2


@pytest.mark.parametrize(
    ("call", "times"),
    [
        pytest.param(lambda: int(NUMBERS.max()), 1, id="int"),
        pytest.param(lambda: bool(MASK.any()), 1, id="bool"),
        pytest.param(lambda: NUMBERS.tolist(), 1, id="tolist"),
        pytest.param(lambda: NUMBERS.numpy(), 1, id="numpy"),
        pytest.param(lambda: NUMBERS.cpu(), 1, id="cpu"),
        pytest.param(lambda: NUMBERS[MASK], 1, id="index by a mask"),
        pytest.param(lambda: NUMBERS.clone().__setitem__(MASK, 0.0), 1, id="set by a mask"),
        pytest.param(lambda: torch.where(MASK), 1, id="where"),
        pytest.param(lambda: torch.equal(NUMBERS, NUMBERS), 1, id="equal"),
        pytest.param(lambda: NUMBERS.repeat_interleave(MASK.long()), 1, id="repeat"),
        pytest.param(
            lambda: torch.repeat_interleave(MASK.long(), output_size=3), 0, id="repeat, told"
        ),
        pytest.param(lambda: NUMBERS[NUMBERS.long()], 0, id="index by numbers"),
        pytest.param(lambda: torch.where(MASK, NUMBERS, 0), 0, id="choose"),
        pytest.param(lambda: NUMBERS @ NUMBERS, 0, id="product"),
    ],
)
@pytest.mark.parametrize("inference", [True, False], ids=["inference", "learning"])
def test_what_counts_as_asking(call, times, inference):
    def asked() -> object:
        with torch.inference_mode(inference):
            return call()

    assert questions(asked).total() == times
