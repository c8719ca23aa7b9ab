"""What a submission can see and do: nearly nothing.

bubblewrap gives it a file system of its own, in which only the interpreter and its libraries stand,
to be read and not written; no network; process numbers of its own; no name of ours in its
environment. A seccomp filter refuses new processes and everything that reaches into others. Limits
that the kernel keeps are set in ``worker.py``, which is what runs inside.
"""

import functools
import platform
import shutil
import struct
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
WORK = "/tmp"  # the only folder of a submission that can be written
LIBRARIES = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"),
    *("/etc/ld.so.cache", "/etc/alternatives"),  # by which they are found
)
ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MALLOC_ARENA_MAX": "1",  # each would set aside memory that the limit counts
    "MPLBACKEND": "agg",
    "PYTHONHASHSEED": "0",  # sets in the same order every time
    "LANG": "C.UTF-8",
}


class SandboxError(RuntimeError):
    """There is no sandbox here; the text says why, and what to do."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        cell_seconds: of the processor's time, for one cell.
        total_seconds: by the clock, for all of it: cells, calls and tests.
        memory: in bytes, beside what the libraries take.
        folder: in bytes, for the files in its folder.
        files: how many of them, folders included.
        threads: how many at a time.
        restarts: how often it may die or hang before no more is tried.
        suite_calls: how often tests may call what they test.
        suite_bytes: how many bytes of numbers they may hand over in one call.
    """

    cell_seconds: float = 20.0
    total_seconds: float = 600.0
    memory: int = 2 * 2**30
    folder: int = 64 * 2**20
    files: int = 2000
    threads: int = 64
    restarts: int = 12
    suite_calls: int = 2000
    suite_bytes: int = 2**22


USUAL = Limits()


def command(limits: Limits, inside: list[str]) -> list[str]:
    """The command line that runs another one inside the sandbox.

    Args:
        limits: of which the size of the folder is used.
        inside: what to run.
    """
    # Left to itself bubblewrap stays in there as the first process, whose memory a submission could
    # write; the keeper in worker.py closes its own to others, so it shall be the first.
    # The root and /dev are memory, which would have no limit if they could be written. What stands
    # in /proc can be, where the grader is root, for it asks who somebody is outside.
    fixed = ["--unshare-all", "--cap-drop", "ALL", "--clearenv", "--hostname", "sandbox"]
    fixed += ["--as-pid-1", "--die-with-parent", "--new-session"]
    fixed += ["--proc", "/proc", "--dev", "/dev"]
    for name, value in (ENVIRONMENT | {"HOME": WORK, "PATH": ""}).items():
        fixed += ["--setenv", name, value]
    for path in visible():
        fixed += ["--ro-bind", path, path]
    for path in hidden():
        fixed += ["--tmpfs", path, "--remount-ro", path]
    for name in ("worker.py", "plain.py", "pictures.py"):
        fixed += ["--ro-bind", str(HERE / name), f"/grading/{name}"]
    fixed += ["--size", str(limits.folder), "--tmpfs", WORK, "--chdir", WORK]
    for path in ("/proc", "/dev", "/"):
        fixed += ["--remount-ro", path]
    return [bubblewrap(), *fixed, "--", *inside]


def bubblewrap() -> str:
    """Where bubblewrap is, or ``bwrap`` if it is nowhere."""
    return shutil.which("bwrap") or "bwrap"


def interpreter() -> str:
    """The Python that runs inside: ours, without the links of a virtual environment."""
    return str(Path(sys.executable).resolve())


def packages() -> list[str]:
    """The folders from which torch and the others are imported, ours not among them."""
    ends = ("site-packages", "dist-packages")
    return [path for path in sys.path if Path(path).name in ends and Path(path).is_dir()]


def visible() -> list[str]:
    """What can be read inside. Not all of /usr: nbgrader keeps what a class hands in there."""
    base = Path(sys.base_prefix)
    own = [interpreter(), str(base / "lib")] if base != Path("/usr") else [interpreter()]
    standard = sysconfig.get_path("stdlib")
    paths = dict.fromkeys([*LIBRARIES, *own, standard, *packages()])
    return [path for path in paths if Path(path).exists()]


def hidden() -> list[str]:
    """The course itself, wherever it is installed."""
    folders = [*packages(), *(str(path) for path in _other_packages())]
    found = [Path(folder) / "mrcnn_edu" for folder in folders]
    return [str(path) for path in dict.fromkeys(found) if path.is_dir()]


def _other_packages() -> list[Path]:
    """Folders of packages that are visible though nothing is imported from them."""
    roots = [Path("/usr/lib"), Path("/usr/local/lib"), Path(sys.base_prefix) / "lib"]
    ends = ("site-packages", "dist-packages")
    return [path for root in roots for end in ends for path in root.glob(f"python3*/{end}")]


@functools.cache
def why_not() -> str | None:
    """Why there can be no sandbox on this machine and what to do about it; None if there can."""
    if not sys.platform.startswith("linux") or platform.machine() not in _CALLS:
        return (
            f"the sandbox needs Linux on {' or '.join(_CALLS)}, and this is {sys.platform} on "
            f"{platform.machine()}; grade in a virtual machine or a container with Linux"
        )
    if shutil.which("bwrap") is None:
        return "bubblewrap is missing; install it with: apt-get install bubblewrap"
    try:
        tried = subprocess.run(
            command(USUAL, [interpreter(), "-I", "-S", "-c", "print('works')"]),
            env={},
            capture_output=True,
            text=True,
            timeout=60,
        )
    except subprocess.TimeoutExpired:
        return "bubblewrap did not come back within a minute; try again on a machine less busy"
    if tried.stdout == "works\n":
        return None
    said = tried.stderr.strip().splitlines() or ["nothing"]
    return (
        f"bubblewrap does not work here; it says: {said[-1]}. It must be of version 0.8 or newer, "
        "and the system must allow user namespaces: on Ubuntu run sudo sysctl "
        "kernel.apparmor_restrict_unprivileged_userns=0, in Docker start the container with "
        "--security-opt seccomp=unconfined --security-opt apparmor=unconfined"
    )


# Numbers of system calls, from the kernel's tables: those that begin a process or a program, those
# that reach into other processes, those that make name spaces and mounts, those that keep memory
# or a message where no limit counts it, and doors that have been a way out of sandboxes before.
# What is common to both machines stands last.
_REFUSED_ON = {
    "x86_64": {
        *{57, 58, 59, 322},  # fork, vfork, execve, execveat
        *{101, 310, 311, 62, 200, 234, 129, 297, 312},  # ptrace, process_vm_*, kill and its kind
        *{141, 251, 203, 142, 144, 314, 109},  # priorities and the like of other processes
        *{272, 308, 165, 166, 155, 161},  # unshare, setns, mount, umount2, pivot_root, chroot
        *{319, 29, 30, 68, 64, 240},  # memfd_create, shmget, shmat, msgget, semget, mq_open
        *{321, 298, 323, 248, 249, 250},  # bpf, perf_event_open, userfaultfd, keys
    },
    "aarch64": {
        *{221, 281},  # execve, execveat
        *{117, 270, 271, 129, 130, 131, 138, 240, 272},
        *{140, 30, 122, 119, 118, 274, 154},
        *{97, 268, 40, 39, 41, 51},
        *{279, 194, 196, 186, 190, 180},
        *{280, 241, 282, 217, 218, 219},
    },
}
# pidfd_send_signal, io_uring_*, open_tree to fspick, pidfd_open, pidfd_getfd, process_madvise,
# mount_setattr, memfd_secret
_REFUSED_EVERYWHERE = {*range(424, 435), 438, 440, 442, 447}
_CLONE3 = 435
# How the kernel names the machine; the number of clone; that of prlimit64.
_CALLS = {"x86_64": (0xC000003E, 56, 302), "aarch64": (0xC00000B7, 220, 261)}

# Statements of the kernel's classic BPF: load a word, compare, return.
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050001  # refused with EPERM
_UNKNOWN = 0x00050026  # ENOSYS, upon which the C library makes its threads with clone
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # where these stand in what the filter is given
_CLONE_THREAD = 0x00010000
_X32 = 0x40000000  # a second set of calls on x86_64, by which the numbers above could be evaded


def system_calls(machine: str | None = None) -> bytes:
    """The seccomp filter: which system calls a submission may make.

    Args:
        machine: ``"x86_64"`` or ``"aarch64"``; None for this one.

    Returns:
        A program for the kernel, eight bytes a statement.
    """
    machine = machine or platform.machine()
    kernel, clone, prlimit = _CALLS[machine]
    program = [
        (_LOAD, 0, 0, _MACHINE),
        (_IF_EQUAL, 1, 0, kernel),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *((_IF_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)),
        *((_IF_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _UNKNOWN)),
    ]
    for number in sorted(_REFUSED_ON[machine] | _REFUSED_EVERYWHERE):
        program += [(_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    program += [
        (_IF_EQUAL, 0, 4, clone),  # a thread is a clone; one without that flag is a process
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_IF_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
        (_IF_EQUAL, 0, 3, prlimit),  # of itself, which is process 0, and of no other
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_IF_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *statement) for statement in program)
