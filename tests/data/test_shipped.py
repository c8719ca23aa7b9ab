"""Files that the course ships, as they were shipped."""

import pytest

from mrcnn_edu.data import shipped as module
from mrcnn_edu.data.shipped import shipped


def test_weights_that_were_damaged_since(tmp_path, monkeypatch):
    (name,) = module.SHA256
    whole = shipped(name).read_bytes()
    monkeypatch.setattr(module, "PACKAGED", tmp_path)
    path = tmp_path / name
    path.parent.mkdir()
    path.write_bytes(whole)
    assert shipped(name) == path
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ValueError, match=r"is damaged: its SHA-256 .* install the package again"):
        shipped(name)
