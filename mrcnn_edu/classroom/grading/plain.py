"""Values to bytes and back, between us and a process that nobody trusts: never a pickle.

A message is a head in JSON, which describes the value, and after it the numbers of its arrays as
they lie in memory. Reading one can call nothing, and asks for no more memory than has arrived.
This file also runs inside the sandbox, so it needs nothing but numpy, and torch once a tensor
comes along.
"""

import json
import math
import socket
import struct
import sys
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

PREFIX = struct.Struct(">II")  # the bytes of the head, the bytes of the arrays
LARGEST_HEAD = 2**20  # a list of a hundred thousand numbers
LARGEST_BODY = 2**26
DEEPEST = 20  # lists in lists
KINDS = {
    *("bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"),
    *("float16", "float32", "float64", "complex64", "complex128"),
}
Array = np.ndarray[Any, Any]


class NotPlainError(ValueError):
    """A value that cannot be sent, or bytes that are no message; its text says why."""


class TooLargeError(NotPlainError):
    """A value, or a message, that is larger than allowed."""


def pack(value: Any, largest: int = LARGEST_BODY) -> bytes:
    """A value as a message.

    Args:
        value: tensors, numpy arrays, numbers, bool, None, ``...``, text, and lists, tuples and
            dicts of them. A tensor arrives without its gradient, bfloat16 as float32; an object
            of a class of its own that is none of these is refused.
        largest: how many bytes all arrays together may take.

    Raises:
        NotPlainError: for anything else, and for lists nested more than 20 deep.
        TooLargeError: if it takes too many bytes.

    Example:
        >>> unpack(pack((np.array([1, 2]), [0.5, None])))
        (array([1, 2]), [0.5, None])
    """
    arrays: list[Array] = []
    tree = _describe(value, arrays, 0)
    if sum(array.nbytes for array in arrays) > largest:
        raise TooLargeError(f"more than {largest} bytes of numbers")
    arrays = [_in_native_order(array) for array in arrays]
    table = [[array.dtype.name, list(array.shape)] for array in arrays]
    head = json.dumps([tree, table]).encode()
    if len(head) > LARGEST_HEAD:
        raise TooLargeError(f"more than {LARGEST_HEAD} bytes of text and lists")
    body = b"".join(array.tobytes() for array in arrays)
    return PREFIX.pack(len(head), len(body)) + head + body


def unpack(message: bytes | bytearray) -> Any:
    """The value of a whole message.

    Args:
        message: as it came, which may be anything.

    Raises:
        NotPlainError: if it isn't what ``pack`` makes.
    """
    try:
        length, _ = PREFIX.unpack_from(message)
        tree, table = json.loads(bytes(message[PREFIX.size : PREFIX.size + length]))
        arrays = iter(_cut(bytes(message[PREFIX.size + length :]), table))
        return _build(tree, arrays, 0)
    except NotPlainError:
        raise
    # What untidy bytes can raise is whatever struct, json and numpy raise.
    except Exception as error:
        raise NotPlainError(f"not a message: {type(error).__name__}") from error


class Channel:
    """One end of a conversation in messages.

    Args:
        end: a connected stream socket.
        largest: how many bytes the arrays of one message may take, either way.
    """

    def __init__(self, end: socket.socket, largest: int = LARGEST_BODY):
        self.end, self.largest = end, largest
        self.arrived = bytearray()

    def send(self, value: Any, seconds: float | None = None) -> None:
        """Send a value; ``TimeoutError`` if the other end doesn't take it within some seconds."""
        message = pack(value, self.largest)
        self.end.settimeout(seconds)
        self.end.sendall(message)

    def receive(self, seconds: float | None = None) -> Any:
        """The next value from the other end.

        After a ``TimeoutError`` it may be called again: what has arrived so far is kept.

        Raises:
            TimeoutError: if no whole message is there after so many seconds.
            EOFError: if the other end is closed.
            NotPlainError: if what comes is no message. Nothing after it can be read.
        """
        until = None if seconds is None else time.monotonic() + seconds
        while (missing := self._missing()) > 0:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError
            self.end.settimeout(left)
            part = self.end.recv(min(missing, 2**18))
            if not part:
                raise EOFError
            self.arrived += part
        message, self.arrived = self.arrived, bytearray()
        return unpack(message)

    def _missing(self) -> int:
        """How many bytes are to come until the message, or what tells its length, is whole."""
        if len(self.arrived) < PREFIX.size:
            return PREFIX.size - len(self.arrived)
        head, body = PREFIX.unpack_from(self.arrived)
        if head > LARGEST_HEAD or body > self.largest:
            raise TooLargeError("a message longer than allowed")
        return int(PREFIX.size + head + body - len(self.arrived))


def _describe(value: Any, arrays: list[Array], depth: int) -> Any:
    """What stands in the head for a value; its arrays are put at the end of the list."""
    if depth > DEEPEST:
        raise NotPlainError(f"nested more than {DEEPEST} deep")
    if value is None or type(value) in (str, bool, int, float):
        return value
    if (array := _as_array(value)) is not None:
        if array.dtype.kind == "O":  # what ragged lists become in numpy
            return _describe(array.tolist(), arrays, depth + 1)
        arrays.append(array)
        return {"array" if isinstance(value, np.ndarray | np.generic) else "tensor": 0}
    if isinstance(value, str | int | float):
        return value
    if value is Ellipsis:
        return {"...": 0}
    if isinstance(value, list | tuple):
        name = "list" if isinstance(value, list) else "tuple"
        return {name: [_describe(item, arrays, depth + 1) for item in value]}
    if isinstance(value, dict):
        pairs = [[key, item] for key, item in value.items()]
        return {"dict": [[_describe(i, arrays, depth + 1) for i in pair] for pair in pairs]}
    raise NotPlainError(f"an object of the type {type(value).__name__} isn't plain numbers")


def _as_array(value: Any) -> Array | None:
    """The numbers of a numpy array or of a tensor; None for anything else."""
    if isinstance(value, np.ndarray | np.generic):
        return np.asarray(value)
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.Tensor):
        return None
    tensor = value.detach().cpu().resolve_conj().resolve_neg()
    if tensor.dtype is torch.bfloat16:
        tensor = tensor.float()  # numpy has no bfloat16
    return np.asarray(tensor.numpy())


def _in_native_order(array: Array) -> Array:
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(np.float64)  # torch has nothing longer
    if array.dtype.name not in KINDS:
        raise NotPlainError(f"an array of {array.dtype} isn't plain numbers")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _cut(body: bytes, table: list[Any]) -> list[Array]:
    """The arrays that lie one behind the other in the body of a message."""
    arrays: list[Array] = []
    start = 0
    for kind, shape in table:
        if kind not in KINDS or not all(type(n) is int and 0 <= n < 2**31 for n in shape):
            raise NotPlainError("an array of an unknown kind or shape")
        dtype = np.dtype(kind)
        stop = start + dtype.itemsize * math.prod(shape)
        if stop > len(body):
            raise NotPlainError("fewer numbers than an array has places")
        arrays.append(np.frombuffer(body[start:stop], dtype).reshape(shape).copy())
        start = stop
    if start != len(body):
        raise NotPlainError("more numbers than the arrays have places")
    return arrays


def _build(tree: Any, arrays: Iterator[Array], depth: int) -> Any:
    """The value that a head describes.

    Each array stands in it once, in the order of the table: one that stood in a list ten thousand
    times would need ten thousand times its memory as soon as somebody stacks that list.
    """
    if depth > DEEPEST + 1:
        raise NotPlainError(f"nested more than {DEEPEST} deep")
    if isinstance(tree, str):  # half a surrogate pair could not be written to a file
        return tree.encode("utf-8", "replace").decode()
    if not isinstance(tree, dict):
        if isinstance(tree, list):
            raise NotPlainError("a list without its name")
        return tree
    ((name, content),) = tree.items()
    if name in ("array", "tensor"):
        return _array_or_tensor(name, next(arrays))
    if name == "...":
        return ...
    items = [
        [_build(part, arrays, depth + 1) for part in item]
        if name == "dict"
        else _build(item, arrays, depth + 1)
        for item in content
    ]
    return {"list": list, "tuple": tuple, "dict": dict}[name](items)


def _array_or_tensor(name: str, array: Array) -> Any:
    if name == "array":
        return array
    import torch

    return torch.from_numpy(array)
