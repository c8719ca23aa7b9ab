"""Calls that never come back, tried in a copy of the process."""

import itertools
import os
import time

import pytest

from mrcnn_edu.classroom.check import check
from mrcnn_edu.classroom.exercises import table as exercises
from mrcnn_edu.classroom.scout import CAN_COPY, first_endless

pytestmark = pytest.mark.skipif(not CAN_COPY, reason="this system has no copy of a process")


def stays_in_c(*_: object) -> None:
    sum(itertools.count())


def exits(_: int) -> None:
    os._exit(3)


def raises(_: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("calls", "found"),
    [
        ([], None),
        ([print, print], None),
        ([stays_in_c], 0),
        ([print, raises, stays_in_c, print], 2),
        ([exits, stays_in_c], None),
        ([lambda _: time.sleep(60)], None),
    ],
    ids=["none", "all come back", "one", "the third", "a copy that dies", "one that waits"],
)
def test_the_first_that_does_not_come_back(calls, found, capfd):
    assert first_endless(lambda i: calls[i](i), len(calls), seconds=0.1) == found
    assert capfd.readouterr() == ("", "")


def test_what_happens_in_the_copy_stays_there():
    seen = []
    assert first_endless(lambda i: seen.append(i), 3, seconds=5) is None
    assert seen == []


def stays_in_c_for_a_while(*_: object) -> None:
    sum(itertools.repeat(0, 10**9))  # if it were called here, the test would end, and fail


def test_a_function_that_stays_in_c_gets_a_verdict():
    verdict = check(stays_in_c_for_a_while, exercises.box_iou, seconds=0.1)
    assert verdict.reason == "endless"
    assert "0.1" in str(verdict)
    assert verdict.counterexample is not None
