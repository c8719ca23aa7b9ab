"""Our detectors find what torchvision's found, where torchvision is not installed.

``python -m tests.detectors.golden`` wrote the files with torchvision.
"""

from functools import cache

import pytest
from torch import nn

from tests.detectors import golden, twins
from tests.detectors.comparison import assert_many


@cache
def detector(kind: str) -> nn.Module:
    return twins.our_detector(kind, **twins.SETTINGS)


@pytest.mark.parametrize("batch", twins.BATCHES)
@pytest.mark.parametrize("kind", twins.OURS)
def test_detections_are_torchvisions(kind: str, batch: str) -> None:
    held = golden.read(kind)[batch]
    for found, expected in zip(twins.detections(detector(kind), batch), held, strict=True):
        assert_many(found, twins.LEAST_CLASSES[kind])
        golden.assert_same(found, expected)
