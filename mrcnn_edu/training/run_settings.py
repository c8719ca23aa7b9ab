"""What a run was started with, kept beside its checkpoints: with other settings it is another."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mrcnn_edu.files.whole import write_whole
from mrcnn_edu.training.checkpoint import find_checkpoints, step_of
from mrcnn_edu.training.distributed import rank


def keep_settings(
    folder: Path, settings: Mapping[str, Any], steps: int, *, any_length: bool = False
) -> int:
    """Write settings into a run's folder, or hold them against those that it was begun with.

    A run that has no checkpoint yet may still be changed.

    Args:
        folder: of the run; its checkpoints lie in "checkpoints".
        settings: all that changes what weights come out, but for the number of steps: plain
            numbers, strings and lists.
        steps: how many the run shall have.
        any_length: whether it may be made longer or shorter, as one with a constant rate may. It
            cannot be undone.

    Returns:
        The number of steps that the run was begun with, on which its usual warm-up depends.

    Raises:
        ValueError: if the folder has checkpoints of a run with other settings, or of one whose
            settings are damaged or gone.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     begun_with = keep_settings(Path(folder), {"rate": 0.1}, 500)
        ...     print(begun_with, Path(folder, "settings.json").read_text().split())
        500 ['{', '"rate":', '0.1,', '"steps":', '500', '}']
    """
    path = folder / "settings.json"
    checkpoints = find_checkpoints(folder / "checkpoints")
    if checkpoints:
        before = _read(path, checkpoints[0])
        _check_unchanged(settings, before, folder)
        _check_steps(steps, before["steps"], step_of(checkpoints[0]), any_length, folder)
        return int(before["steps"])
    if rank() == 0:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({**settings, "steps": steps}, indent=1))
    return steps


def _read(path: Path, newest: Path) -> dict[str, Any]:
    """The settings that a run was begun with."""
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(before, dict) and type(before.get("steps")) is int:
            return before
        trouble = "is damaged"
    except FileNotFoundError:
        trouble = "is gone"
    except (RecursionError, ValueError):  # no JSON, or no text
        trouble = "is damaged"
    raise ValueError(
        f"{path} {trouble}, and nothing else tells with which settings the checkpoints beside it"
        " were made; put it back, or begin a new run in another folder with the weights in"
        f" {newest}"
    )


def _check_unchanged(settings: Mapping[str, Any], before: dict[str, Any], folder: Path) -> None:
    """Refuse settings that changed."""
    changed = [key for key in settings if settings[key] != before.get(key)]
    if changed:
        key = changed[0]
        raise ValueError(
            f"{folder} holds a run with other settings: {key} was {before.get(key)!r} and is now"
            f" {settings[key]!r}; give another folder, or the same settings"
        )


def _check_steps(steps: int, begun_with: int, made: int, any_length: bool, folder: Path) -> None:
    """Refuse another number of steps where the run would not be the same for so many."""
    if steps == begun_with:
        return
    if not any_length:
        raise ValueError(
            f"{folder} holds a run of {begun_with} steps, and its rate falls to 0 on the way to the"
            f" last of them, so {steps} steps would be another run; finish it with {begun_with},"
            " then begin a new one in another folder with the weights that came out"
        )
    if steps < made:
        raise ValueError(
            f"{folder} holds a run that has made {made} steps already, got {steps}; give as many or"
            " more, or another folder"
        )
