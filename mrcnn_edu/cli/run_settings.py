"""What a run was started with, kept beside its checkpoints: with other settings it is another."""

import argparse
import json
from pathlib import Path
from typing import Any

from mrcnn_edu.coco.folder import CocoFolder
from mrcnn_edu.files.whole import write_whole
from mrcnn_edu.training.checkpoint import find_checkpoints, step_of
from mrcnn_edu.training.distributed import rank

# What changes nothing of the weights: where it runs, and how often it is looked at.
FREE = {"command", "output", "workers", "save_every", "device"}
FREE |= {"evaluate_every", "val_images", "val_annotations", "val_data"}


def keep_settings(chosen: argparse.Namespace, dataset: CocoFolder) -> int:
    """Write what was chosen into the run's folder, or hold it against what was chosen before.

    A run that has no checkpoint yet may still be changed; one with a constant rate may be made
    longer or shorter, but not undone.

    Args:
        chosen: what was typed.
        dataset: what it is trained on.

    Returns:
        The number of steps that the run was begun with, on which its usual warm-up depends.

    Raises:
        ValueError: if the folder has checkpoints of a run with other settings.
    """
    settings: dict[str, Any] = {k: v for k, v in vars(chosen).items() if k not in FREE}
    settings |= {"class_names": list(dataset.class_names), "images_used": len(dataset)}
    path = chosen.output / "settings.json"
    checkpoints = find_checkpoints(chosen.output / "checkpoints")
    if path.exists() and checkpoints:
        before = json.loads(path.read_text(encoding="utf-8"))
        _check_unchanged(settings, before, chosen.output)
        _check_steps(chosen, before["steps"], step_of(checkpoints[0]))
        return int(before["steps"])
    if rank() == 0:
        chosen.output.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(settings, indent=1))
    return int(chosen.steps)


def _check_unchanged(settings: dict[str, Any], before: dict[str, Any], output: Path) -> None:
    """Refuse settings that changed, but for the number of steps."""
    changed = [key for key in settings if settings[key] != before.get(key) and key != "steps"]
    if changed:
        key = changed[0]
        raise ValueError(
            f"{output} holds a run with other settings: {key} was {before.get(key)!r} and is now"
            f" {settings[key]!r}; give another --output, or the same settings"
        )


def _check_steps(chosen: argparse.Namespace, begun_with: int, made: int) -> None:
    """Refuse another number of steps where the run would not be the same for so many."""
    if chosen.steps == begun_with:
        return
    if chosen.schedule != "constant":
        raise ValueError(
            f"{chosen.output} holds a run of {begun_with} steps, and its rate falls to 0 on the way"
            f" to the last of them, so --steps {chosen.steps} would be another run; finish it with"
            f" --steps {begun_with}, then begin a new one in another --output with --weights"
            f" {chosen.output / 'weights.safetensors'}"
        )
    if chosen.steps < made:
        raise ValueError(
            f"{chosen.output} holds a run that has made {made} steps already, got --steps"
            f" {chosen.steps}; give as many or more, or another --output"
        )
