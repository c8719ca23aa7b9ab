"""What a run was started with, kept beside its checkpoints: with other settings it is another."""

import argparse
import json
from typing import Any

from mrcnn_edu.cli.writing import write
from mrcnn_edu.data.coco import CocoFolder
from mrcnn_edu.training.checkpoint import find_checkpoints
from mrcnn_edu.training.distributed import rank

# What changes nothing of the weights: where it runs, and how often it is looked at.
FREE = {"command", "output", "workers", "save_every", "device"}
FREE |= {"evaluate_every", "val_images", "val_annotations", "val_data"}


def keep_settings(chosen: argparse.Namespace, dataset: CocoFolder) -> None:
    """Write what was chosen into the run's folder, or hold it against what was chosen before.

    A run that has no checkpoint yet may still be changed.

    Args:
        chosen: what was typed.
        dataset: what it is trained on.

    Raises:
        ValueError: if the folder has checkpoints of a run with other settings.
    """
    settings: dict[str, Any] = {k: v for k, v in vars(chosen).items() if k not in FREE}
    settings |= {"class_names": list(dataset.class_names), "images_used": len(dataset)}
    path = chosen.output / "settings.json"
    if path.exists() and find_checkpoints(chosen.output / "checkpoints"):
        before = json.loads(path.read_text(encoding="utf-8"))
        changed = [key for key in settings if settings[key] != before.get(key)]
        if changed:
            key = changed[0]
            raise ValueError(
                f"{chosen.output} holds a run with other settings: {key} was {before.get(key)!r}"
                f" and is now {settings[key]!r}; give another --output, or the same settings"
            )
    elif rank() == 0:
        chosen.output.mkdir(parents=True, exist_ok=True)
        write(path, json.dumps(settings, indent=1))
