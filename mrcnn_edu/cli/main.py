"""The command line: what was typed goes to one command, and an error becomes one sentence."""

import argparse
import errno
import io
import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from mrcnn_edu.cli.installed import versions
from mrcnn_edu.cli.memory import is_out_of_memory
from mrcnn_edu.cli.saying import complain
from mrcnn_edu.coco.problems import DataProblems, without_advice

SCRIPT = "mrcnn-edu"  # as pyproject.toml calls it
COMMANDS = {  # each a file here, of which this is the first line
    "train": "Train a detector on your own images, or go on with it where it stopped.",
    "evaluate": "Say what a detector is worth on annotated images: COCO's numbers, and its errors.",
    "predict": "Draw what a detector finds on photographs, and write it down.",
    "download": "Download a data set or published weights to the cache, or go on where it stopped.",
    "handout": "Write the notebooks of assignments as students get them, without solutions.",
    "grade": "Grade a class's notebooks in a sandbox, or go on where it stopped.",
    "doctor": "Say what this machine has, what is missing, and what is wrong with data.",
}

SHAPES_KEPT = ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "256")  # of 1024; see the Makefile
WAYS_OUT = {
    **dict.fromkeys((errno.ENOSPC, errno.EFBIG), "; make room, or give another folder"),
    **dict.fromkeys(
        (errno.EACCES, errno.EPERM, errno.EROFS), "; give another, or change its rights"
    ),
    errno.ENOTDIR: "; a file lies where a folder has to be, give another",
    errno.ENAMETOOLONG: "; give a shorter one",
}
GOES_ON = {  # what to do after Ctrl-C
    "train": "; the same command goes on from its newest checkpoint",
    "predict": "; the same command goes on with the photographs that are left",
    "grade": "; the same command goes on where it was",
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
    parser.add_argument("--version", action="version", version=versions())
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    typed = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:  # our own process, whose memory does not grow with each size of an image
        os.environ.setdefault(*SHAPES_KEPT)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that a terminal cannot print ends nothing
            stream.reconfigure(errors="backslashreplace")
    for name, line in COMMANDS.items():
        command = commands.add_parser(name, help=line)
        if name in typed:
            describe(command, command_module(name))
    chosen = parser.parse_args(typed)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_plainly  # type: ignore[assignment]
            code: int = command_module(chosen.command).run(chosen)
            return code
    except (FloatingPointError, OSError, TypeError, ValueError) as error:
        complain(f"{chosen.command}: {in_words(error)}")
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not is_out_of_memory(error):
            raise
        fewer = " or fewer at a time with --batch-size" if "batch_size" in chosen else ""
        told = f"memory ran out; make images smaller with --min-size{fewer}"
        why = next(iter(str(error).splitlines()), type(error).__name__)
        complain(f"{chosen.command}: {told} ({why})")
    except KeyboardInterrupt:
        complain(f"{chosen.command}: stopped{GOES_ON.get(chosen.command, '')}")
    return 1


def in_words(error: Exception) -> str:
    """What an error says; of one of the system's, without a number and with what to do.

    Args:
        error: of a command.

    Example:
        >>> in_words(OSError(28, "No space left on device", "found/a.png"))
        'found/a.png: no space left on device; make room, or give another folder'
        >>> in_words(ValueError("--rate is 0"))
        '--rate is 0'
    """
    if not isinstance(error, OSError) or error.errno is None or error.strerror is None:
        return str(error)
    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    what = error.strerror[:1].lower() + error.strerror[1:]
    return where + what + WAYS_OUT.get(error.errno, "")


def describe(command: argparse.ArgumentParser, module: ModuleType) -> None:
    """Give a command its options, and the text of its file as help.

    Args:
        command: its parser.
        module: its file.
    """
    command.description, _, rest = (module.__doc__ or "").partition("\n")
    command.epilog = rest.strip("\n")
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    module.add_options(command)


def command_module(name: str) -> ModuleType:
    """The file of a command; that of another is not imported, nor what it needs.

    Args:
        name: of ``COMMANDS``.
    """
    return import_module(f"mrcnn_edu.cli.{name}")


def typed_name(program: str) -> str:
    """How the command line was called, for its help.

    Args:
        program: the path of what runs; of ``python -m mrcnn_edu`` it is that of ``__main__.py``.

    Example:
        >>> typed_name("/usr/bin/mrcnn-edu"), typed_name("/lib/mrcnn_edu/__main__.py")
        ('mrcnn-edu', 'python -m mrcnn_edu')
    """
    return SCRIPT if Path(program).stem == SCRIPT else "python -m mrcnn_edu"


def _show_plainly(message: Warning | str, *_: object) -> None:
    """A warning as one sentence, without the line of code that it comes from."""
    text = str(message)
    if isinstance(message, DataProblems) and len(message.problems) > 1:
        text = f"{without_advice(text)}; `python -m mrcnn_edu doctor` lists all"
    complain(f"warning: {text}")
