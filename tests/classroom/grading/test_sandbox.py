"""The filter of system calls, statement by statement, and what is said where there's no sandbox."""

import struct
import subprocess

import pytest

from mrcnn_edu.classroom.grading import sandbox

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOWED, KILLED, REFUSED, UNKNOWN = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
THREAD, PROCESS = 0x003D0F00, 0x01200011  # the flags that the C library gives to clone


def verdict(machine, number, argument=0, kernel=None):
    """Run the filter as the kernel does."""
    given = struct.pack("<iIQQ", number, kernel or MACHINES[machine], 0, argument)
    program = list(struct.iter_unpack("=HBBI", sandbox.system_calls(machine)))
    word = at = 0
    while True:
        code, if_true, if_false, value = program[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x20:
            (word,) = struct.unpack_from("<I", given, value)
        else:
            holds = {0x15: word == value, 0x35: word >= value, 0x45: bool(word & value)}[code]
            at += if_true if holds else if_false


@pytest.mark.parametrize(
    ("machine", "name", "number"),
    [
        *(("x86_64", *call) for call in [("read", 0), ("write", 1), ("openat", 257)]),
        *(("x86_64", *call) for call in [("mmap", 9), ("futex", 202), ("exit_group", 231)]),
        *(("x86_64", *call) for call in [("getpid", 39), ("socketpair", 53), ("wait4", 61)]),
        *(("aarch64", *call) for call in [("read", 63), ("write", 64), ("openat", 56)]),
        *(("aarch64", *call) for call in [("mmap", 222), ("futex", 98), ("exit_group", 94)]),
    ],
)
def test_ordinary_work_is_allowed(machine, name, number):
    assert verdict(machine, number) == ALLOWED, name


@pytest.mark.parametrize(
    ("machine", "name", "number"),
    [
        *(("x86_64", *call) for call in [("fork", 57), ("vfork", 58), ("execve", 59)]),
        *(("x86_64", *call) for call in [("execveat", 322), ("ptrace", 101), ("kill", 62)]),
        *(("x86_64", *call) for call in [("unshare", 272), ("mount", 165), ("bpf", 321)]),
        *(("x86_64", *call) for call in [("memfd_create", 319), ("io_uring_setup", 425)]),
        *(("x86_64", *call) for call in [("pidfd_getfd", 438), ("fork as x32", 0x40000039)]),
        *(("aarch64", *call) for call in [("execve", 221), ("execveat", 281), ("ptrace", 117)]),
        *(("aarch64", *call) for call in [("kill", 129), ("unshare", 97), ("mount", 40)]),
        *(("aarch64", *call) for call in [("bpf", 280), ("memfd_create", 279)]),
    ],
)
def test_what_leads_out_is_refused(machine, name, number):
    assert verdict(machine, number) == REFUSED, name


@pytest.mark.parametrize(("machine", "clone"), [("x86_64", 56), ("aarch64", 220)])
def test_a_thread_may_begin_and_a_process_may_not(machine, clone):
    assert verdict(machine, clone, THREAD) == ALLOWED
    assert verdict(machine, clone, PROCESS) == REFUSED
    assert verdict(machine, 435, THREAD) == UNKNOWN  # clone3: its flags lie where no filter looks


@pytest.mark.parametrize(("machine", "prlimit"), [("x86_64", 302), ("aarch64", 261)])
def test_limits_are_ones_own(machine, prlimit):
    assert verdict(machine, prlimit, 0) == ALLOWED
    assert verdict(machine, prlimit, 1) == REFUSED


def test_calls_of_another_machine_end_the_process():
    assert verdict("x86_64", 3, kernel=0x40000003) == KILLED  # int 0x80, where 3 is read


@pytest.fixture
def asked_anew():
    sandbox.why_not.cache_clear()
    yield
    sandbox.why_not.cache_clear()


@pytest.mark.usefixtures("asked_anew")
def test_without_bubblewrap_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert "apt-get install bubblewrap" in sandbox.why_not()


@pytest.mark.usefixtures("asked_anew")
@pytest.mark.parametrize(("system", "machine"), [("darwin", "arm64"), ("linux", "riscv64")])
def test_elsewhere_it_says_where_grading_can_be_done(monkeypatch, system, machine):
    monkeypatch.setattr(sandbox.sys, "platform", system)
    monkeypatch.setattr(sandbox.platform, "machine", lambda: machine)
    assert "grade in a virtual machine or a container with Linux" in sandbox.why_not()


@pytest.mark.usefixtures("asked_anew")
def test_a_bubblewrap_that_fails_is_quoted(monkeypatch):
    done = subprocess.CompletedProcess([], 1, "", "bwrap: No permissions to create new namespace\n")
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: "/usr/bin/bwrap")
    monkeypatch.setattr(sandbox.subprocess, "run", lambda *_, **__: done)
    said = sandbox.why_not()
    assert "bwrap: No permissions to create new namespace" in said
    assert "apparmor_restrict_unprivileged_userns" in said


def test_the_course_is_hidden_where_libraries_are_seen(monkeypatch, tmp_path):
    libraries = tmp_path / "site-packages"
    (libraries / "mrcnn_edu").mkdir(parents=True)
    monkeypatch.setattr(sandbox.sys, "path", [str(tmp_path), str(libraries)])
    assert sandbox.packages() == [str(libraries)]
    assert str(tmp_path) not in sandbox.visible()
    assert str(libraries) in sandbox.visible()
    assert str(libraries / "mrcnn_edu") in sandbox.hidden()


def test_of_usr_only_libraries_are_seen():
    inside = {path for path in sandbox.visible() if path.startswith("/usr")}
    assert inside <= {"/usr/lib", "/usr/lib64", "/usr/local/lib", sandbox.interpreter()} | set(
        sandbox.packages()
    ) | {sandbox.sysconfig.get_path("stdlib")}
