"""Draw what a detector finds on photographs, and write it down.

Into the folder --output goes a picture of each photograph with boxes, names, scores and masks, and
results.json: COCO results of all of them, each with the name of its file beside the image's number.
It is whole after each photograph; one that cannot be used is named and left out. Stopped at any
moment, the same command goes on; another command is refused the same folder. Photographs are
looked at one by one: their sizes differ, a batch would pad all to the largest, and on a processor
it gains no time.

    python -m mrcnn_edu predict holiday/ --weights COCO_V1 --output found
    python -m mrcnn_edu predict coins.png

The second uses the small detector that ships with the course, which knows circles, squares,
triangles and coins. Of a folder all pictures are taken, and those of folders in it; a pattern such
as "holiday/**/*.jpg" works as well. With --annotations, images and categories are numbered as in a
COCO file, with which pycocotools then compares results.json.
"""

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from torch import Tensor
from tqdm import tqdm

from mrcnn_edu.cli.coco_ids import CocoIds, only_known, read_ids
from mrcnn_edu.cli.cut_outs import save_crops, save_masks
from mrcnn_edu.cli.detectors import add_detector_options, read_detector
from mrcnn_edu.cli.drawing import draw
from mrcnn_edu.cli.finding import detect, is_strip, limit
from mrcnn_edu.cli.fonts import Fonts
from mrcnn_edu.cli.going_on import Findings
from mrcnn_edu.cli.installed import need
from mrcnn_edu.cli.memory import is_out_of_memory
from mrcnn_edu.cli.numbers import fraction, whole
from mrcnn_edu.cli.photos import find_photos, own_names
from mrcnn_edu.cli.results_file import output_folder
from mrcnn_edu.cli.saying import complain, plain, say
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.evaluation.class_names import some
from mrcnn_edu.evaluation.small_masks import results_of
from mrcnn_edu.files.images import read_image
from mrcnn_edu.ops.masks import paste_masks
from mrcnn_edu.training.one_at_a_time import alone_in

BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}, {rate_inv_fmt}]"


class Photo(NamedTuple):
    """A photograph: its file, what it is called, its place in the list, and its id in results."""

    path: Path
    name: str
    number: int
    image_id: Any


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``run`` looks at."""
    parser.add_argument("photos", nargs="+", help="files, folders of them, or patterns as *.jpg")
    add_detector_options(parser, weights_help="a file, or COCO_V1; default: the shipped ones")
    parser.add_argument(
        "--output", type=output_folder, default=Path("predictions"), metavar="FOLDER"
    )
    parser.add_argument(
        "--score",
        type=fraction("0.5 is usual"),
        default=0.5,
        help="0.5; less sure ones are left out",
    )
    parser.add_argument(
        "--max-detections", type=whole(1), metavar="N", help="on a photograph; usually 100"
    )
    parser.add_argument(
        "--annotations", metavar="JSON", help="COCO's, whose ids of images and categories to use"
    )
    parser.add_argument("--no-pictures", action="store_true", help="draw nothing")
    parser.add_argument(
        "--crops", action="store_true", help="cut out each object, into the folder crops"
    )
    parser.add_argument(
        "--mask-pngs", action="store_true", help="write each mask, white on black, into masks"
    )


def run(chosen: argparse.Namespace) -> int:
    """Detect, draw and write down.

    Args:
        chosen: what was typed.

    Returns:
        0, or 1 if a photograph could not be used.

    Raises:
        OSError: if a file is missing or cannot be written.
        ValueError: if an option cannot be, the weights fit no detector, matplotlib is missing, or
            the folder holds results of another command.
    """
    if not chosen.no_pictures:
        need("matplotlib", "to draw what is found, or give --no-pictures")
    paths = find_photos(chosen.photos, but=chosen.output)
    name, detector = read_detector(chosen)
    if chosen.weights is None:
        known = some((detector.class_names or ())[1:])
        complain(f"with the course's small detector, which takes all for one of: {known}")
    most = limit(detector, score=chosen.score, most=chosen.max_detections)
    ids = None
    if chosen.annotations:
        classes = detector.roi_heads.num_classes, detector.class_names
        ids = read_ids(chosen.annotations, paths, *classes)
    photos = listed(paths, ids)
    missing = len(paths) - len(photos)
    if missing:
        complain(f"left out: {missing} of {len(paths)} photographs, not in {chosen.annotations}")
    made = settings(chosen, name, photos)
    with alone_in(chosen.output), Findings(chosen.output, made) as findings:
        left = [photo for photo in photos if photo.image_id not in findings.done]
        if len(left) < len(photos):
            complain(f"{len(photos) - len(left)} of {len(photos)} photographs are done already")
        failed = work_on(left, detector, ids, most, findings, chosen)
    if failed:
        complain(f"{failed} of {len(photos)} photographs are left out, as told above")
    return int(failed + missing > 0)


def listed(paths: Sequence[Path], ids: CocoIds | None) -> list[Photo]:
    """The photographs with their names and ids; with a COCO file those alone that are in it.

    Args:
        paths: of all.
        ids: of a COCO file; without, photographs are numbered from 1.
    """
    rows = zip(paths, own_names(paths), strict=True)
    photos = [Photo(path, name, i, i) for i, (path, name) in enumerate(rows, start=1)]
    if ids is None:
        return photos
    ours = ids.image_ids
    return [p._replace(image_id=ours[p.path]) for p in photos if p.path in ours]


def settings(chosen: argparse.Namespace, name: str, photos: Sequence[Photo]) -> dict[str, Any]:
    """All that results depend on, as JSON has it, so that no others are mixed with them.

    Args:
        chosen: what was typed.
        name: of the detector.
        photos: all of them.
    """
    weights = chosen.weights
    if weights and os.path.isfile(weights):
        state = os.stat(weights)
        weights = [os.path.realpath(weights), state.st_size, state.st_mtime_ns]
    made = {
        "photographs": [[photo.name, photo.image_id] for photo in photos],
        "folder": os.path.realpath(photos[0].path.parent),
        "detector": name,
        "--annotations": chosen.annotations and os.path.realpath(chosen.annotations),
        "weights": weights,
        "--score": chosen.score,
        "--max-detections": chosen.max_detections,
        "--min-size": chosen.min_size,
        "--max-size": chosen.max_size,
        "--no-pictures": chosen.no_pictures,
        "--crops": chosen.crops,
        "--mask-pngs": chosen.mask_pngs,
    }
    as_read: dict[str, Any] = json.loads(json.dumps(made))
    return as_read


def work_on(
    photos: Sequence[Photo],
    detector: TwoStageDetector,
    ids: CocoIds | None,
    most: int,
    findings: Findings,
    chosen: argparse.Namespace,
) -> int:
    """Detect on one photograph after another.

    Args:
        photos: those left to do.
        detector: in inference mode.
        ids: of a COCO file, if there is one.
        most: how many it finds on a photograph at most.
        findings: where results go.
        chosen: what was typed.

    Returns:
        How many photographs could not be used.

    Raises:
        OSError: if something cannot be written.
        RuntimeError: if something else went wrong in torch than that memory ran out.
    """
    class_names = tuple(map(plain, detector.class_names or ()))
    fonts = None
    if not chosen.no_pictures:
        fonts = Fonts(class_names)
        if fonts.missing:
            complain(fonts.advice())
    failed = 0
    for photo in tqdm(photos, unit="photograph", disable=None, bar_format=BAR):
        try:
            image = read_image(photo.path)  # (3, H, W)
            found = detect(detector, image, chosen.score)
            full = len(found["scores"]) >= most
            found = only_known(found, ids.categories) if ids else found
            size = (image.shape[1], image.shape[2])
            if is_strip(detector, size):
                complain(
                    f"{photo.path}: of {size[1]} x {size[0]} pixels a line is looked at, on which"
                    " little can be found; crop its longer side, or raise --max-size"
                )
            results = results_of(found, size, photo.image_id, paste=detector.paste or paste_masks)
        except (OSError, ValueError, MemoryError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and not is_out_of_memory(error):
                raise
            complain(f"left out: {first_line(error, str(photo.path))}")
            failed += 1
            continue
        labels = found["labels"].tolist()
        names = [class_names[k] if class_names else f"label {k}" for k in labels]
        drawn = write_pictures(photo, image, found, results, names, fonts, chosen)
        named = with_names(results, photo.name, detector.class_names, ids)
        findings.add({"image_id": photo.image_id, "file_name": photo.name}, named)
        more = f", all that --max-detections {most} lets through: there may be more" if full else ""
        say(f"{photo.path}: {summary(names)}{more} -> {drawn}")
    return failed


def with_names(
    results: Sequence[dict[str, Any]],
    file_name: str,
    class_names: Sequence[str] | None,
    ids: CocoIds | None,
) -> list[dict[str, Any]]:
    """Results with the names of their file and their classes, and a COCO file's ids of categories.

    Args:
        results: with labels as category ids.
        file_name: what the photograph is called.
        class_names: what the labels mean, "background" first; None where nobody knows.
        ids: of the COCO file, if there is one.
    """
    named = []
    for result in results:
        label = result["category_id"]
        category = {} if class_names is None else {"category": class_names[label]}
        own = {"category_id": ids.categories[label]} if ids else {}
        named.append({"file_name": file_name, **result, **own, **category})
    return named


def write_pictures(
    photo: Photo,
    image: Tensor,
    found: dict[str, Tensor],
    results: Sequence[dict[str, Any]],
    names: Sequence[str],
    fonts: Fonts | None,
    chosen: argparse.Namespace,
) -> Path:
    """Write the pictures that were chosen of one photograph.

    Args:
        photo: which it is.
        image: (3, H, W), from 0 to 1.
        found: D detections.
        results: the same as D COCO results.
        names: what the D are called.
        fonts: for the names; None to draw no picture of all.
        chosen: what was typed.

    Returns:
        The path to tell: of the picture, or of the folder.

    Raises:
        OSError: if one cannot be written.
    """
    output: Path = chosen.output
    stem = f"{photo.number:04}_{photo.path.stem}"
    if chosen.crops:
        save_crops(image, results, output / "crops" / stem)
    if chosen.mask_pngs:
        save_masks(results, output / "masks" / stem)
    if fonts is None:
        return output / "results.json"
    picture = output / f"{stem}.png"
    draw(image, found, results, names, fonts, picture)
    return picture


def first_line(error: BaseException, file: str) -> str:
    """What an error says, of many lines the first, or its kind; with the file, named once.

    Args:
        error: of one photograph.
        file: its path.

    Example:
        >>> first_line(ValueError("a.png is cut off"), "a.png")
        'a.png is cut off'
        >>> first_line(MemoryError(), "a.png")
        'a.png: MemoryError'
    """
    said = next(iter(str(error).splitlines()), type(error).__name__)
    return said if file in said else f"{file}: {said}"


def summary(names: Sequence[str]) -> str:
    """How many of each class, the most frequent first.

    Args:
        names: of all detections.

    Example:
        >>> summary(["cup", "coin", "coin"]), summary([])
        ('2 coin, 1 cup', 'nothing')
    """
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{count} {name}" for name, count in ordered) or "nothing"
