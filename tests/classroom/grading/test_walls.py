"""What a submission that tries to get out of its sandbox finds: nothing.

Each attempt is a function of ``attempts.py``, which the sandbox runs for real. What it returns says
how far it came, and stands beside its name in the table.
"""

import os
import socket
from pathlib import Path

import pytest

from mrcnn_edu.classroom.grading.sandbox import Limits, interpreter, why_not
from mrcnn_edu.classroom.grading.session import Session

pytestmark = pytest.mark.skipif(why_not() is not None, reason="needs bubblewrap")

MARK = "the-key-of-the-assignment"  # stands wherever a submission must not look
LIMITS = Limits(memory=2**29, folder=2**20, files=200, threads=16)
ATTEMPTS = (Path(__file__).parent / "attempts.py").read_text(encoding="utf-8")

OUTCOMES = {
    "reads_the_key": ("FileNotFoundError", False),
    "looks_at_all_folders": [],
    "imports_the_course": "ModuleNotFoundError",
    "finds_the_course": [],
    "reads_environments": False,
    "reads_command_lines": False,
    "counts_processes": 2,  # the keeper and itself
    "reads_the_memory_of_others": ["PermissionError"],
    "opens_the_files_of_others": (True, []),
    "traces_the_keeper": -1,
    "kills_the_keeper": ["PermissionError"],
    "limits_the_keeper": "PermissionError",
    "raises_its_own_limits": ["ValueError"],
    "calls_out": False,
    "counts_networks": ["lo"],
    "calls_by_a_name_without_a_file": "ConnectionRefusedError",
    "writes_outside": [],
    "changes_the_kernels_settings": [],
    "changes_the_worker": ["OSError"],
    "fills_the_disk": True,
    "writes_one_large_file": "OSError",
    "forks": ("PermissionError", "PermissionError", -1),
    "starts_programs": ["PermissionError"],
    "starts_programs_from_ipython": ["OSError", "PermissionError"],
    "starts_a_pool": "PermissionError",
    "asks_the_kernel_itself": [-1, -1, -1, -1, -1],
    "clones_by_the_newest_call": (-1, 38),
    "makes_a_name_space": (-1, -1),
    "keeps_memory_without_a_name": ("PermissionError", -1, -1),
    "starts_a_thread": [1],
    "takes_memory": ["MemoryError", "OSError"],
    "takes_memory_in_small_pieces": True,
    "opens_everything": True,
    "holds_a_line_to_the_grader": 1,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """What there is to find, were it not for the walls."""
    folder = tmp_path_factory.mktemp(MARK)
    (folder / "key.py").write_text(MARK)
    abstract = f"\0{MARK}-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(abstract)
        local.listen()
        yield {
            "mark": MARK,
            "key": str(folder / "key.py"),
            "tests": str(folder.parent),
            "port": server.getsockname()[1],
            "abstract": abstract,
            "python": interpreter(),
        }


@pytest.fixture(scope="module")
def session():
    os.environ["A_SECRET_OF_THE_GRADER"] = MARK
    try:
        with Session([ATTEMPTS], LIMITS, tensors=False) as session:
            assert session.cells[0].error is None
            yield session
    finally:
        del os.environ["A_SECRET_OF_THE_GRADER"]


@pytest.mark.parametrize("attempt", OUTCOMES)
def test_it_comes_no_further_than_this(session, place, attempt):
    reply = session.call(attempt, {"place": place}, seconds=10.0)
    assert (reply.outcome, reply.text) == ("answered", "")
    assert reply.value == OUTCOMES[attempt]
