"""One detection of a two-stage detector, part after part, with a clock beside it."""

from torch import Tensor

from mrcnn_edu.data.scenes_with_proposals import propose
from mrcnn_edu.detectors.two_stage import TwoStageDetector
from mrcnn_edu.layers.box_head import select_detections
from tools.the_line.costs import Costs


def time_parts(detector: TwoStageDetector, image: Tensor, proposals: Tensor, clock: Costs) -> None:
    """Detect in one image, and time the body, the proposals, the pooling, the layers and the rest.

    Args:
        detector: in inference mode. If it takes proposals, selective search is timed too.
        image: (3, H, W), from 0 to 1.
        proposals: (R, 4), xyxy in its pixels, for a detector that takes them.
        clock: gets the times.
    """
    heads = detector.roi_heads
    if detector.takes_proposals:
        with clock.part("selective search"):
            propose("shapes", image)
    with clock.part("body"):
        batch, given = detector.transform([image], [{"proposals": proposals}])
        features = detector.backbone(batch.tensors)
    with clock.part("given boxes" if detector.takes_proposals else "RPN"):
        boxes, _ = detector.rpn(batch, features, given if detector.takes_proposals else None)
    with clock.part("pooling"):
        pooled = heads.box_pooler(features, boxes)  # (R, C, 7, 7)
    with clock.part("fully connected"):
        class_logits, deltas = heads.box_predictor(heads.box_head(pooled))
    with clock.part("NMS"):
        found = select_detections(
            heads.scorer(class_logits),
            deltas,
            boxes,
            batch.image_sizes,
            score_threshold=heads.score_threshold,
            nms_threshold=heads.nms_threshold,
            detections_per_image=heads.detections_per_image,
            nms=heads.nms,
        )
    for task in heads.tasks:
        with clock.part(f"{task.name}s"):
            of_branch = [each["boxes"] for each in found]
            task.read(heads.predict(task.name, features, of_branch), found)
