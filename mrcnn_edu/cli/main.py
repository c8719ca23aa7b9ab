"""The command line: what was typed goes to one command, and an error becomes one sentence."""

import argparse
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch

from mrcnn_edu.cli import doctor, download, evaluate, predict, train
from mrcnn_edu.coco.problems import DataProblems, without_advice

SCRIPT = "mrcnn-edu"  # as pyproject.toml calls it
COMMANDS = {
    "train": train,
    "evaluate": evaluate,
    "predict": predict,
    "download": download,
    "doctor": doctor,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that was typed.

    Args:
        arguments: of the command line; None for those of this process.

    Returns:
        0 if all went well, 1 if something was wrong with what it was given. A wrong option ends
        the process with 2, as argparse does.

    Raises:
        RuntimeError: if something else went wrong than that memory ran out; it is a mistake of
            this package, and its traceback says where.
    """
    parser = argparse.ArgumentParser(
        prog=typed_name(sys.argv[0]),
        description="Train Mask R-CNN on your own images, evaluate it, and draw what it finds.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        first, _, rest = (module.__doc__ or "").partition("\n")
        command = commands.add_parser(
            name,
            help=first,
            description=first,
            epilog=rest.strip("\n"),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_options(command)
    chosen = parser.parse_args(arguments)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_plainly  # type: ignore[assignment]
            code: int = COMMANDS[chosen.command].run(chosen)
            return code
    except (FloatingPointError, OSError, TypeError, ValueError) as error:
        print(f"{chosen.command}: {error}", file=sys.stderr)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        fewer = " or fewer at a time with --batch-size" if "batch_size" in chosen else ""
        told = f"memory ran out; make images smaller with --min-size{fewer}"
        print(f"{chosen.command}: {told} ({str(error).splitlines()[0]})", file=sys.stderr)
    except KeyboardInterrupt:
        on = (
            "; the same command goes on from its newest checkpoint"
            if "save_every" in chosen
            else ""
        )
        print(f"{chosen.command}: stopped{on}", file=sys.stderr)
    return 1


def typed_name(program: str) -> str:
    """How the command line was called, for its help.

    Args:
        program: the path of what runs; of ``python -m mrcnn_edu`` it is that of ``__main__.py``.

    Example:
        >>> typed_name("/usr/bin/mrcnn-edu"), typed_name("/lib/mrcnn_edu/__main__.py")
        ('mrcnn-edu', 'python -m mrcnn_edu')
    """
    return SCRIPT if Path(program).stem == SCRIPT else "python -m mrcnn_edu"


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether torch found no memory, on a GPU or, where it says so in words alone, elsewhere."""
    return isinstance(error, torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(error)


def _show_plainly(message: Warning | str, *_: object) -> None:
    """A warning as one sentence, without the line of code that it comes from."""
    text = str(message)
    if isinstance(message, DataProblems) and len(message.problems) > 1:
        text = f"{without_advice(text)}; `python -m mrcnn_edu doctor` lists all"
    print(f"warning: {text}", file=sys.stderr)
