"""Write tests/golden/*.json: what torchvision answers to hundreds of calls.

Run ``python -m tests.make_golden`` where torchvision is installed. The files let every other
place hold our operators to torchvision's results without it.
"""

import torch

from tests.ops import golden
from tests.ops.cases import BOX_OPERATORS, Case, random_case
from tests.ops.detection_cases import MAKERS, random_detection_case
from tests.ops.nasty import NASTY
from tests.ops.roi_cases import golden_roi_calls

# How many random calls of each operator a file holds; live comparisons try many more.
SEEDS = dict.fromkeys(BOX_OPERATORS, range(50)) | {"nms": range(50), "batched_nms": range(40)}
LARGEST = {"nms": 30, "batched_nms": 30}  # boxes in a call; 5 for the other operators
LONGEST_NASTY = 260
ROI_OPERATORS = ("roi_align", "roi_pool")
DETECTION_SEEDS = range(24)


def calls(operator: str) -> list[Case]:
    """The calls of one operator that its golden file holds."""
    if operator in ROI_OPERATORS:
        return list(golden_roi_calls(operator))
    if operator in MAKERS:
        return [random_detection_case(operator, seed) for seed in DETECTION_SEEDS]
    made = [random_case(operator, seed, LARGEST.get(operator, 5)) for seed in SEEDS[operator]]
    nasty = [case for case in NASTY if case.operator == operator]
    return made + [case for case in nasty if len(case.arguments["boxes"]) <= LONGEST_NASTY]


def main() -> None:
    """Ask torchvision and write one file for each operator."""
    import torchvision

    from tests.ops import torchvision_twins

    versions = {"torchvision": torchvision.__version__, "torch": torch.__version__}
    golden.GOLDEN.mkdir(exist_ok=True)
    libraries = (torchvision_twins, torchvision.ops)
    for operator in (*SEEDS, *ROI_OPERATORS, *MAKERS):
        answers = [(case, golden.call(libraries, case)) for case in calls(operator)]
        path = golden.GOLDEN / f"{operator}.json"
        golden.write(path, versions, answers)
        print(f"{path.name}: {len(answers)} calls, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
