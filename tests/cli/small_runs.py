"""The train command with small images and few steps."""

from pathlib import Path

from mrcnn_edu.cli.main import main

SMALL = ["--detector", "mask_rcnn_tiny", "--min-size", "64", "--batch-size", "1"]
SMALL += ["--workers", "0", "--save-every", "2"]


def train(scenes: Path, output: Path, *more: str, steps: int = 4) -> int:
    """The command with small images and few steps."""
    data = ["--images", str(scenes), "--annotations", str(scenes / "annotations.json")]
    return main(["train", *data, *SMALL, "--steps", str(steps), "--output", str(output), *more])
