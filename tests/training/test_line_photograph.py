"""What counts as found on the photograph of coins."""

import pytest
import torch
from torch import nn

from mrcnn_edu.data.coin_cutouts import TRAINING_COINS
from mrcnn_edu.data.coins import coin_boxes
from tools.the_line.photograph import coins_found, count

TRUTH = coin_boxes()
NOWHERE = torch.tensor([[0.0, 0, 9, 9]])


@pytest.mark.parametrize(
    ("boxes", "shown", "found", "unseen", "alarms"),
    [
        pytest.param(TRUTH, 24, 24, 12, 0, id="all"),
        pytest.param(TRUTH[list(TRAINING_COINS)], 12, 12, 0, 0, id="those that were seen"),
        pytest.param(torch.cat((TRUTH[:1], TRUTH[:1] + 1)), 2, 1, 0, 1, id="one twice"),
        pytest.param(torch.cat((TRUTH, NOWHERE)), 26, 24, 12, 2, id="one nowhere, one no coin"),
        pytest.param(NOWHERE, 1, 0, 0, 1, id="none"),
        pytest.param(TRUTH[:0], 0, 0, 0, 0, id="nothing"),
    ],
)
def test_coins_that_have_a_box_of_their_own(boxes, shown, found, unseen, alarms):
    numbers = count(boxes, TRUTH, shown)
    assert numbers["coins found"] == found
    assert numbers["coins found of the unseen"] == unseen
    assert numbers["false alarms"] == alarms


@pytest.mark.parametrize(("svms", "found"), [(True, 2), (False, 1)])
def test_svms_are_sure_from_0_and_softmax_from_a_half(svms, found):
    class Knows(nn.Module):
        takes_proposals = True
        heads = nn.Module()

        def forward(self, images, proposals):
            assert images[0].shape == (3, 303, 384)
            scores = torch.tensor([0.9, 0.2, -0.1, 0.9])
            labels = torch.tensor([4, 4, 4, 1])
            return [{"boxes": proposals[0], "labels": labels, "scores": scores}]

    detector = Knows()
    detector.heads.use_svms = svms
    numbers = coins_found(detector, TRUTH[:4])
    assert (numbers["coins found"], numbers["false alarms"]) == (found, 1)
    assert numbers["mean IoU of coins"] == 1.0
