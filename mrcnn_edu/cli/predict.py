"""Draw what a detector finds on photographs, and write it down.

Into the folder --output goes a picture of each photograph with boxes, names, scores and masks, and
results.json: COCO results of all of them, each with the name of its file beside the image's number.
It is whole after each photograph; one that cannot be used is named and left out.

    python -m mrcnn_edu predict holiday/*.jpg --weights COCO_V1 --output found
    python -m mrcnn_edu predict coins.png

The second uses the small detector that ships with the course, which knows circles, squares,
triangles and coins.
"""

import argparse
import glob
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from mrcnn_edu.cli.detectors import add_detector_options, read_detector
from mrcnn_edu.cli.installed import need
from mrcnn_edu.cli.memory import is_out_of_memory
from mrcnn_edu.cli.results_file import ResultsFile
from mrcnn_edu.cli.saying import complain, say
from mrcnn_edu.coco.writing import detections_to_coco
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.class_names import some
from mrcnn_edu.files.images import read_image
from mrcnn_edu.files.whole import write_whole

SUFFIXES = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
LONGER_SIDE = 1000  # pixels of a picture at least
INCHES = 10  # for the longer side, so that lines and letters grow with the picture


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    parser.add_argument("photos", nargs="+", help="files, folders of them, or patterns as *.jpg")
    add_detector_options(parser, weights_help="a file, or COCO_V1; default: the shipped ones")
    parser.add_argument("--output", type=Path, default=Path("predictions"), metavar="FOLDER")
    parser.add_argument("--score", type=float, default=0.5, help="less sure ones are left out")


def run(chosen: argparse.Namespace) -> int:
    """Draw and write down.

    Args:
        chosen: what was typed.

    Returns:
        0, or 1 if a photograph could not be used.

    Raises:
        OSError: if a file is missing or cannot be written.
        ValueError: if an option cannot be, the weights fit no detector, or matplotlib is missing.
    """
    if not 0 <= chosen.score <= 1:
        raise ValueError(f"--score must be in 0 to 1, got {chosen.score}")
    need("matplotlib", "to draw what is found")
    paths = find_photos(chosen.photos)
    _, detector = read_detector(chosen)
    if chosen.weights is None:
        known = some((detector.class_names or ())[1:])
        complain(f"with the course's small detector, which takes all for one of: {known}")
    chosen.output.mkdir(parents=True, exist_ok=True)
    failed = 0
    with ResultsFile(chosen.output / "results.json") as results:
        for number, (path, name) in enumerate(zip(paths, own_names(paths), strict=True), start=1):
            try:
                image = read_image(path)  # (3, H, W)
                found = detect(detector, image, chosen.score)
            except (OSError, ValueError, MemoryError, RuntimeError) as error:
                if isinstance(error, RuntimeError) and not is_out_of_memory(error):
                    raise
                complain(f"left out: {first_line(error, str(path))}")
                failed += 1
                continue
            results.add(entries_of(found, number, name, detector.class_names))
            picture = chosen.output / f"{number:04}_{path.stem}.png"
            draw(image, found, detector.class_names, picture)
            say(f"{path}: {summary(found, detector.class_names)} -> {picture}")
    return int(failed > 0)


def detect(detector: TwoStageDetector, image: Tensor, score: float) -> dict[str, Tensor]:
    """What is found on one photograph with at least that score."""
    device = next(detector.parameters()).device
    with torch.inference_mode():
        (found,) = detector([image.to(device)])
    sure = found["scores"] >= score
    return {name: values[sure].cpu() for name, values in found.items()}


def entries_of(
    found: dict[str, Tensor], number: int, file_name: str, class_names: Sequence[str] | None
) -> list[dict[str, Any]]:
    """COCO results of one photograph, with the names of its file and of the classes."""
    entries = detections_to_coco([found], image_ids=[number])
    return [
        {"file_name": file_name, **entry}
        | ({"category": class_names[entry["category_id"]]} if class_names else {})
        for entry in entries
    ]


def own_names(paths: Sequence[Path]) -> list[str]:
    """What each file is called in results: its path from the folder that all of them lie in.

    Example:
        >>> own_names([Path("holiday/a/x.png"), Path("holiday/b/x.png")])
        ['a/x.png', 'b/x.png']
        >>> own_names([Path("holiday/x.png")])
        ['x.png']
    """
    folders = [os.path.abspath(path.parent) for path in paths]
    try:
        common = os.path.commonpath(folders)
    except ValueError:  # on two drives
        return [path.as_posix() for path in paths]
    return [
        Path(os.path.relpath(folder, common), path.name).as_posix()
        for folder, path in zip(folders, paths, strict=True)
    ]


def first_line(error: BaseException, file: str) -> str:
    """What an error says, of many lines the first, or its kind; with the file, named once.

    Example:
        >>> first_line(ValueError("a.png is cut off"), "a.png")
        'a.png is cut off'
        >>> first_line(MemoryError(), "a.png")
        'a.png: MemoryError'
    """
    said = next(iter(str(error).splitlines()), type(error).__name__)
    return said if file in said else f"{file}: {said}"


def find_photos(patterns: list[str]) -> list[Path]:
    """The files that were meant, each once.

    Args:
        patterns: of files, of folders, whose pictures are meant, or with * and ?.

    Raises:
        FileNotFoundError: if a pattern means no file.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        path = Path(pattern)
        if path.is_dir():
            some = sorted(p for p in path.iterdir() if is_picture(p))
        else:
            some = [path] if path.is_file() else sorted(map(Path, glob.glob(pattern)))
        if not some:
            raise FileNotFoundError(
                f"{pattern}: there is no such file, and no picture ({', '.join(sorted(SUFFIXES))})"
                " in a folder of that name"
            )
        found |= dict.fromkeys(some)
    return list(found)


def is_picture(path: Path) -> bool:
    """Whether a file of a folder is meant; macOS lays a hidden one beside each.

    Example:
        >>> is_picture(Path("holiday/a.JPG")), is_picture(Path("holiday/._a.JPG"))
        (True, False)
    """
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def draw(
    image: Tensor, found: dict[str, Tensor], class_names: tuple[str, ...] | None, path: Path
) -> None:
    """A picture of the photograph with what was found; a small one is enlarged, to be legible."""
    # Here, so that the other commands run where matplotlib is not installed.
    from matplotlib.figure import Figure

    from mrcnn_edu.views.detections import draw_detections

    height, width = image.shape[1:]
    longer = max(height, width)
    scale = INCHES / longer  # inches for a pixel
    figure = Figure(figsize=(width * scale, height * scale), dpi=max(LONGER_SIDE, longer) / INCHES)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.imshow(image.permute(1, 2, 0).numpy(), extent=(0, width, height, 0))
    ax.set_axis_off()
    draw_detections(ax, found, class_names=class_names, score_threshold=0.0)
    ax.set(xlim=(0, width), ylim=(height, 0))
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    write_whole(path, picture.getbuffer())


def summary(found: dict[str, Tensor], class_names: tuple[str, ...] | None) -> str:
    """How many of each class, the most frequent first."""
    counts: dict[str, int] = {}
    for label in found["labels"].tolist():
        name = class_names[label] if class_names else f"label {label}"
        counts[name] = counts.get(name, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{count} {name}" for name, count in ordered) or "nothing"
