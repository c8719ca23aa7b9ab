"""Tensors out of a .pth file: of a state dict, or of a checkpoint that holds one and other things.

Such a file is a pickle, which can run any program when it is read. ``weights_only`` allows tensors,
numbers, texts and their containers; a file that holds more is refused. We add
``argparse.Namespace``, a bag of options without a program, which torchvision's training script
writes beside its weights.
"""

import argparse
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import torch
from torch import Tensor
from torch.serialization import safe_globals

# What people call the weights of the model in a checkpoint.
MODEL = ("model", "state_dict", "model_state_dict", "model_state", "weights", "net", "network")
# What a parameter's name holds of wrappers: DataParallel, torch.compile, FSDP and checkpointing.
WRAPPERS = {"module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"}
AVERAGED = "n_averaged"  # which torch's AveragedModel counts beside its weights
REFUSED = re.compile(r"GLOBAL (\S+) was not an allowed global")


def read_pickled(
    path: Path, file: IO[bytes] | None = None, *, check: bool = True
) -> dict[str, Tensor]:
    """The tensors of the model in a file that ``torch.save`` wrote, on the CPU; nothing in it runs.

    Args:
        path: of the file.
        file: its content, if that is not what lies there, as of a file that is packed.
        check: whether to compare the check sums in the file.

    Returns:
        Names and tensors. What wrappers added to the names is left out.

    Raises:
        ValueError: if it is damaged, holds something that could be a program, or no state dict.
    """
    try:
        if check:
            _check_sums(path)
        with safe_globals([argparse.Namespace]):
            found = torch.load(file or path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file fails in a dozen ways, wherever it is damaged
        raise ValueError(f"{path} {_why_not(str(path), str(error))}") from error
    return without_wrappers(model_part(found, path))


def model_part(found: Any, path: Path) -> dict[str, Tensor]:
    """The state dict in what was read: itself, or the model's part of a checkpoint.

    Args:
        found: a state dict, or a dict of which an entry is one, perhaps of another dict.
        path: of the file, for the message.

    Raises:
        ValueError: if there is none, or nobody can tell which of several is meant.

    Example:
        >>> weights, state = {"a": torch.ones(1)}, {"b": torch.ones(1)}
        >>> model_part({"epoch": 3, "model": weights, "average": state}, Path("a.pth"))
        {'a': tensor([1.])}
    """
    if isinstance(found, Mapping):
        for name in MODEL:
            if isinstance(found.get(name), Mapping):
                return model_part(found[name], path)
        tensors = _tensors(found)
        inner = [name for name, value in found.items() if _tensors(value)]
        if tensors or len(inner) == 1:
            return tensors or _tensors(found[inner[0]])
    holds = ", ".join(map(str, list(found)[:5])) if isinstance(found, Mapping) else type(found)
    raise ValueError(
        f"{path} must hold a state dict, names and tensors, or a checkpoint with one as 'model',"
        f" got {holds}; of a checkpoint save that part alone: torch.save(checkpoint['...'], ...)"
    )


def without_wrappers(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors under the names that they have without wrappers.

    Args:
        tensors: by name.

    Example:
        >>> list(without_wrappers({"module._orig_mod.a.weight": torch.ones(1)}))
        ['a.weight']
    """
    named = {
        ".".join(word for word in name.split(".") if word not in WRAPPERS): tensor
        for name, tensor in tensors.items()
        if name != AVERAGED
    }
    return named if len(named) == len(tensors.keys() - {AVERAGED}) else dict(tensors)


def _tensors(value: Any) -> dict[str, Tensor]:
    """The tensors with a name of a dict; none of anything else."""
    if not isinstance(value, Mapping):
        return {}
    return {k: v for k, v in value.items() if isinstance(k, str) and isinstance(v, Tensor)}


def _check_sums(path: Path) -> None:
    """Compare the check sums that torch writes and does not read."""
    if not zipfile.is_zipfile(path):
        return  # of an old torch, or packed
    wrong = []
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            try:
                archive.read(entry)
            except zipfile.BadZipFile:
                wrong.append(entry.filename)
        if wrong and len(wrong) < len(archive.infolist()):  # else torch was told to write none
            raise ValueError(f"the check sum of {wrong[0]} is wrong")


def _why_not(path: str, error: str) -> str:
    """What to tell of a file that torch does not read."""
    if refused := REFUSED.search(error):
        return (
            f"holds {refused[1]}, which could be a program, so it is not read; if you trust it,"
            f" write its tensors alone: found = torch.load({path!r}, weights_only=False), then of a"
            " whole model torch.save(found.state_dict(), 'weights.pth'), of a checkpoint"
            " torch.save(found['model'], 'weights.pth')"
        )
    if "TorchScript" in error:
        return (
            "is a program of TorchScript, not a state dict; write its tensors alone,"
            f" torch.save(torch.jit.load({path!r}).state_dict(), 'weights.pth'), and give that file"
        )
    return (
        "cannot be read as weights, it may be cut off, damaged or something else than tensors"
        f" ({error.partition('. ')[0]})"
    )
