"""Processes that share work: one that hangs or raises costs only what it worked on."""

import multiprocessing
import time

import pytest

from mrcnn_edu.classroom.grading.crew import Failed, work_on_all


def begin():
    return work


def work(number):
    if number == 3:
        time.sleep(1000)
    if number == 4:
        raise ValueError("no fours")
    return number * number


def test_what_hangs_is_ended_and_what_raises_is_told():
    done = dict(work_on_all(begin, [1, 2, 3, 4, 5], workers=1, longest=5))
    assert done.pop(3) == Failed("it was not done after 5 s")
    assert done.pop(4) == Failed("ValueError: no fours")
    assert done == {1: 1, 2: 4, 5: 25}


def test_at_least_one_works():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        list(work_on_all(begin, [1], workers=0))


def test_nobody_works_on_when_the_one_who_asked_has_gone():
    done = work_on_all(begin, [1, 3], workers=2)
    assert next(done) == (1, 1)
    assert len(multiprocessing.active_children()) == 2
    done.close()
    assert multiprocessing.active_children() == []
