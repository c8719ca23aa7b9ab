"""What a learner's function may do without taking the notebook with it."""

import sys
import threading
import time
import warnings

import pytest

from mrcnn_edu.classroom.limits import PRINTED_KEPT, run_limited


def forever() -> None:
    while True:
        pass


def forever_but_catching_errors() -> None:
    while True:
        try:
            sum(range(100))
        except Exception:
            continue


def recurse() -> None:
    recurse()


def recurse_through_c() -> None:
    sorted([1, 2], key=lambda _: recurse_through_c())


def exercise_threads() -> int:
    return sum(thread.name == "exercise" for thread in threading.enumerate())


def test_value_comes_back():
    outcome = run_limited(lambda: [1, 2], seconds=5)
    assert outcome.value == [1, 2]
    assert outcome.error is None
    assert not outcome.endless


@pytest.mark.parametrize("function", [forever, forever_but_catching_errors])
def test_endless_loop_is_ended(function):
    before = exercise_threads()
    start = time.process_time()
    assert run_limited(function, seconds=0.2).endless
    assert time.process_time() - start < 2
    assert exercise_threads() == before  # the loop no longer runs


@pytest.mark.timeout(60)  # or it would wait for ever
def test_loop_that_swallows_everything_is_left_behind():
    stop = threading.Event()

    def stubborn():
        while True:
            try:
                if stop.wait(0.001):
                    return
            except BaseException:
                continue

    assert run_limited(stubborn, seconds=0.1).endless
    stop.set()


def test_sleep_is_not_waited_for():
    woken = []

    def sleeper():
        time.sleep(5)
        woken.append(True)

    assert run_limited(sleeper, seconds=0.1).endless
    assert not woken


@pytest.mark.parametrize(
    ("function", "error"),
    [
        (lambda: 1 / 0, ZeroDivisionError),
        (lambda: sys.exit(3), SystemExit),
        (recurse, RecursionError),
        (recurse_through_c, RecursionError),
    ],
)
def test_error_is_returned_not_raised(function, error):
    outcome = run_limited(function, seconds=10)
    assert type(outcome.error) is error
    assert not outcome.endless


def test_keyboard_interrupt_inside_is_returned():
    def interrupt():
        raise KeyboardInterrupt

    assert isinstance(run_limited(interrupt, seconds=5).error, KeyboardInterrupt)


def test_prints_are_kept_in_part_and_not_shown(capsys):
    outcome = run_limited(lambda: print("word " * 10_000), seconds=5)
    assert outcome.printed == ("word " * 10_000)[:PRINTED_KEPT]
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


def test_endless_printing_is_ended(capsys):
    def shout():
        while True:
            print("again")

    outcome = run_limited(shout, seconds=0.2)
    assert outcome.endless
    assert outcome.printed.startswith("again\nagain")
    print("the notebook prints again")
    assert capsys.readouterr().out == "the notebook prints again\n"


def test_warning_is_not_an_error():
    assert run_limited(lambda: warnings.warn("0 / 0", stacklevel=1) or 7, seconds=5).value == 7


def test_settings_of_the_process_are_left_alone():
    threading.stack_size(2**20)
    filters = list(warnings.filters)
    try:
        run_limited(forever, seconds=0.05)
        assert threading.stack_size() == 2**20
        assert list(warnings.filters) == filters
    finally:
        threading.stack_size(0)
