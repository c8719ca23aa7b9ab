"""Plain values survive the way to bytes and back; nothing else does, and no bytes do harm."""

import json
import pickle
import socket

import numpy as np
import pytest
import torch

from mrcnn_edu.classroom.grading.plain import (
    LARGEST_HEAD,
    PREFIX,
    Channel,
    NotPlainError,
    TooLargeError,
    pack,
    unpack,
)


def same(got, expected):
    assert type(got) is type(expected)
    if isinstance(expected, torch.Tensor):
        assert torch.equal(got, expected)
        assert got.dtype is expected.dtype
    elif isinstance(expected, np.ndarray):
        np.testing.assert_array_equal(got, expected, strict=True)
    elif isinstance(expected, list | tuple):
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            same(one, other)
    else:
        assert got == expected
    return True


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 0, -7, 2**70, 0.1, float("inf"), "text\n", ...),
        [],
        ([1, 2.5], (None, "x")),
        {"a": 1, 2: [3], (4, 5): None},
        torch.tensor([[1.0, 2.0]]),
        torch.tensor(3),
        torch.zeros(0, 4),
        torch.tensor([True, False]),
        torch.arange(6, dtype=torch.int32).reshape(2, 3).T,
        torch.tensor([0.5], dtype=torch.float16),
        np.array([[1, 2]], dtype=np.uint8),
        np.array(2.5),
        [torch.ones(2), np.ones(2), torch.zeros(1)],
    ],
    ids=repr,
)
def test_a_plain_value_comes_back_the_same(value):
    assert same(unpack(pack(value)), value)


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (np.float32(0.5), np.array(0.5, dtype=np.float32)),
        (np.array([1, 2], dtype=">i4"), np.array([1, 2], dtype=np.int32)),
        (np.array([1, [2, 3]], dtype=object), [1, [2, 3]]),
        (torch.tensor([0.5], dtype=torch.bfloat16), torch.tensor([0.5])),
        (torch.ones(2, requires_grad=True), torch.ones(2)),
        (torch.nn.Parameter(torch.ones(2)), torch.ones(2)),
        ("half a pair: \ud800", "half a pair: ?"),
    ],
)
def test_what_is_nearly_plain_arrives_as_the_plain_thing(value, arrives):
    assert same(unpack(pack(value)), arrives)


def test_not_a_number_stays_one():
    assert np.isnan(unpack(pack(float("nan"))))


def nested(deep):
    value = []
    for _ in range(deep):
        value = [value]
    return value


class Agreeable:
    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (Agreeable(), "type Agreeable isn't plain"),
        ([1, print], "builtin_function_or_method"),
        ({1, 2}, "type set"),
        (b"bytes", "type bytes"),
        (1 + 2j, "type complex"),
        (nested(21), "nested more than 20 deep"),
        (nested(100_000), "nested more than 20 deep"),
        (np.array(["a"]), "isn't plain numbers"),
        (np.zeros(1, dtype="datetime64[s]"), "isn't plain numbers"),
    ],
    ids=["object", "function", "set", "bytes", "complex", "deep", "very-deep", "texts", "dates"],
)
def test_what_is_not_plain_is_refused(value, says):
    with pytest.raises(NotPlainError, match=says):
        pack(value)


@pytest.mark.parametrize(
    "value",
    [torch.zeros(1).expand(10**10), np.broadcast_to(0.0, 10**10), [0] * 4 * 10**5, "x" * 2**21],
    ids=["tensor", "array", "list", "text"],
)
def test_what_is_too_large_is_refused_before_it_is_copied(value):
    with pytest.raises(TooLargeError, match="more than"):
        pack(value)


def message(head, body=b""):
    head = head if isinstance(head, bytes) else json.dumps(head).encode()
    return PREFIX.pack(len(head), len(body)) + head + body


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"garbage that is no message",
        message(b"no json"),
        message(b"[" * 100_000),
        message(b"[" + b"9" * 5000 + b", []]"),
        message([1]),
        message([[1, 2], []]),
        message([{"set": [1]}, []]),
        message([{"__import__": ["os"]}, []]),
        message([{"list": [1], "tuple": [2]}, []]),
        message([{"dict": [[{"list": []}, 1]]}, []]),
        message([{"array": 1}, []]),
        message([{"list": [{"array": 0}, {"array": 0}]}, [["uint8", [1]]]], b"x"),
        message([{"array": 1}, [["object", [1]]]], b"12345678"),
        message([{"array": 1}, [["O", [1]]]], b"12345678"),
        message([{"array": 1}, [["float64", [10**9, 10**9]]]], b"12345678"),
        message([{"array": 1}, [["float64", [0, 2**40]]]]),
        message([{"array": 1}, [["float64", [-1]]]], b"12345678"),
        message([{"array": 1}, [["float64", [True]]]], b"12345678"),
        message([{"array": 1}, [["float64", [2]]]], b"12345678"),
        message([{"array": 1}, [["float64", [1]]]], b"123456789"),
        message([{"array": 1}, [["uint8", [1] * 100]]], b"1"),
        pickle.dumps(print),
        message(pickle.dumps(print)),
    ],
    ids=range(24),
)
def test_forged_messages_are_refused(forged):
    with pytest.raises(NotPlainError):
        unpack(forged)


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, largest=100), theirs


def test_a_channel_carries_values(ends):
    channel, theirs = ends
    Channel(theirs).send([1, "two"])
    Channel(theirs).send("three")
    assert [channel.receive(5), channel.receive(5)] == [[1, "two"], "three"]


def test_what_has_arrived_is_kept_until_the_rest_does(ends):
    channel, theirs = ends
    whole = pack("in two parts")
    theirs.sendall(whole[:11])
    with pytest.raises(TimeoutError):
        channel.receive(0.01)
    theirs.sendall(whole[11:])
    assert channel.receive(5) == "in two parts"


@pytest.mark.parametrize("lengths", [(LARGEST_HEAD + 1, 0), (2, 101), (2**32 - 1, 2**32 - 1)])
def test_a_message_that_announces_too_much_is_refused_at_once(ends, lengths):
    channel, theirs = ends
    theirs.sendall(PREFIX.pack(*lengths))
    with pytest.raises(TooLargeError, match="longer than allowed"):
        channel.receive(5)


def test_an_end_that_is_closed_is_told(ends):
    channel, theirs = ends
    theirs.sendall(b"abc")
    theirs.close()
    with pytest.raises(EOFError):
        channel.receive(5)
