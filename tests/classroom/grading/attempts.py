"""Ways in which a submission may try to get out of its sandbox, one a function.

The whole of this file is a cell of a submission in ``test_walls.py``, which says how far each
comes. Nothing here is called outside a sandbox.
"""

import ctypes
import glob
import importlib
import mmap
import multiprocessing
import os
import resource
import socket
import subprocess
import threading

C = ctypes.CDLL(None, use_errno=True)


def refusal(act, *arguments, **named):
    """The kind of error with which something is refused, or "done"."""
    try:
        act(*arguments, **named)
    except BaseException as error:
        return type(error).__name__
    return "done"


def contents(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def reads_the_key(place):
    return refusal(open, place["key"]), os.path.exists(os.path.dirname(place["key"]))


def looks_at_all_folders(place):
    places = ["/", "/home", "/root", "/srv", "/opt", "/var", "/usr/local/share", place["tests"]]
    return sorted(
        p for p in places if os.path.isdir(p) and place["mark"] in " ".join(os.listdir(p))
    )


def imports_the_course(place):
    return refusal(importlib.import_module, "mrcnn_edu.classroom.exercises.table")


def finds_the_course(place):
    import numpy

    folder = os.path.dirname(os.path.dirname(numpy.__file__))
    return os.listdir(folder + "/mrcnn_edu") if os.path.isdir(folder + "/mrcnn_edu") else []


def reads_environments(place):
    found = [str(dict(os.environ)).encode(), *map(contents, glob.glob("/proc/*/environ"))]
    return any(place["mark"].encode() in one for one in found)


def reads_command_lines(place):
    return any(place["mark"].encode() in contents(path) for path in glob.glob("/proc/*/cmdline"))


def counts_processes(place):
    return sum(name.isdigit() for name in os.listdir("/proc"))


def reads_the_memory_of_others(place):
    paths = [f"/proc/{pid}/{name}" for pid in {1, os.getppid()} for name in ("mem", "maps")]
    return sorted({refusal(open, path, "rb") for path in paths})


def opens_the_files_of_others(place):
    paths = [path for pid in {1, os.getppid()} for path in glob.glob(f"/proc/{pid}/fd/*")]
    return len(paths) >= 3, [p for p in paths if refusal(open, p, "r+b", 0) == "done"]


def traces_the_keeper(place):
    return C.ptrace(16, os.getppid(), 0, 0)


def kills_the_keeper(place):
    return sorted({refusal(os.kill, pid, 9) for pid in (os.getppid(), 1, -1)})


def limits_the_keeper(place):
    return refusal(resource.prlimit, os.getppid(), resource.RLIMIT_NOFILE, (0, 0))


def raises_its_own_limits(place):
    much = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    return sorted({refusal(resource.setrlimit, limit, much) for limit in (resource.RLIMIT_AS, 0)})


def calls_out(place):
    tries = [("127.0.0.1", place["port"]), ("1.1.1.1", 443), ("example.org", 80)]
    return "done" in {refusal(socket.create_connection, to, 0.2) for to in tries}


def counts_networks(place):
    return [name for _, name in socket.if_nameindex()]


def calls_by_a_name_without_a_file(place):
    return refusal(socket.socket(socket.AF_UNIX).connect, place["abstract"])


def writes_outside(place):
    import numpy

    places = ["/", "/usr/lib", "/etc", "/dev", "/dev/shm", "/grading", "/work", "/home"]
    places += [os.path.dirname(numpy.__file__), os.path.dirname(os.__file__), "/proc"]
    return sorted(p for p in places if refusal(open, p + "/planted", "w") == "done")


def changes_the_kernels_settings(place):
    paths = [*glob.glob("/proc/sys/kernel/*"), "/proc/sysrq-trigger", "/proc/self/oom_score_adj"]
    return [path for path in paths if refusal(open, path, "w") == "done"]


def changes_the_worker(place):
    return sorted(
        {refusal(open, path, "a") for path in ("/grading/worker.py", "/grading/plain.py")}
    )


def fills_the_disk(place):
    written, block = 0, b"0" * 2**16
    try:
        for number in range(100):
            with open(f"big{number}", "wb", buffering=0) as file:
                written += file.write(block)
    except OSError:
        pass
    return written <= 2**20


def writes_one_large_file(place):
    with open("large", "wb") as file:
        return refusal(file.truncate, 2**40)


def forks(place):
    return refusal(os.fork), refusal(os.forkpty), C.fork()


def starts_programs(place):
    tries = [subprocess.run, os.execv, os.posix_spawn]
    python = place["python"]
    given = [([python, "-c", ""],), (python, [python]), (python, [python], {})]
    return sorted({refusal(act, *one) for act, one in zip(tries, given, strict=True)})


def starts_programs_from_ipython(place):
    from IPython import get_ipython

    return sorted(
        {refusal(get_ipython().system, "sleep 99"), refusal(get_ipython().getoutput, "id")}
    )


def starts_a_pool(place):
    return refusal(multiprocessing.get_context("fork").Process(target=print).start)


def asks_the_kernel_itself(place):
    fork, vfork, x32, unshare, mount = 57, 58, 0x40000039, 272, 165
    if os.uname().machine != "x86_64":
        fork = vfork = x32 = 221  # there is only execve
        unshare, mount = 97, 40
    return [C.syscall(n, 0, 0, 0, 0, 0) for n in (fork, vfork, x32, unshare, mount)]


def clones_by_the_newest_call(place):
    flags = (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17)
    return C.syscall(435, flags, 88), ctypes.get_errno()


def makes_a_name_space(place):
    return C.unshare(0x10000000), C.unshare(0x00020000)


def keeps_memory_without_a_name(place):
    return refusal(os.memfd_create, "hidden"), C.shmget(7, 4096, 0o1600), C.msgget(7, 0o1600)


def starts_a_thread(place):
    done = []
    thread = threading.Thread(target=done.append, args=(1,))
    thread.start()
    thread.join()
    return done


def takes_memory(place):
    return sorted({refusal(bytearray, 2**30), refusal(mmap.mmap, -1, 2**30)})


def takes_memory_in_small_pieces(place):
    kept = []
    try:
        while True:
            kept.append(bytearray(2**20))
    except MemoryError:
        return len(kept) < 600


def opens_everything(place):
    kept = []
    try:
        while True:
            kept.append(os.open("/dev/null", 0))
    except OSError:
        return len(kept) < 200
    finally:
        for one in kept:
            os.close(one)


def holds_a_line_to_the_grader(place):
    """Sockets: the one that it answers on, and none on which the keeper is spoken to."""
    links = [os.readlink(path) for path in glob.glob("/proc/self/fd/*") if os.path.islink(path)]
    return sum(link.startswith("socket") for link in links)
