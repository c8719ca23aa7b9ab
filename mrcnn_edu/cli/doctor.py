"""Say what this machine has, what is missing, and what is wrong with data.

    python -m mrcnn_edu doctor
    python -m mrcnn_edu doctor --images train --annotations train.json

With data, everything that is wrong in it is listed. The answer is 1 if anything is to be mended.
"""

import argparse
import os
import platform
import sys
import warnings
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import torch

from mrcnn_edu.cli.datasets import add_data_options, is_chosen, read_dataset
from mrcnn_edu.cli.detectors import NAME_OF_SHIPPED, SHIPPED
from mrcnn_edu.cli.download import WEIGHTS
from mrcnn_edu.cli.saying import say
from mrcnn_edu.data.folders import VARIABLE, cache_folder, find_data
from mrcnn_edu.data.published import DATA_SETS
from mrcnn_edu.data.samples import images_with_objects
from mrcnn_edu.data.shipped import shipped
from mrcnn_edu.detectors.catalogue import open_detector

NEEDED = {  # and for what
    **dict.fromkeys(("mrcnn_edu", "torch", "numpy", "pillow", "safetensors", "tqdm"), "everything"),
    "matplotlib": "predict and the lessons",
    "tensorboard": "train",
}
USEFUL = dict.fromkeys(("jupyterlab", "scikit-image"), "the lessons")
KEPT = "MALLOC_MMAP_THRESHOLD_"


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    add_data_options(parser)


def run(chosen: argparse.Namespace) -> int:
    """Print what was found; 1 if something is to be mended."""
    troubles = [*machine(), *versions(), *places(), *weights()]
    if is_chosen(chosen):
        troubles += data(chosen)
    for trouble in troubles:
        say(f"TO MEND  {trouble}")
    things = "1 thing" if len(troubles) == 1 else f"{len(troubles)} things"
    say(f"{things} to mend" if troubles else "nothing to mend")
    return int(bool(troubles))


def tell(what: str, value: object) -> None:
    """One line of the report."""
    say(f"{what:<14} {value}")


def machine() -> list[str]:
    """System, processor and GPU."""
    tell("system", f"{platform.platform(terse=True)}, Python {platform.python_version()}")
    tell("processor", f"{os.cpu_count()} cores, torch uses {torch.get_num_threads()} threads")
    names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    tell("GPU", ", ".join(names) or "none that torch can use; everything works without")
    if sys.platform == "linux" and KEPT not in os.environ and not names:
        advice = "set to 1073741824, it makes detectors faster on a processor"
        tell(KEPT, f"not set; {advice} (benchmarks/results/detectors.md)")
    return []


def versions() -> list[str]:
    """What is installed of what the package and its lessons need."""
    troubles = []
    for name, use in (NEEDED | USEFUL).items():
        try:
            tell(name, version(name))
        except PackageNotFoundError:
            install = f"python -m pip install {name}"
            if name in NEEDED:
                troubles.append(f"{name} is not installed, for {use}; {install}")
            tell(name, f"not installed; for {use}: {install}")
    return troubles


def places() -> list[str]:
    """Where data lie, and which of them are there."""
    own = os.environ.get(VARIABLE)
    tell(VARIABLE, own or "not set")
    tell("cache", cache_folder())
    troubles = []
    for name in DATA_SETS:
        try:
            tell(name, find_data(name))
        except FileNotFoundError:
            tell(name, f"not there; python -m mrcnn_edu download {name}")
    if own and not os.path.isdir(own):
        troubles.append(f"{VARIABLE} names {own}, which is no folder; correct or unset it")
    return troubles


def weights() -> list[str]:
    """Whether the shipped weights can be loaded, and which of the published ones are there."""
    troubles = []
    try:
        open_detector(shipped(SHIPPED), NAME_OF_SHIPPED)
        tell("shipped", shipped(SHIPPED))
    except (OSError, ValueError) as error:
        troubles.append(f"the shipped weights cannot be loaded: {error}; install mrcnn_edu again")
    for published in WEIGHTS.values():
        path = os.path.join(torch.hub.get_dir(), "checkpoints", published.file)
        tell("weights", path if os.path.isfile(path) else f"{published.file} is not downloaded")
    return troubles


def data(chosen: argparse.Namespace) -> list[str]:
    """Everything that is wrong with a data set."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the one warning says less than the list below
            dataset = read_dataset(chosen)
        empty = len(dataset) - len(images_with_objects(dataset))
    except (OSError, TypeError, ValueError) as error:
        return [str(error)]
    of_category: Counter[Any] = Counter()
    crowds: Counter[Any] = Counter()
    for annotation in dataset.coco["annotations"]:
        of_category[annotation["category_id"]] += 1
        crowds[annotation["category_id"]] += annotation.get("iscrowd", 0)
    tell("images", f"{len(dataset)}" + (f", {empty} of them without an object" if empty else ""))
    for category, name in zip(dataset.categories, dataset.class_names[1:], strict=True):
        number, crowd = of_category[category["id"]], crowds[category["id"]]
        apart = f", and {crowd} in crowds, which teach nothing" if crowd else ""
        tell("objects", f"{number - crowd} {name}{apart}")
    return [str(problem) for problem in dataset.problems]
