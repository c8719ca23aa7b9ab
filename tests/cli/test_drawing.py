"""Pictures of what was found: legible at any size, in any script, and soon done."""

import time
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from PIL import Image

from mrcnn_edu.cli import fonts as of_fonts
from mrcnn_edu.cli.drawing import draw, tint
from mrcnn_edu.cli.fonts import Fonts, lacks
from mrcnn_edu.coco.run_lengths import encode_mask
from mrcnn_edu.views.detections import draw_detections


def picture_of(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture)


def found_at(*boxes: list[float]) -> tuple[dict[str, torch.Tensor], list[dict]]:
    """Detections in these boxes, and the same as results, without masks."""
    found = {"boxes": torch.tensor(boxes).reshape(-1, 4), "scores": torch.full((len(boxes),), 0.9)}
    return found, [{"bbox": [0, 0, 1, 1]} for _ in boxes]


def test_letters_and_lines_grow_with_the_photograph(tmp_path):
    pictures = []
    for longer in (500, 1000, 2000):  # the smallest is enlarged
        found, results = found_at([0.2 * longer, 0.3 * longer, 0.7 * longer, 0.45 * longer])
        path = tmp_path / f"{longer}.png"
        draw(torch.zeros(3, longer // 2, longer), found, results, ["cup"], Fonts([]), path)
        with Image.open(path) as picture:
            assert picture.size == (max(longer, 1000), max(longer, 1000) // 2)
            pictures.append(np.asarray(picture.convert("L").resize((250, 125), Image.BOX)) / 255)
    drawn = pictures[0].sum()
    assert drawn > 50
    for other in pictures[1:]:
        assert np.abs(other - pictures[0]).sum() < 0.35 * drawn  # fonts are fitted to pixels


@pytest.mark.parametrize("corner", [(0, 0), (960, 0), (990, 499), (500, 250)], ids=str)
def test_a_name_is_never_outside(tmp_path, corner):
    x, y = corner
    found, results = found_at([x, y, min(x + 30, 1000), min(y + 1, 500)])
    draw(torch.zeros(3, 500, 1000), found, results, ["cup"], Fonts([]), tmp_path / "a.png")
    ground = (picture_of(tmp_path / "a.png") == [86, 180, 233]).all(axis=2)
    assert ground.sum() > 350  # of a label of some 45 x 14 pixels


def test_where_masks_overlap_the_first_is_on_top():
    masks = np.zeros((2, 4, 6), bool)
    masks[0, 1:3, 1:4] = masks[1, 1:3, 2:6] = True
    boxes = ([1, 1, 3, 2], [2, 1, 4, 2])
    results = [
        {"bbox": box, "segmentation": encode_mask(mask)}
        for box, mask in zip(boxes, masks, strict=True)
    ]
    pixels = np.full((4, 6, 3), 100, np.uint8)
    tint(pixels, [*results, {"bbox": [0, 0, 6, 4]}], [(200, 0, 0), (0, 200, 0), (0, 0, 200)])
    assert pixels[1].tolist() == [[100] * 3, *[[145, 55, 55]] * 3, *[[55, 145, 55]] * 2]
    assert (pixels[[0, 3]] == 100).all()


def test_a_photograph_without_objects_is_itself(tmp_path):
    image = torch.rand(3, 700, 1000)
    draw(image, *found_at(), [], Fonts([]), tmp_path / "a.png")
    wanted = (image * 255).round().permute(1, 2, 0).numpy()
    assert (picture_of(tmp_path / "a.png") == wanted).all()


def test_a_pose_is_drawn(tmp_path):
    found, results = found_at([10, 10, 990, 490])
    points = torch.stack([torch.linspace(100, 900, 17), torch.full((17,), 250.0)], dim=1)
    found["keypoints"] = torch.cat([points, torch.ones(17, 1)], dim=1)[None]
    found["keypoints_scores"] = torch.tensor([[5.0] * 16 + [-5.0]])
    draw(torch.zeros(3, 500, 1000), found, results, ["person"], Fonts([]), tmp_path / "a.png")
    picture = picture_of(tmp_path / "a.png").max(axis=2) > 100
    assert picture[250, [100, 150, 800]].all()
    assert not picture[240:260, 880:920].any()  # the last is not in sight


def processor_time(work, repeats: int = 3) -> float:
    """The least seconds of one, of a few."""
    taken = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("objects", [0, 24])
def test_it_takes_a_fraction_of_what_matplotlib_takes(tmp_path, objects):
    image = torch.nn.functional.interpolate(torch.rand(1, 3, 30, 40), (600, 800))[0]
    boxes = [[30.0 * i, 20.0 * i, 30.0 * i + 60, 20.0 * i + 50] for i in range(objects)]
    found, results = found_at(*boxes)
    fonts = Fonts([])

    def with_matplotlib() -> None:
        figure = Figure(figsize=(10, 7.5), dpi=100)
        ax = figure.add_axes((0, 0, 1, 1))
        ax.imshow(image.permute(1, 2, 0).numpy(), extent=(0, 800, 600, 0))
        labels = torch.ones(objects, dtype=torch.int64)
        draw_detections(ax, found | {"labels": labels}, class_names=("background", "cup"))
        figure.savefig(tmp_path / "b.png")

    def ours() -> None:
        draw(image, found, results, ["cup"] * objects, fonts, tmp_path / "a.png")

    assert processor_time(ours) < 0.5 * processor_time(with_matplotlib)


def test_a_name_in_letters_that_the_usual_font_lacks(monkeypatch, tmp_path):
    usual = Fonts([]).usual
    others = [file for file in of_fonts.candidates() if Path(file).name.startswith("STIX")]
    (letter, file), *_ = (
        (chr(code), file)
        for file in others
        for code in sorted(of_fonts.letters_of(file))
        if lacks(usual, chr(code)) and chr(code).isprintable()
    )
    monkeypatch.setattr(of_fonts, "candidates", lambda: [file])
    fonts = Fonts(["cup", letter])
    assert (fonts.file_of("cup"), fonts.file_of(letter)) == (usual, file)
    assert fonts.advice() == ""
    monkeypatch.setattr(of_fonts, "candidates", lambda: [usual, str(tmp_path / "none.ttf")])
    lacking = Fonts(["cup", "猫", "狗"])
    assert lacking.advice() == "no font here has 狗猫, drawn as squares; install Noto Sans CJK"
    found, results = found_at([10, 40, 90, 90])
    draw(torch.zeros(3, 100, 200), found, results, ["猫"], lacking, tmp_path / "a.png")
