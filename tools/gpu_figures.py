"""All that wants a GPU, measured by one command, the most wanted figures first.

    MRCNN_EDU_DATA=my/data python -m tools.gpu_figures --out build/gpu --minutes 10 --together

``--out`` gets results.jsonl and summary.md, which grow as figures come, the curve of each training,
and log.txt with what went wrong. Each part runs in a process of its own: one that fails, or
hangs, does not end the others. At the end of its time a training stops, evaluates what it has, and
says at which step. The folder of data needs ``balloon`` and ``weights``, with the backbone's file.
"""

import argparse
import contextlib
import importlib
import multiprocessing
import os
import sys
import time
import traceback
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tools.gpu.findings import Given, add, read, write_page


class Part(NamedTuple):
    """A part of all that is measured.

    Attributes:
        module: in ``tools.gpu``, whose ``run`` measures it.
        seconds: that are kept for it, when those before it would take longer.
        training: whether it trains; such parts may run together.
    """

    module: str
    seconds: float
    training: bool = False


PARTS = {
    "machine": Part("machine", 5),
    "speed": Part("speed", 60),
    "operators": Part("operators", 30),
    "waits": Part("waits", 10),
    "document": Part("balloons", 120, training=True),
    "schedule": Part("balloons", 120, training=True),
    "better": Part("balloons", 120, training=True),
    "compile": Part("compiled", 75),
    "two": Part("two_processes", 2),
}
PATIENCE = 10.0  # seconds beyond its end until a part is stopped
LEAST = 3.0  # seconds in which a part can find anything
LOG = "log.txt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts in turn; 0 if none failed."""
    chosen = read_arguments(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + 60 * chosen.minutes
    groups = in_groups(chosen.only, chosen.together)
    import_ahead(chosen.only)
    failed: list[str] = []
    for number, group in enumerate(groups):
        left = end - time.monotonic()
        if left < LEAST:
            add(chosen.out, ", ".join(group), "left out: no time was left")
            continue
        until = end - kept_for(groups[number + 1 :], left)
        print(f"{', '.join(group)}: {until - time.monotonic():.0f} of {left:.0f} s", flush=True)
        failed += run_group(group, until, chosen)
    write_page(chosen.out)
    print(f"{chosen.out}: summary.md, and {len(read(chosen.out))} findings in results.jsonl")
    print(f"failed, see {LOG}: {', '.join(failed)}" if failed else "nothing failed", flush=True)
    return 1 if failed else 0


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="the folder of what is found")
    parser.add_argument("--minutes", type=float, default=10, help="that all of it may take")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--together", action="store_true", help="all trainings at the same time")
    parser.add_argument("--repeats", type=int, default=20, help="of each timing")
    parser.add_argument("--steps", type=int, default=10**6, help="of a training at most")
    parser.add_argument("--toy", action="store_true", help="rehearse with small detectors")
    return parser.parse_args(arguments)


def import_ahead(names: Sequence[str]) -> None:
    """Import what the parts need once, for the processes that are forked from this one.

    Nobody speaks to a GPU here: a process that has done so cannot be forked.

    Args:
        names: of the parts.
    """
    for module in {PARTS[name].module for name in names}:
        # What is missing here is missing there as well, and becomes a finding of that part.
        with contextlib.suppress(Exception):
            importlib.import_module(f"tools.gpu.{module}")


def in_groups(names: Sequence[str], together: bool) -> list[list[str]]:
    """The parts in their order; those that run at the same time in one list.

    Args:
        names: of the parts that are wanted.
        together: whether trainings do.
    """
    wanted = [name for name in PARTS if name in names]
    if not together:
        return [[name] for name in wanted]
    keys = {name: "training" if PARTS[name].training else name for name in wanted}
    return [list(group) for _, group in groupby(wanted, key=keys.__getitem__)]


def kept_for(groups: Sequence[Sequence[str]], left: float) -> float:
    """Seconds that are kept for later groups, at most half of those that are left.

    Args:
        groups: those that come later.
        left: seconds until the end.
    """
    return min(sum(max(PARTS[name].seconds for name in group) for group in groups), left / 2)


def run_group(group: Sequence[str], until: float, chosen: argparse.Namespace) -> list[str]:
    """Run parts at the same time, and write the page as they find something.

    Args:
        group: names of the parts.
        until: when they must be at their end, on ``time.monotonic``'s clock.
        chosen: what was typed.

    Returns:
        The names of those that failed.
    """
    context = multiprocessing.get_context("fork")
    processes = {}
    for name in group:
        given = Given(chosen.out, name, until, chosen.repeats, chosen.steps, chosen.toy, len(group))
        processes[name] = context.Process(target=guarded, args=(given,))
        processes[name].start()
    seen = 0
    while any(process.is_alive() for process in processes.values()):
        if time.monotonic() > until + PATIENCE:
            for process in processes.values():
                process.kill()
        time.sleep(0.1)
        if len(read(chosen.out)) > seen:
            seen = len(read(chosen.out))
            write_page(chosen.out)
    for name, process in processes.items():
        if process.exitcode not in (0, 1):  # 1 has told of itself
            add(chosen.out, name, "failed: the process was stopped", code=process.exitcode)
    write_page(chosen.out)
    return [name for name, process in processes.items() if process.exitcode]


def guarded(given: Given) -> None:
    """Run one part in its own process; whatever goes wrong becomes a finding."""
    log = (given.out / LOG).open("a", buffering=1, encoding="utf-8")
    for descriptor in (1, 2):  # of programs that it starts, too
        os.dup2(log.fileno(), descriptor)
    sys.stdout = sys.stderr = log
    try:
        measure(given)
    except Exception as error:
        traceback.print_exc()
        given.found(f"failed: {type(error).__name__}", words=str(error)[:500])
        sys.exit(1)


def measure(given: Given) -> None:
    """What a part does."""
    importlib.import_module(f"tools.gpu.{PARTS[given.part].module}").run(given)


if __name__ == "__main__":
    sys.exit(main())
