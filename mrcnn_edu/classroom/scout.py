"""A copy of this process that tries a function first, where a call might never come back.

A loop in Python can be ended from another thread, and ``limits.py`` does so. A call that stays in
C, such as ``sum(itertools.count())``, lets no other thread run: neither a limit nor the interrupt
button of the notebook reaches it. A copy of the process can be ended whatever it does. Linux makes
one in some milliseconds; on macOS and Windows a copy is not safe, and there is none.
"""

import contextlib
import io
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable

import torch

PATIENCE = 1.0  # seconds by the clock that a copy may sleep before it is given up
CAN_COPY = sys.platform == "linux"
OWN = "mrcnn_edu."  # the package's functions come back


def first_endless(call: Callable[[int], object], count: int, seconds: float) -> int | None:
    """The first of some calls that keeps the processor busy for too long.

    Args:
        call: does the call of a number, from 0 up, in the copy; what it gives, prints and raises is
            lost, and nothing that it changes is changed here.
        count: how many there are.
        seconds: of the processor's time that one may take.

    Returns:
        The number of the call; None if all came back, if one only waits, which need not be its
        fault in a copy, or if there can be no copy.

    Example:
        >>> import itertools
        >>> calls = [lambda: 1, lambda: sum(itertools.count())]
        >>> first_endless(lambda i: calls[i](), 2, seconds=0.1) if CAN_COPY else 1
        1
    """
    if not CAN_COPY:
        return None
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of threads, which the copy has not
        child = os.fork()
    if child == 0:
        _try_all(call, count, writing)
    os.close(writing)
    try:
        return _watch(child, reading, count, seconds)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _try_all(call: Callable[[int], object], count: int, writing: int) -> None:
    """In the copy: do the calls, and tell of each that came back. It never returns."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        sys.stdout = sys.stderr = io.StringIO()  # a notebook's are no files
        torch.set_num_threads(1)  # the threads of the others were not copied
        for i in range(count):
            with contextlib.suppress(BaseException):
                call(i)
            os.write(writing, b".")
    finally:
        os._exit(0)


def _watch(child: int, reading: int, count: int, seconds: float) -> int | None:
    """Wait for each call, as long as it may take of the processor."""
    for i in range(count):
        used, awake = _look_at(child)[0], time.monotonic()
        while not select.select([reading], [], [], seconds / 20)[0]:
            now, running = _look_at(child)
            if now - used >= seconds:
                return i
            if running:  # or ready to, where others have the processor
                awake = time.monotonic()
            elif time.monotonic() - awake > max(seconds, PATIENCE):
                return None
        if not os.read(reading, 1):
            return None  # it has ended
    return None


def _look_at(process: int) -> tuple[float, bool]:
    """Seconds that a process has used of the processor, and whether it wants it now."""
    with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    used = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used, fields[0] == "R"
