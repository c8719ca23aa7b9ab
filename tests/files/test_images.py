"""Image files of every kind, and files that are none."""

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from mrcnn_edu.files import images
from mrcnn_edu.files.images import image_sizes, read_image

# Two rows of three pixels, all different, so that no turn or mirror looks like another.
COLOURS = np.array(
    [[[255, 0, 0], [0, 255, 0], [0, 0, 255]], [[51, 51, 51], [102, 0, 0], [0, 0, 153]]], np.uint8
)
GREY = np.array([[0, 51, 102], [153, 204, 255]], np.uint8)


def saved(folder: Path, image: Image.Image, name: str = "image.png", **more: Any) -> Path:
    image.save(folder / name, **more)
    return folder / name


def expected(pixels: NDArray[Any], largest: float = 255) -> torch.Tensor:
    """(3, H, W) of (H, W, 3) or (H, W)."""
    colours = pixels if pixels.ndim == 3 else pixels[..., None].repeat(3, axis=2)
    return torch.from_numpy(colours.astype(np.float32) / np.float32(largest)).permute(2, 0, 1)


def png_of_16_bits(pixels: NDArray[np.uint16], colour_type: int) -> bytes:
    """A PNG as Pillow cannot write it: 16 bits in every channel."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    return png_of((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))


def png_of(*parts: tuple[bytes, bytes]) -> bytes:
    """A PNG of its parts, each a kind and what it holds."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


@pytest.mark.parametrize(
    ("image", "wanted"),
    [
        (Image.fromarray(COLOURS), expected(COLOURS)),
        (Image.fromarray(GREY), expected(GREY)),
        (Image.fromarray(GREY > 100), expected(np.array([[0, 0, 1], [1, 1, 1]]), 1)),
        (Image.fromarray(COLOURS).quantize(6), expected(COLOURS)),
        (Image.fromarray(GREY.astype(np.uint16) * 257), expected(GREY)),
        (Image.fromarray(np.array([[1, 32768, 65535]], np.uint16)),
         expected(np.array([[1, 32768, 65535]]), 65535)),
    ],
    ids=["colour", "grey", "black and white", "palette", "16 bits", "between 8 and 16 bits"],
)  # fmt: skip
def test_png_files(tmp_path: Path, image: Image.Image, wanted: torch.Tensor) -> None:
    read = read_image(saved(tmp_path, image))
    torch.testing.assert_close(read, wanted, rtol=0, atol=0)
    assert read.is_contiguous()


@pytest.mark.parametrize(
    ("mode", "name"),
    [("RGB", "a.tif"), ("RGB", "a.bmp"), ("RGB", "a.ppm"), ("RGB", "a.gif"),
     ("CMYK", "a.tif"), ("L", "a.tif"), ("L", "a.pgm"), ("F", "a.tif"), ("I;16", "a.tif"),
     ("I;16", "a.pgm")],
)  # fmt: skip
def test_other_formats(tmp_path: Path, mode: str, name: str) -> None:
    grey = {"F": GREY.astype(np.float32) / 255, "I;16": GREY.astype(np.uint16) * 257, "L": GREY}
    image = Image.fromarray(grey.get(mode, COLOURS))
    assert image.mode == mode or mode == "CMYK"
    path = saved(tmp_path, image.convert("CMYK") if mode == "CMYK" else image, name)
    wanted = expected(GREY if mode in grey else COLOURS)
    torch.testing.assert_close(read_image(path), wanted, rtol=0, atol=1e-7)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("name", ["a.jpg", "a.webp"])
def test_formats_that_lose_a_little(tmp_path: Path, mode: str, name: str) -> None:
    smooth = np.linspace(40, 200, 48 * 64).reshape(48, 64).astype(np.uint8)
    image = Image.fromarray(smooth).convert(mode)
    if mode == "CMYK" and name == "a.webp":
        image = image.convert("RGB")
    read = read_image(saved(tmp_path, image, name, quality=95))
    assert read.shape == (3, 48, 64)
    assert (read - expected(smooth)).abs().max() < 0.03


@pytest.mark.parametrize(("colour_type", "channels"), [(2, 3), (4, 2), (6, 4)])
def test_16_bits_in_every_channel(tmp_path: Path, colour_type: int, channels: int) -> None:
    values = np.array([[0, 13107, 65535]], np.uint16)  # 0, a fifth, 1
    pixels = np.stack([values] * channels, axis=-1)
    if channels in (2, 4):
        pixels[..., -1] = 65535  # opaque
    path = tmp_path / "image.png"
    path.write_bytes(png_of_16_bits(pixels, colour_type))
    torch.testing.assert_close(read_image(path), expected(np.array([[0, 0.2, 1.0]]), 1))


@pytest.mark.parametrize(
    ("alpha", "wanted"), [(255, (51, 102, 0)), (0, (255, 255, 255)), (51, (214, 224, 204))]
)
def test_what_is_transparent_shows_white(
    tmp_path: Path, alpha: int, wanted: tuple[int, int, int]
) -> None:
    image = Image.new("RGBA", (2, 1), (51, 102, 0, alpha))
    read = read_image(saved(tmp_path, image))
    assert (read[:, 0, 0] * 255).round().tolist() == list(wanted)


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_one_colour_that_is_transparent(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (1, 1))  # black, and that colour is transparent
    index = (0, 0, 0) if mode == "RGB" else 0
    read = read_image(saved(tmp_path, image, transparency=index))
    assert read.tolist() == [[[1]], [[1]], [[1]]]


@pytest.mark.parametrize(
    ("tag", "upright"),
    [
        (1, COLOURS),
        (2, COLOURS[:, ::-1]),
        (3, COLOURS[::-1, ::-1]),
        (4, COLOURS[::-1]),
        (5, COLOURS.swapaxes(0, 1)),
        (6, np.rot90(COLOURS, -1)),
        (7, np.rot90(COLOURS, 2).swapaxes(0, 1)),
        (8, np.rot90(COLOURS)),
        (9, COLOURS),
    ],
)
def test_a_photo_taken_on_its_side(tmp_path: Path, tag: int, upright: NDArray[np.uint8]) -> None:
    exif = Image.Exif()
    exif[0x0112] = tag
    path = saved(tmp_path, Image.fromarray(COLOURS), exif=exif)
    torch.testing.assert_close(read_image(path), expected(upright), rtol=0, atol=0)
    torch.testing.assert_close(read_image(path, upright=False), expected(COLOURS), rtol=0, atol=0)
    assert image_sizes(path) == (upright.shape[:2], (2, 3))
    assert image_sizes(path, all_pixels=True) == (upright.shape[:2], (2, 3))


def test_16_bits_on_their_side(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path, Image.fromarray(GREY.astype(np.uint16) * 257), exif=exif)
    torch.testing.assert_close(read_image(path), expected(np.rot90(GREY, -1)), rtol=0, atol=0)


def test_a_damaged_exif_tag_does_not_spoil_the_pixels(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.fromarray(COLOURS), exif=b"Exif\0\0II nothing of the kind")
    torch.testing.assert_close(read_image(path), expected(COLOURS), rtol=0, atol=0)


def test_beside_an_odd_tag_the_others_count_without_a_word(tmp_path: Path) -> None:
    # A text of 100 bytes that lie behind the end, and the orientation.
    text, turned = (
        struct.pack("<HHII", 0x010E, 2, 100, 38),
        struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0),
    )
    tags = b"II*\0" + struct.pack("<IH", 8, 2) + text + turned + bytes(4)
    path = saved(tmp_path, Image.fromarray(COLOURS), exif=b"Exif\0\0" + tags)
    with Image.open(path) as image, pytest.warns(UserWarning, match="Skipping tag 270"):
        image.getexif()
    torch.testing.assert_close(read_image(path), expected(np.rot90(COLOURS, -1)), rtol=0, atol=0)


def noisy(folder: Path, name: str) -> bytes:
    """The bytes of a file of noise, 40 x 60 pixels."""
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    return saved(folder, Image.fromarray(pixels), name).read_bytes()


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.bmp", "a.gif", "a.ppm"])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_a_file_that_was_cut_off(tmp_path: Path, name: str, share: float) -> None:
    whole = noisy(tmp_path, name)
    image_sizes(tmp_path / name, all_pixels=True)
    (tmp_path / name).write_bytes(whole[: int(len(whole) * share)])
    message = rf"{name} \(\d+ bytes\) cannot be read as an image: .*; copy it again"
    with pytest.raises(ValueError, match=message):
        read_image(tmp_path / name)
    with pytest.raises(ValueError, match=message):
        image_sizes(tmp_path / name, all_pixels=True)


def test_a_header_alone_has_a_size(tmp_path: Path) -> None:
    whole = noisy(tmp_path, "a.jpg")
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 2])
    assert image_sizes(tmp_path / "a.jpg") == ((40, 60), (40, 60))


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xd8\xff", b"<html>404 not found</html>", b"\0" * 1000, b"%!PS-Adobe-3.0 EPSF"],
    ids=["empty", "three bytes", "a web page", "zeros", "PostScript"],
)
def test_files_that_are_no_images(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cat.jpg"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"cat.jpg \({len(content)} bytes\) cannot be read as an"):
        read_image(path)
    with pytest.raises(ValueError, match=r"save it as JPEG or PNG"):
        image_sizes(path)


def test_numbers_whose_white_nobody_knows(tmp_path: Path) -> None:
    for values in (np.array([[2.5]], np.float32), np.array([[np.nan]], np.float32)):
        path = saved(tmp_path, Image.fromarray(values), "depth.tif")
        with pytest.raises(ValueError, match=r"depth.tif .* which of its numbers is white"):
            read_image(path)
    path = saved(tmp_path, Image.fromarray(np.array([[70000]], np.int32)), "height.tif")
    with pytest.raises(ValueError, match=r"height.tif .* which of its numbers is white"):
        read_image(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.jpg"):
        read_image(tmp_path / "nothing.jpg")


@pytest.mark.parametrize("side", [9_460, 60_000], ids=["Pillow warns", "Pillow refuses"])
def test_an_image_that_would_fill_the_memory(tmp_path: Path, side: int) -> None:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    (tmp_path / "bomb.png").write_bytes(png_of((b"IHDR", header), (b"IDAT", b"")))
    for read in (read_image, image_sizes):
        with pytest.raises(ValueError, match=r"bomb.png has more than 89478485 pixels.*smaller"):
            read(tmp_path / "bomb.png")


def test_an_image_that_is_just_not_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, Image.fromarray(COLOURS))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 6)
    assert read_image(path).shape == (3, 2, 3)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 5)
    with pytest.raises(ValueError, match=r"has more than 5 pixels"):
        read_image(path)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["a.jpg", "a.png", "a.webp", "a.tif", "a.bmp", "a.gif", "a.ppm"]),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), min_size=1, max_size=5),
)
def test_whatever_is_in_a_file_there_is_an_image_or_an_error_that_names_it(
    tmp_path: Path, name: str, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(noisy(tmp_path, name))
    for place, value in changes:
        content[place] = value
    (tmp_path / name).write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Image, "MAX_IMAGE_PIXELS", 10_000)
        error, image = None, None
        try:
            image = read_image(tmp_path / name)
            sizes = image_sizes(tmp_path / name)
        except ValueError as raised:
            error = str(raised)
    if image is None:
        assert name in str(error)
    else:
        assert image.dtype is torch.float32
        assert image.shape == (3, *sizes.upright)
        assert ((image >= 0) & (image <= 1)).all()


LONG = zlib.compress(b"y" * 3_000_000)  # Pillow unpacks a megabyte at most
RED = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
PIXEL = (b"IDAT", zlib.compress(b"\0\xff\0\0"))


@pytest.mark.parametrize(
    "chunk",
    [
        (b"zTXt", b"scene\0\0" + LONG),
        (b"iTXt", b"scene\0\1\0\0\0" + LONG),
        (b"iCCP", b"profile\0\0" + LONG),
        (b"tEXt", b"scene\0" + b"y" * 3_000_000),
    ],
    ids=lambda chunk: chunk[0].decode(),
)
@pytest.mark.parametrize("after", [False, True], ids=["before the pixels", "after"])
def test_a_long_text_spoils_no_pixel(tmp_path: Path, chunk: tuple[bytes, bytes], after: bool):
    middle = (PIXEL, chunk) if after else (chunk, PIXEL)
    (tmp_path / "a.png").write_bytes(png_of(RED, *middle, (b"IEND", b"")))
    assert read_image(tmp_path / "a.png").flatten().tolist() == [1, 0, 0]
    assert image_sizes(tmp_path / "a.png", all_pixels=True).upright == (1, 1)


def test_a_turn_that_only_xmp_tells_is_made(tmp_path: Path):
    xmp = b'<x:xmpmeta xmlns:tiff="t"><a tiff:Orientation="6"/></x:xmpmeta>'
    chunk = (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
    two = (b"IHDR", struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0))
    pixels = (b"IDAT", zlib.compress(b"\0" + b"\xff\0\0" * 2))
    (tmp_path / "a.png").write_bytes(png_of(two, chunk, pixels, (b"IEND", b"")))
    assert read_image(tmp_path / "a.png").shape == (3, 2, 1)


def test_an_image_that_fills_the_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise MemoryError

    Image.new("L", (4, 2)).save(tmp_path / "a.png")
    monkeypatch.setattr(images, "_red_green_blue", full)
    with pytest.raises(ValueError, match=r"a\.png has more pixels than the memory holds; make"):
        read_image(tmp_path / "a.png")
