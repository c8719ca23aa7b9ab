"""Images and annotations of your own: any folder in COCO's format as a data set.

``CocoFolder`` never fails because of one bad annotation. What can be mended is mended, what cannot
be learned from is left out, and all of it is named in one warning and listed in ``problems``:

- of images: a file that is missing, cut off or no image, a size other than the file's, and an id
  that two share are left out (``images.py``); a size that is missing is read from the file,
  an image that was annotated lying on its side is not turned by its EXIF tag, and a file's name
  may be written as another system does (``file_names.py``);
- of all of them: an id, a flag or a size as text, and polygons with other brackets are taken for
  what they mean (``spellings.py``);
- of annotations: an unknown image or category, and a mask without a pixel in the image are left
  out; a box that reaches out of the image is cut off, and one that has no area, or does not fit
  its mask, is measured on the mask; of several polygons the bad ones are left out
  (``mending.py``); an id that is missing, 0 or another's is replaced, and the same annotation
  once more is left out (``sorting.py``).

Only a file that is not COCO's, and one of which nothing is left, are refused.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from torch import Tensor
from torch.utils.data import Dataset

from mrcnn_edu.coco.format import (
    KEYPOINTS,
    Entry,
    category_ids,
    category_name,
    check_coco,
    load_json,
)
from mrcnn_edu.coco.images import ImageFile, find_images
from mrcnn_edu.coco.mending import mend_annotation
from mrcnn_edu.coco.problems import BoxesAloneError, NothingLeftError, Problem, warn_of
from mrcnn_edu.coco.reading import read_target
from mrcnn_edu.coco.sorting import same_names, sort_annotations
from mrcnn_edu.coco.spellings import respell
from mrcnn_edu.files.images import read_image
from mrcnn_edu.ops.targets import Target


class CocoFolder(Dataset[tuple[Tensor, Target]]):
    """A folder of images with annotations in COCO's format.

    At the start every image is read once, and every mask drawn once, to find what is wrong with
    them before training and not in the middle of it. On one CPU core that took some 3 ms for an
    image of 640 x 480 pixels and 0.3 ms for a mask, half of what reading all once takes.

    Attributes:
        coco: the COCO dict of what is left, with which ``evaluate_coco`` compares results. Its
            images are in the data set's order.
        categories: COCO's, in the order of labels: that of label 1 first.
        class_names: by label, "background" first.
        problems: all that was wrong, and what was done about it.

    Args:
        images: the folder that each "file_name" is relative to.
        annotations: the JSON file; or a COCO dict.
        masks: whether targets have masks. If so, what has none is left out.
        num_keypoints: P, kinds of keypoints; 0 leaves them out.
        check: whether to read images and draw masks at the start; without, one that is bad is an
            error when its turn comes.
        known: problems that were found before, to be told with those found here.
        source: where annotations given as a dict came from, for messages.

    Raises:
        FileNotFoundError: if folder or file is not there.
        ValueError: if the file is empty or not COCO's.
        NothingLeftError: if nothing is left of its images, or of its annotations if it has any;
            BoxesAloneError if that is because none of them has a mask.

    Example:
        >>> import torch
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> box = {"id": 1, "image_id": 9, "category_id": 3, "bbox": [0, 0, 2, 2]}
        >>> image = {"id": 9, "file_name": "cat.png", "height": 2, "width": 3}
        >>> coco = {"images": [image], "annotations": [box], "categories": [{"id": 3}]}
        >>> coco["categories"][0]["name"] = "cat"
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("RGB", (3, 2)).save(f"{folder}/cat.png")
        ...     dataset = CocoFolder(folder, coco, masks=False)
        ...     image, target = dataset[0]
        >>> len(dataset), dataset.class_names, target["labels"], tuple(image.shape)
        (1, ('background', 'cat'), tensor([1]), (3, 2, 3))
    """

    def __init__(
        self,
        images: str | Path,
        annotations: str | Path | Entry,
        *,
        masks: bool = True,
        num_keypoints: int = 0,
        check: bool = True,
        known: Sequence[Problem] = (),
        source: str = "the annotations",
    ) -> None:
        folder = Path(images)
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} is not a folder; give that of the images")
        if not isinstance(annotations, dict):
            source, annotations = str(annotations), load_json(annotations)
        coco, of_spelling = respell(check_coco(source, annotations), source)
        self.masks, self.num_keypoints = masks, num_keypoints
        self.categories = sorted(coco["categories"], key=lambda category: category["id"])
        names = map(category_name, self.categories)
        self.class_names = ("background", *names)

        self.files, of_images = find_images(coco["images"], folder, source, check=check)
        by_image, of_ids = sort_annotations(coco["annotations"], coco["images"], source)
        mended = [
            _mend(file, by_image[file.entry["id"]], self.categories, masks and check, num_keypoints)
            for file in self.files
        ]
        self.annotations = [annotations for annotations, _ in mended]  # of each image
        faults = [fault for _, of_image in mended for fault in of_image]
        of_names = same_names(self.categories, source)
        self.problems = [*known, *of_spelling, *of_names, *of_images, *of_ids, *faults]
        left = [annotation for annotations in self.annotations for annotation in annotations]
        entries = [file.entry for file in self.files]
        self.coco = {**coco, "images": entries, "annotations": left}
        _check_left(source, "images", len(coco["images"]), len(entries), self.problems)
        if coco["annotations"]:  # without any, there is nothing to find in the images
            if masks and not left and not any(map(_has_mask, coco["annotations"])):
                raise BoxesAloneError(
                    f"{source}: none of its {len(coco['annotations'])} annotations has a mask; for"
                    " boxes alone give masks=False"
                )
            number = len(coco["annotations"])
            _check_left(source, "annotations", number, len(left), self.problems)
        warn_of(self.problems, source)

    @property
    def used_names(self) -> set[str]:
        """The names of the classes that objects have, of those that are listed."""
        names = dict(zip(category_ids(self.categories), self.class_names[1:], strict=True))
        return {names[annotation["category_id"]] for annotation in self.coco["annotations"]}

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        """An image and what is known about it.

        Args:
            index: of the image.

        Returns:
            (3, H, W), float32 from 0 to 1, and a target as ``read_target`` has it, with crowds
            among the objects; ``targets.without_crowds`` leaves them out for training.

        Raises:
            OSError: if the file cannot be opened any more.
            ValueError: if the image is damaged or of another size than was said, or, without
                ``check``, an annotation cannot be read; the message names file and annotation.
        """
        file = self.files[index]
        image = read_image(file.path, upright=file.upright)  # (3, H, W)
        size = (file.entry["height"], file.entry["width"])
        if tuple(image.shape[1:]) != size:
            raise ValueError(
                f"{file.path} has (height, width) {tuple(image.shape[1:])}, but {size} is said;"
                " correct it, or leave the image out as check=True does"
            )
        try:
            return image, read_target(
                file.entry,
                self.annotations[index],
                self.categories,
                masks=self.masks,
                num_keypoints=self.num_keypoints,
            )
        except (TypeError, ValueError) as error:
            raise ValueError(f"{file.path}: {error}") from error


def check_keypoints(dataset: CocoFolder) -> None:
    """Refuse data without keypoints, from which no detector of them can learn.

    Args:
        dataset: of any folder.

    Raises:
        ValueError: if none of its objects has a keypoint.
    """
    annotations = dataset.coco["annotations"]
    if not any(annotation.get("num_keypoints") for annotation in annotations):
        first = f"; the first of its problems: {dataset.problems[0]}" if dataset.problems else ""
        raise ValueError(
            f"none of {len(annotations)} objects has keypoints{first}; annotate COCO's {KEYPOINTS}"
            " of a body, or choose a detector without keypoints"
        )


def _mend(
    file: ImageFile,
    annotations: Sequence[Entry],
    categories: Sequence[Entry],
    masks: bool,
    num_keypoints: int,
) -> tuple[list[Entry], list[Problem]]:
    """The annotations of an image that something can be learned from, and what was wrong."""
    size, ids = (file.entry["height"], file.entry["width"]), category_ids(categories)
    kept: list[Entry] = []
    problems: list[Problem] = []
    for annotation in annotations:
        mended, faults = mend_annotation(
            annotation, size, ids, masks=masks, num_keypoints=num_keypoints
        )
        kept += [mended] if mended else []
        name = file.entry["file_name"]
        problems += [Problem(name, annotation["id"], what, how) for what, how in faults]
    return kept, problems


def _has_mask(annotation: Any) -> bool:
    """Whether an annotation says anything of a mask."""
    return isinstance(annotation, dict) and bool(annotation.get("segmentation"))


def _check_left(
    source: str, what: str, listed: int, left: int, problems: Sequence[Problem]
) -> None:
    """Refuse a file of which nothing is left."""
    if listed == 0:
        raise NothingLeftError(f"{source} lists no {what}; export it again, with them")
    if left == 0:
        first = f", the first problem: {problems[0]}" if problems else ""
        raise NothingLeftError(f"{source}: none of its {listed} {what} can be used{first}")
