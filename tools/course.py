"""Run the lessons, each from a clean kernel in an empty folder, and time them.

    python -m tools.course                  # all of them
    python -m tools.course 02_nms           # one
    python -m tools.course --processes 2    # two at a time

The kernel is the Python that runs this tool, without the network and without anybody's IPython
settings. A lesson fails where a cell raises, where its kernel dies, or where it takes too long.
The executed copies stay in ``build/executed/`` to be looked at.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import Integer
from traitlets.config import Config

from tools.notebooks import NOTEBOOKS, ROOT, NotebookError, find_notebooks, read_notebook

EXECUTED = ROOT / "build" / "executed"
LIMIT = 60  # seconds of processor time for a lesson
SPARE = 5  # seconds beyond the limit after which the system ends a kernel
PATIENCE = 1800  # seconds by the clock, for a cell that waits for what never comes
LONGER = {"08": 120, "14": 120, "16": 120}  # those that train or run the whole detector
TRACEBACK_LINES = 30


class OfflineKernel(AsyncKernelManager):
    """The running Python as a kernel, whatever kernels the machine has installed."""

    processor_seconds = Integer(LIMIT + SPARE, config=True)

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, str(Path(__file__).with_name("kernel.py"))]
        argv = [*command, str(self.processor_seconds), "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def limit_of(name: str) -> int:
    """Seconds of processor time that a lesson may take, by the two digits that begin its name."""
    return LONGER.get(name[:2], LIMIT)


def execute(
    notebook: NotebookNode, limit: float, patience: int = PATIENCE
) -> tuple[str | None, float]:
    """Run a notebook in place.

    Args:
        notebook: to run; it gets the outputs.
        limit: seconds of processor time. The clock counts only against a lesson that does
            nothing at all, for a busy machine is no fault of the lesson.
        patience: seconds by the clock that a cell may take.

    Returns:
        What failed, as text to print, or None; and the seconds of processor time that it took.
    """
    used_before = seconds_of_children()
    running: list[NotebookNode] = []

    def patience_for(cell: NotebookNode) -> int:
        running[:] = [cell]
        return patience

    failure = None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        (Path(folder) / "work").mkdir()
        client = NotebookClient(
            notebook,
            kernel_manager_class=OfflineKernel,
            timeout_func=patience_for,
            startup_timeout=PATIENCE,
            iopub_timeout=PATIENCE,
            resources={"metadata": {"path": str(Path(folder) / "work")}},
            config=kernel_settings(folder, limit + SPARE),
        )
        try:
            client.execute(env=os.environ | {"IPYTHONDIR": folder})
        except CellExecutionError:
            errors = [out for out in running[0].outputs if out.output_type == "error"]
            failure = describe(running[0], trimmed(errors[-1].traceback))
        except CellTimeoutError:
            failure = describe(running[0], f"still waiting after {patience} s")
        except DeadKernelError:
            died = f"the kernel died, after {seconds_of_children() - used_before:.1f} s"
            failure = describe(running[0], f"{died} of processor time; its limit is {limit:g} s")
    seconds = seconds_of_children() - used_before
    if failure is None and seconds > limit:
        failure = f"took {seconds:.1f} s of processor time, more than its {limit:g} s"
    return failure, seconds


def seconds_of_children() -> float:
    """Processor time of all processes that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def kernel_settings(folder: str, processor_seconds: float) -> Config:
    """How long a kernel may compute, and how one talks to it.

    Where the system can, that is through files: no open ports, and no warning.
    """
    settings: dict[str, object] = {"processor_seconds": round(processor_seconds)}
    if os.name != "nt":
        settings |= {"transport": "ipc", "ip": str(Path(folder) / "k")}
    return Config({"OfflineKernel": settings})


def describe(cell: NotebookNode, reason: str) -> str:
    """A failure as its cell's id, its source and the reason."""
    source = "\n".join(f"    | {line}" for line in cell.source.split("\n"))
    return f"cell {cell.id!r}\n{source}\n{reason}"


def trimmed(traceback: list[str]) -> str:
    """A traceback without colours, its middle left out where it is long."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(traceback)).strip().split("\n")
    half = TRACEBACK_LINES // 2
    if len(lines) > TRACEBACK_LINES:
        lines[half:-half] = [f"    ... {len(lines) - TRACEBACK_LINES} lines left out ..."]
    return "\n".join(lines)


def written_to_stderr(notebook: NotebookNode) -> list[str]:
    """Ids of the cells that wrote to standard error: most often a warning that nobody wanted."""
    return [
        cell.id
        for cell in notebook.cells
        if any(output.get("name") == "stderr" for output in cell.get("outputs", []))
    ]


def run(path: Path, copy: Path) -> bool:
    """Run one lesson, print its line, keep the executed copy; True where it passed."""
    notebook = read_notebook(path)
    failure, seconds = execute(notebook, limit_of(path.stem))
    if failure:
        notebook.metadata["failure"] = failure  # nobody shall take this copy for the lesson
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(nbformat.writes(notebook), encoding="utf-8")
    print(f"{seconds:6.1f} s  {'failed' if failure else 'passed'}  {path.stem}", flush=True)
    if failure:
        print(f"{path.stem}: {failure}\n", flush=True)
    for cell_id in written_to_stderr(notebook):
        print(f"          note: cell {cell_id!r} wrote to standard error", flush=True)
    return failure is None


def run_all(paths: Sequence[Path], copies: Sequence[Path], processes: int) -> list[bool]:
    """Run lessons, so many at a time; of each whether it passed.

    Those that run beside others compute with one thread each: threads that wait for a core cost
    processor time, which is what a lesson is held to.
    """
    if processes == 1:
        return [run(path, copy) for path, copy in zip(paths, copies, strict=True)]
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # Each process counts the time of its own children alone.
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(run, paths, copies))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 where a lesson failed, or where there was none to run."""
    parser = argparse.ArgumentParser(prog="tools.course", description="run and time the lessons")
    parser.add_argument("names", nargs="*", help="lessons; all of them without a name")
    parser.add_argument("--notebooks", type=Path, default=NOTEBOOKS, help="folder of the lessons")
    parser.add_argument("--executed", type=Path, default=EXECUTED, help="folder for the copies")
    parser.add_argument("--processes", type=int, default=1, help="lessons at a time")
    options = parser.parse_args(arguments)
    begun = time.perf_counter()
    paths = find_notebooks(options.names, options.notebooks)
    if not paths:
        print(f"no lessons in {options.notebooks}", file=sys.stderr)
        return 1
    try:
        copies = [options.executed / path.relative_to(options.notebooks) for path in paths]
        passed = run_all(paths, copies, options.processes)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{time.perf_counter() - begun:6.1f} s in all")
    print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    return int(not all(passed))


if __name__ == "__main__":
    sys.exit(main())
