"""How few directions does fc6 need? ``python -m tools.the_line.truncation --weights FILE``.

Fast R-CNN with its first fully connected layer made of two thin ones, by SVD of the weights and by
PCA of what the layer says of proposals it learnt from: average precision, weights and time for each
rank. ``data/results/truncation.csv`` gets the lines.
"""

import argparse
import copy
import csv
import io
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from mrcnn_edu.detectors.fast_rcnn import fast_rcnn
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.detectors.weight_files import read_state_dict
from mrcnn_edu.detectors.weights import CLASSES_BIAS
from mrcnn_edu.evaluation.detector import evaluate_detector
from mrcnn_edu.files.whole import write_whole
from mrcnn_edu.layers.truncated_linear import truncate, truncate_by_pca
from mrcnn_edu.ops.truncated_svd import kept_share
from tools.the_line.scenes import TUNING, Scene, scenes

RANKS = (64, 32, 16, 8, 4)
EXAMPLES = 20  # scenes whose proposals PCA is shown
RESULT = Path("data/results/truncation.csv")
REPEATS = 20  # of a timing, of which the fastest counts

Row = dict[str, str | float]


def lines(detector: TwoStageDetector, tests: Sequence[Scene], shown: Sequence[Scene]) -> list[Row]:
    """A line for the whole layer, and two for each rank.

    Args:
        detector: Fast R-CNN in inference mode, on the CPU.
        tests: scenes to evaluate on.
        shown: scenes whose proposals PCA looks at.
    """
    head = detector.roi_heads.get_submodule("box_head")
    fc6 = head.get_submodule("fc6")
    assert isinstance(fc6, nn.Linear)
    inputs = pooled_boxes(detector, shown)  # (S, n)
    found = [line("whole", min(fc6.weight.shape), detector, fc6, fc6, inputs, tests)]
    for rank in RANKS:
        for how, thin in (
            ("SVD", truncate(fc6, rank)),
            ("PCA", truncate_by_pca(fc6, rank, inputs)),
        ):
            found.append(line(how, rank, with_fc6(detector, thin), fc6, thin, inputs, tests))
            print(found[-1], flush=True)
    return found


def line(
    how: str,
    rank: int,
    detector: TwoStageDetector,
    fc6: nn.Linear,
    thin: nn.Module,
    inputs: Tensor,
    tests: Sequence[Scene],
) -> Row:
    """What one version of the layer costs and is worth."""
    numbers = evaluate_detector(detector, tests, "bbox")
    weights = sum(p.numel() for p in thin.parameters() if p.ndim == 2)
    share = kept_share(fc6.weight.detach(), rank)
    return {
        "how": how,
        "rank": rank,
        "weights": weights,
        "share of weights, %": round(100 * weights / fc6.weight.numel(), 1),
        "share of squared singular values, %": round(100 * share, 1),
        "AP": round(100 * numbers["AP"], 2),
        "AP50": round(100 * numbers["AP50"], 2),
        "fc6 ms for 150 boxes": round(milliseconds(thin, inputs[:150]), 2),
    }


@torch.inference_mode()
def pooled_boxes(detector: TwoStageDetector, shown: Sequence[Scene]) -> Tensor:
    """What fc6 sees of the proposals of some scenes: (S, n)."""
    rows = []
    for image, target in shown:
        batch, given = detector.transform([image], [{"proposals": target["proposals"]}])
        features = detector.backbone(batch.tensors)
        boxes, _ = detector.rpn(batch, features, given)
        rows.append(detector.roi_heads.box_pooler(features, boxes).flatten(1))
    return torch.cat(rows)


def with_fc6(detector: TwoStageDetector, layer: nn.Module) -> TwoStageDetector:
    """The same detector with another fc6."""
    changed = copy.deepcopy(detector)
    changed.roi_heads.get_submodule("box_head").add_module("fc6", layer)
    return changed


@torch.inference_mode()
def milliseconds(layer: nn.Module, inputs: Tensor) -> float:
    """The fastest of some calls, on one thread or as many as torch has."""
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.perf_counter()
        layer(inputs)
        best = min(best, time.perf_counter() - begun)
    return 1000 * best


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the weights, and write the lines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--weights", type=Path, required=True, help="of Fast R-CNN")
    parser.add_argument("--out", type=Path, default=RESULT)
    parser.add_argument("--proposals", type=Path, default=Path("build/the_line/proposals"))
    parser.add_argument("--tests", type=int, default=100, help="scenes to evaluate on")
    chosen = parser.parse_args(arguments)
    num_classes = len(read_state_dict(chosen.weights)[CLASSES_BIAS])
    detector = fast_rcnn(num_classes, weights=chosen.weights).eval()
    shown = scenes("shapes", 0, EXAMPLES, chosen.proposals)
    tests = scenes("shapes", TUNING, chosen.tests, chosen.proposals)
    table = io.StringIO()
    rows = lines(detector, tests, shown)
    writer = csv.DictWriter(table, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(chosen.out, table.getvalue())


if __name__ == "__main__":
    main()
