"""What runs inside the sandbox: a keeper, and for each life of a submission a child of it.

The keeper imports what takes long, once, and runs nothing of a submission. For each life it forks
a child, which gives up what it will not need, runs the notebook's cells and answers calls. Dying
therefore costs milliseconds. The two ends of each child's conversation were made by the grader, who
trusts nothing that comes out of it. This file imports nothing of the course but ``plain.py`` and
``pictures.py``, which stand beside it there.
"""

import base64
import builtins
import contextlib
import ctypes
import gc
import inspect
import json
import os
import random
import resource
import select
import shutil
import signal
import socket
import sys
import time
from typing import Any

import numpy as np

from .pictures import only_draw
from .plain import Channel, NotPlainError, TooLargeError

Setup = dict[str, Any]
TEXT = 2000  # characters of an error that are told
BLINK = 0.05  # seconds between two looks at a child
SET_DUMPABLE, NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 4, 38, 22, 2
OPEN_FILES = 128


def keep(control: socket.socket) -> None:
    """Serve the grader until it goes away.

    Args:
        control: a socket, on which the grader sends first the limits and what to import, and then
            ``life`` with a child's end of a conversation, ``time`` or ``end``. Each is answered
            before the next comes.
    """
    setup: Setup = json.loads(control.recv(2**20))
    for name in setup["modules"]:
        with contextlib.suppress(ImportError):
            __import__(name)
    shell = _shell()
    if setup["sealed"]:
        _in_kernel("prctl", SET_DUMPABLE, 0, 0, 0, 0)  # so that no child can look into the keeper
    gc.collect()
    gc.freeze()  # each child would copy all objects, only to find that they are still needed
    control.send(b"ready")
    child: int | None = None
    cause = ""
    while True:
        if not select.select([control], [], [], BLINK if child else None)[0]:
            cause = cause or _watch(child, setup)
            continue
        request, descriptors, _, _ = socket.recv_fds(control, 64, 1)
        if not request:
            _end(child)
            return
        if request == b"life":
            child, cause = os.fork(), ""
            if child == 0:
                control.close()
                _live(socket.socket(fileno=descriptors[0]), shell, setup)
            os.close(descriptors[0])
            control.send(b"born")
        elif request == b"time":
            control.send(b"%f" % _processor_seconds(child))
        else:
            cause = cause or _watch(child, setup)
            status = _end(child)
            child = None
            _clear(setup["work"])
            control.send((cause or _how(status)).encode())


def _watch(child: int | None, setup: Setup) -> str:
    """Look at a child; if it has more threads or files than allowed, end it and say so."""
    if not setup["sealed"]:
        return ""
    threads = _status(child, "Threads:")
    space = os.statvfs(setup["work"])
    if threads > setup["threads"]:
        cause = "too many threads"
    elif space.f_files - space.f_ffree > setup["files"]:
        cause = "too many files"
    else:
        return ""
    if child:
        os.kill(child, signal.SIGKILL)
    return cause


def _status(child: int | None, name: str) -> int:
    """A number from what the kernel tells of a process; 0 if it tells nothing."""
    with contextlib.suppress(OSError), open(f"/proc/{child}/status", "rb") as file:
        # The first line is the process's name, which it may choose.
        lines = file.read().split(b"\n")[1:]
        return next((int(i.split()[1]) for i in lines if i.startswith(name.encode())), 0)
    return 0


def _processor_seconds(child: int | None) -> float:
    """The processor's time that a child has used, in all its threads."""
    if child is None:
        return 0.0
    try:
        return time.clock_gettime((~child << 3) | 2)  # the kernel's name for that clock
    except OSError:
        return 0.0


def _end(child: int | None) -> int:
    """End a child, if it hasn't ended itself, and return how it did."""
    if child is None:
        return 0
    os.kill(child, signal.SIGKILL)  # one that has ended by itself keeps the status it ended with
    return os.waitpid(child, 0)[1]


def _how(status: int) -> str:
    """How a process ended, in words."""
    code = os.waitstatus_to_exitcode(status)
    return f"it ended with status {code}" if code >= 0 else f"it ended by signal {-code}"


def _clear(folder: str) -> None:
    """Leave the next child nothing of what the last one wrote."""
    os.chmod(folder, 0o700)
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.islink(path) or not os.path.isdir(path):
            os.unlink(path)
        else:
            shutil.rmtree(path, ignore_errors=True)
    os.utime(folder, (0, 0))


def _shell() -> Any:
    """An IPython that writes no history, and draws no picture of an error that nobody sees."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    shell: Any = InteractiveShell.instance(config=config)
    shell.showtraceback = shell.showsyntaxerror = shell.showindentationerror = _say_nothing
    shell.enable_gui = _say_nothing
    shell.run_cell("pass", store_history=False)  # the first takes longest
    return shell


def _say_nothing(*_: Any, **__: Any) -> None:
    """Stand in for what would print."""


# What follows runs in the child.


def _live(end: socket.socket, shell: Any, setup: Setup) -> None:
    """One life: the cells, then calls, until the grader closes the conversation."""
    code = 1
    try:
        _give_up(setup)
        channel = Channel(end)
        _seed()
        life = channel.receive()
        left_out = {*life["left_out"]} | (set() if life["pictures"] else only_draw(life["cells"]))
        channel.send(_run_cells(channel, shell, life["cells"], left_out))
        while True:
            _answer(channel, shell.user_ns, channel.receive())
    except EOFError:
        code = 0
    finally:
        os._exit(code)


def _give_up(setup: Setup) -> None:
    """What the kernel will refuse from now on, with no way back."""
    empty = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(empty, descriptor)
    if not setup["sealed"]:
        return
    with open("/proc/self/statm", "rb") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    for limit, value in (
        (resource.RLIMIT_AS, taken + setup["memory"]),
        (resource.RLIMIT_CPU, int(setup["total_seconds"]) + 1),
        (resource.RLIMIT_FSIZE, setup["folder"]),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    _filter_calls(base64.b64decode(setup["filter"]))


def _seed() -> None:
    """Let chance fall alike each time, so that grading twice gives the same marks."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - it is the generator that notebooks use
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)


def _filter_calls(program: bytes) -> None:
    """Refuse the system calls that the filter names, in this process and its threads to come."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("statements", ctypes.c_char_p))

    _in_kernel("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    both = Program(len(program) // 8, program)
    _in_kernel("prctl", SET_SECCOMP, FILTER, ctypes.addressof(both), 0, 0)


def _in_kernel(name: str, *values: int) -> None:
    """Call the C library, and raise if it refuses."""
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*(ctypes.c_ulong(value) for value in values)) != 0:
        raise OSError(ctypes.get_errno(), f"{name}{values}")


def _run_cells(channel: Channel, shell: Any, cells: list[str], left_out: set[int]) -> Any:
    """Run the cells, each announced before; None or an error's text for each."""
    errors: list[str | None] = []
    for number, cell in enumerate(cells):
        if number in left_out:
            errors.append(None)
            continue
        channel.send({"begins": number})
        result = shell.run_cell(cell, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        errors.append(None if error is None else _text_of(error))
    return {"cells": errors}


def _answer(channel: Channel, names: dict[str, Any], request: dict[str, Any]) -> None:
    """Do what the grader asks for, and tell what came of it."""

    def tell(outcome: str, **more: Any) -> None:
        channel.send({"number": request["number"], "outcome": outcome} | more)

    if request["function"] not in names:
        tell("missing")
        return
    function = names[request["function"]]
    if not callable(function):
        tell("not a function", text=type(function).__name__)
    elif "arguments" in request:
        _answer_call(tell, function, request["arguments"])
    else:
        _answer_suite(tell, channel, function)


def _answer_call(tell: Any, function: Any, arguments: dict[str, Any]) -> None:
    try:
        value = _call_with(function, arguments)
    except BaseException as error:
        tell(_kind_of(error), text=_text_of(error))
        return
    try:
        tell("answered", value=value, after=arguments)
    except TooLargeError as error:
        tell("too much output", text=str(error))
    except MemoryError:
        tell("out of memory")
    except (NotPlainError, TypeError, ValueError, RuntimeError, RecursionError) as error:
        tell("unreadable", text=_text_of(error))


def _answer_suite(tell: Any, channel: Channel, suite: Any) -> None:
    """Give tests an implementation, whose answers come from the grader."""

    def implementation(*arguments: Any, **by_name: Any) -> Any:
        tell("asks", asked=list(arguments), by_name=by_name)
        answer = channel.receive()
        if "error" in answer:
            kind = getattr(builtins, answer["error"], RuntimeError)
            raise kind(answer["text"])
        return answer["value"]

    try:
        suite(implementation)
    except BaseException as error:
        tell("turned away", text=_text_of(error))
    else:
        tell("passed")


def _call_with(function: Any, arguments: dict[str, Any]) -> Any:
    """Call with arguments by position, whatever a learner names them, but keyword-only by name."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):  # some built-in functions do not tell
        return function(*arguments.values())
    by_name = {n for n, p in parameters.items() if p.kind is p.KEYWORD_ONLY} & set(arguments)
    by_position = [value for name, value in arguments.items() if name not in by_name]
    return function(*by_position, **{name: arguments[name] for name in by_name})


def _kind_of(error: BaseException) -> str:
    """Whether it raised, or only found no memory."""
    short = isinstance(error, MemoryError) or "can't allocate memory" in _text_of(error)
    return "out of memory" if short else "raised"


def _text_of(error: BaseException) -> str:
    """The kind of an error and the beginning of what it says."""
    try:
        text = str(error)
    except BaseException:  # a learner may write exceptions too, and break their __str__
        text = ""
    return f"{type(error).__name__}: {text}"[:TEXT] if text else type(error).__name__[:TEXT]
