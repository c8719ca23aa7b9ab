"""Features on disk: whole, of one network, and of the layer that is asked for."""

import pytest
import torch
from torch import nn

from mrcnn_edu.training.feature_cache import FeatureCache


def test_they_come_back_by_image_and_layer_and_a_new_cache_goes_on(tmp_path):
    network = nn.Linear(3, 2)
    cache = FeatureCache(tmp_path, network)
    fc7, pool5 = torch.rand(4, 2), torch.rand(4, 5).half()
    cache.put(12, {"fc7": fc7, "pool5": pool5})
    again = FeatureCache(tmp_path, network)
    assert (12 in again, 13 in again) == (True, False)
    assert torch.equal(again.get(12, "fc7"), fc7)
    assert torch.equal(again.get(12, "pool5"), pool5)
    assert again.size() >= fc7.nbytes + pool5.nbytes


def test_a_network_that_has_learned_meanwhile_has_no_features_yet(tmp_path):
    network = nn.Linear(3, 2)
    FeatureCache(tmp_path, network).put(0, {"fc7": torch.ones(1, 2)})
    with torch.no_grad():
        network.weight[0, 0] += 1e-5
    assert 0 not in FeatureCache(tmp_path, network)


def test_what_is_not_there_is_said(tmp_path):
    cache = FeatureCache(tmp_path, nn.Linear(1, 1))
    with pytest.raises(KeyError, match="image 3 has no features"):
        cache.get(3, "fc7")
    cache.put(3, {"pool5": torch.ones(1, 1)})
    with pytest.raises(KeyError, match="layer must be one of pool5, got 'fc7'"):
        cache.get(3, "fc7")


def test_a_write_that_fails_leaves_no_features(tmp_path, monkeypatch):
    cache = FeatureCache(tmp_path, nn.Linear(1, 1))

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        cache.put(0, {"fc7": torch.ones(1, 1)})
    assert 0 not in cache
    assert cache.size() == 0
