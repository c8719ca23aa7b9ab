"""R-CNN's last stages: an SVM and a box regressor for each class, on features of proposals.

They are products with a matrix, but no gradient made it: each column was found by itself, long
after the network (``training/linear_svm.py``, ``training/ridge.py``).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mrcnn_edu.ops.box_coding import decode_boxes
from mrcnn_edu.ops.boxes import clip_boxes_to_image
from mrcnn_edu.ops.nms import batched_nms

SVM_THRESHOLD, SOFTMAX_THRESHOLD = -1.0, 0.05
NMS_IOU = 0.3  # of R-CNN's code
DETECTIONS = 100


class SVMHeads(nn.Module):
    """Scores of features, boxes without doubles, and those moved where they belong.

    Args:
        scored: F, the width of the features that SVMs read: fc7's.
        pooled: P, the width of those that regressors read: pool5's.
        num_classes: K, with the background, which has no SVM.

    Attributes:
        use_svms: whether SVMs score, or the softmax that the network was fine-tuned with.
        regress: whether boxes are moved.
        svm_threshold: a class counts as found from above this score of its SVM. For average
            precision -1 loses little; for a picture 0 is clear.
        detections: how many boxes to keep at most.

    Source:
        Girshick et al., "R-CNN" (2014), sections 2.2 and 2.3, appendices B and C.

    Example:
        >>> heads = SVMHeads(2, 3, num_classes=2)
        >>> _ = heads.svms.weight.copy_(torch.tensor([[1.0, -1.0]]))
        >>> boxes = torch.tensor([[0.0, 0.0, 9.0, 9.0], [20.0, 0.0, 30.0, 9.0]])
        >>> fc7 = torch.tensor([[3.0, 1.0], [0.0, 4.0]])
        >>> heads(fc7, torch.zeros(2, 3), torch.zeros(2, 2), boxes, (20, 40))
        {'boxes': tensor([[0., 0., 9., 9.]]), 'labels': tensor([1]), 'scores': tensor([2.])}
    """

    def __init__(self, scored: int, pooled: int, num_classes: int) -> None:
        super().__init__()
        self.svms = nn.Linear(scored, num_classes - 1).requires_grad_(False)
        self.regressors = nn.Linear(pooled, 4 * (num_classes - 1)).requires_grad_(False)
        for layer in (self.svms, self.regressors):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        self.use_svms = True
        self.regress = True
        self.svm_threshold = SVM_THRESHOLD
        self.detections = DETECTIONS

    def forward(
        self, fc7: Tensor, pool5: Tensor, logits: Tensor, boxes: Tensor, size: tuple[int, int]
    ) -> dict[str, Tensor]:
        """What is found among the proposals of one image.

        Args:
            fc7: (R, F).
            pool5: (R, P).
            logits: (R, K), of the softmax, the background first.
            boxes: (R, 4), the proposals, xyxy in pixels.
            size: (height, width) of the image.

        Returns:
            "boxes" (D, 4), "labels" (D,) and "scores" (D,), best first. NMS looks at the proposals
            as they came; only what survives is moved, by the regressor of its own class.
        """
        scores = self.svms(fc7) if self.use_svms else logits.softmax(dim=1)[:, 1:]  # (R, K - 1)
        threshold = self.svm_threshold if self.use_svms else SOFTMAX_THRESHOLD
        which, column = (scores > threshold).nonzero().unbind(1)  # (D,) each
        scores = scores[which, column]
        keep = batched_nms(boxes[which], scores, column, NMS_IOU)[: self.detections]
        which, column, scores = which[keep], column[keep], scores[keep]
        found = boxes[which]  # (D, 4)
        if self.regress:
            deltas = self.regressors(pool5[which]).unflatten(1, (-1, 4))  # (D, K - 1, 4)
            rows = torch.arange(len(which), device=which.device)
            found = clip_boxes_to_image(decode_boxes(deltas[rows, column], found), size)
        return {"boxes": found, "labels": column + 1, "scores": scores}

    def put_svms(self, svms: Sequence[tuple[Tensor, Tensor]]) -> None:
        """Write in what was found elsewhere.

        Args:
            svms: for each class but the background weight (F,) and bias, a scalar, as
                ``LinearSVM`` has them.
        """
        with torch.no_grad():
            self.svms.weight.copy_(torch.stack([weight for weight, _ in svms]))
            self.svms.bias.copy_(torch.stack([bias for _, bias in svms]))

    def put_regressors(self, regressors: Sequence[tuple[Tensor, Tensor]]) -> None:
        """Write in what was found elsewhere.

        Args:
            regressors: for each class but the background weight (4, P) and bias (4,), as
                ``ridge`` gives them.
        """
        with torch.no_grad():
            self.regressors.weight.copy_(torch.cat([weight for weight, _ in regressors]))
            self.regressors.bias.copy_(torch.cat([bias for _, bias in regressors]))
