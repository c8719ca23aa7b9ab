"""Image files as tensors, whatever camera or program they come from.

What Pillow reads is turned upright, and brought to red, green and blue from 0 to 1. A colour
profile in the file is not applied.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from torch import Tensor

from mrcnn_edu.files.png_texts import SIGNATURE, without_texts

# Others need programs beside Pillow, or are no photographs. JPEG includes the MPO of many phones.
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "PPM")
ORIENTATION = 0x0112  # the EXIF tag
SIDEWAYS = (5, 6, 7, 8)  # the values at which height and width are exchanged


class Sizes(NamedTuple):
    """(height, width) of an image in pixels: ``upright``, and as its pixels are ``stored``."""

    upright: tuple[int, int]
    stored: tuple[int, int]


def read_image(path: str | Path, *, upright: bool = True) -> Tensor:
    """The pixels of an image file.

    Grey becomes three equal channels. Sixteen bits of grey are scaled, not cut off: 65535 is 1.
    What is transparent shows white, as on paper. Of moving images the first frame is read.

    Args:
        path: of a JPEG, PNG, WebP, TIFF, BMP, GIF or PPM file.
        upright: whether to turn the image as its EXIF tag says, as browsers do.

    Returns:
        (3, H, W), float32, red, green and blue from 0 to 1.

    Raises:
        OSError: if the file cannot be opened, such as FileNotFoundError.
        ValueError: if it is no image, or a damaged one, or has more pixels than Pillow takes for
            safe (PIL.Image.MAX_IMAGE_PIXELS, 89 million).

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("L", (4, 2), color=51).save(f"{folder}/grey.png")
        ...     image = read_image(f"{folder}/grey.png")
        >>> tuple(image.shape), image[:, 0, 0]
        ((3, 2, 4), tensor([0.2000, 0.2000, 0.2000]))
    """
    with _opened(Path(path)) as image:
        pixels = torch.from_numpy(
            _red_green_blue(_turned(image) if upright else image)
        )  # (H, W, 3)
    pixels = pixels.permute(2, 0, 1).contiguous()  # (3, H, W)
    return pixels if pixels.is_floating_point() else pixels.float().div_(255)


def image_sizes(path: str | Path, *, all_pixels: bool = False) -> Sizes:
    """How large an image is, and where asked for whether all of it can be read.

    Args:
        path: of an image file.
        all_pixels: whether to read all of the file, to find one that was cut off. Of a JPEG that
            takes half as long as ``read_image``. A byte that was changed is often not noticed.

    Returns:
        The size upright, which ``read_image`` gives, and the size as stored.

    Raises:
        OSError: if the file cannot be opened, such as FileNotFoundError.
        ValueError: if it is no image, or has more pixels than Pillow takes for safe; with
            ``all_pixels`` also if it is damaged.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("L", (4, 2)).save(f"{folder}/grey.png")
        ...     image_sizes(f"{folder}/grey.png")
        Sizes(upright=(2, 4), stored=(2, 4))
    """
    with _opened(Path(path)) as image:
        width, height = image.size
        if all_pixels:
            image.draft("L", (1, 1))  # JPEG: all bytes are read, but few pixels made
            image.load()
        sideways = _orientation(image) in SIDEWAYS
    return Sizes((width, height) if sideways else (height, width), (height, width))


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """The file as Pillow has it; whatever goes wrong with it is a ValueError that names it."""
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd but readable files
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            is_png = file.read(len(SIGNATURE)) == SIGNATURE
            file.seek(0)
            readable = io.BytesIO(without_texts(file.read())) if is_png else file
            with Image.open(readable, formats=FORMATS) as image:
                yield image
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise ValueError(
                f"{path} has more than {Image.MAX_IMAGE_PIXELS} pixels, and may be made to fill"
                " the memory; make it smaller, or raise PIL.Image.MAX_IMAGE_PIXELS"
            ) from error
        except MemoryError as error:
            raise ValueError(
                f"{path} has more pixels than the memory holds; make it smaller"
            ) from error
        except Exception as error:  # decoders raise whatever they like
            unknown = isinstance(error, UnidentifiedImageError)
            why = f"it is none of {', '.join(FORMATS)}" if unknown else error
            raise ValueError(
                f"{path} ({path.stat().st_size} bytes) cannot be read as an image: {why}; copy it"
                " again from where it came from, or save it as JPEG or PNG"
            ) from error


def _orientation(image: Image.Image) -> int:
    """The EXIF tag's value, 1 where there is none that can be read."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # a damaged tag does not spoil the pixels
        return 1


def _turned(image: Image.Image) -> Image.Image:
    """The image as its EXIF tag wants it, or as it is where that cannot be read."""
    image.load()
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a damaged tag does not spoil the pixels
        return image


def _red_green_blue(image: Image.Image) -> NDArray[Any]:
    """(H, W, 3) of an image in any of Pillow's modes: uint8, or float32 from 0 to 1."""
    if image.mode.startswith(("I", "F")):  # one channel of 16 or 32 bits
        grey = np.array(image, np.float32) / np.float32(1 if image.mode == "F" else 65535)
        if not ((grey >= 0) & (grey <= 1)).all():
            raise ValueError("nobody knows which of its numbers is white")
        return grey[..., None].repeat(3, axis=2)
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return np.array(image.convert("RGB"))
