"""Load the key of an assignment from its file, which students never get."""

import hashlib
import importlib.util
import sys
from pathlib import Path

from mrcnn_edu.classroom.grading.question import Assignment


def load_key(path: Path) -> Assignment:
    """Run a key's file and take its assignment. It may import what lies beside it.

    Args:
        path: such as ``assignments/keys/a1_boxes.py``.

    Returns:
        Its ``ASSIGNMENT``.

    Raises:
        ValueError: if there is no such file, or it defines no ``ASSIGNMENT``.
    """
    if not path.is_file():
        raise ValueError(f"there is no key {path}; name the file, or where it lies with --keys")
    name = f"key_of_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    if (beside := str(path.resolve().parent)) not in sys.path:
        sys.path.insert(0, beside)
    spec.loader.exec_module(module)
    assignment = getattr(module, "ASSIGNMENT", None)
    if not isinstance(assignment, Assignment):
        raise ValueError(f"{path} defines no ASSIGNMENT")
    return assignment


def fingerprint_of(path: Path, secret: str) -> str:
    """What changes whenever a mark could: with the secret, the key, or another file beside it.

    Args:
        path: of the key.
        secret: of the class.

    Returns:
        A SHA-256.
    """
    told = hashlib.sha256(f"{secret}\0{path.name}".encode())
    for file in sorted(path.parent.rglob("*.py")):
        told.update(hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()
