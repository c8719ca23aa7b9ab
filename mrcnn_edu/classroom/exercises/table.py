"""The exercises of the lessons, each with all that belongs to it: the one table of the classroom.

from mrcnn_edu.classroom.exercises import table as exercises

check(my_nms, exercises.nms)
"""

from torch import Tensor

from mrcnn_edu.classroom.exercise import Exercise
from mrcnn_edu.classroom.exercises.ablations import cases as ablation_cases
from mrcnn_edu.classroom.exercises.ablations import examples as ablation_examples
from mrcnn_edu.classroom.exercises.ablations import seeds
from mrcnn_edu.classroom.exercises.ablations.museum import intervals as interval_museum
from mrcnn_edu.classroom.exercises.ablations.museum import reports as report_museum
from mrcnn_edu.classroom.exercises.ablations.museum import verdicts as verdict_museum
from mrcnn_edu.classroom.exercises.ablations.mutants import intervals as interval_mutants
from mrcnn_edu.classroom.exercises.ablations.mutants import reports as report_mutants
from mrcnn_edu.classroom.exercises.ablations.mutants import verdicts as verdict_mutants
from mrcnn_edu.classroom.exercises.ablations.solutions import by_signs
from mrcnn_edu.classroom.exercises.ablations.solutions import in_lists as ablations_in_lists
from mrcnn_edu.classroom.exercises.ablations.solutions import in_loops as ablations_in_loops
from mrcnn_edu.classroom.exercises.ablations.solutions import in_numpy as ablations_in_numpy
from mrcnn_edu.classroom.exercises.ablations.solutions import in_torch as ablations_in_torch
from mrcnn_edu.classroom.exercises.anchors import cases as anchor_cases
from mrcnn_edu.classroom.exercises.anchors import examples as anchor_examples
from mrcnn_edu.classroom.exercises.anchors import one_map
from mrcnn_edu.classroom.exercises.anchors.museum import matches as anchor_match_museum
from mrcnn_edu.classroom.exercises.anchors.museum import places as anchor_museum
from mrcnn_edu.classroom.exercises.anchors.museum import proposing as proposing_museum
from mrcnn_edu.classroom.exercises.anchors.mutants import matches as anchor_match_mutants
from mrcnn_edu.classroom.exercises.anchors.mutants import places as anchor_mutants
from mrcnn_edu.classroom.exercises.anchors.mutants import proposing as proposing_mutants
from mrcnn_edu.classroom.exercises.anchors.solutions import in_lists as anchors_in_lists
from mrcnn_edu.classroom.exercises.anchors.solutions import in_loops as anchors_in_loops
from mrcnn_edu.classroom.exercises.anchors.solutions import in_numpy as anchors_in_numpy
from mrcnn_edu.classroom.exercises.anchors.solutions import in_torch as anchors_in_torch
from mrcnn_edu.classroom.exercises.anchors.solutions import (
    with_the_package as anchors_with_the_package,
)
from mrcnn_edu.classroom.exercises.boxes import cases as box_cases
from mrcnn_edu.classroom.exercises.boxes import examples as box_examples
from mrcnn_edu.classroom.exercises.boxes import mutants as box_mutants
from mrcnn_edu.classroom.exercises.boxes import solutions as box_solutions
from mrcnn_edu.classroom.exercises.boxes.museum import boxes as iou_museum
from mrcnn_edu.classroom.exercises.boxes.museum import formats as format_museum
from mrcnn_edu.classroom.exercises.evaluation import cases as evaluation_cases
from mrcnn_edu.classroom.exercises.evaluation import examples as evaluation_examples
from mrcnn_edu.classroom.exercises.evaluation import one_class
from mrcnn_edu.classroom.exercises.evaluation import solutions as evaluation_solutions
from mrcnn_edu.classroom.exercises.evaluation.museum import average_precision as precision_museum
from mrcnn_edu.classroom.exercises.evaluation.museum import match as match_museum
from mrcnn_edu.classroom.exercises.evaluation.mutants import average_precision as precision_mutants
from mrcnn_edu.classroom.exercises.evaluation.mutants import match as match_mutants
from mrcnn_edu.classroom.exercises.fast_rcnn import cases as fast_rcnn_cases
from mrcnn_edu.classroom.exercises.fast_rcnn import examples as fast_rcnn_examples
from mrcnn_edu.classroom.exercises.fast_rcnn import one_image as one_trained_image
from mrcnn_edu.classroom.exercises.fast_rcnn.museum import flips as flip_museum
from mrcnn_edu.classroom.exercises.fast_rcnn.museum import layers as layer_museum
from mrcnn_edu.classroom.exercises.fast_rcnn.museum import samples as sample_museum
from mrcnn_edu.classroom.exercises.fast_rcnn.mutants import flips as flip_mutants
from mrcnn_edu.classroom.exercises.fast_rcnn.mutants import layers as layer_mutants
from mrcnn_edu.classroom.exercises.fast_rcnn.mutants import samples as sample_mutants
from mrcnn_edu.classroom.exercises.fast_rcnn.products import with_product
from mrcnn_edu.classroom.exercises.fast_rcnn.solutions import by_eigenvectors
from mrcnn_edu.classroom.exercises.fast_rcnn.solutions import in_lists as fast_rcnn_in_lists
from mrcnn_edu.classroom.exercises.fast_rcnn.solutions import in_loops as fast_rcnn_in_loops
from mrcnn_edu.classroom.exercises.fast_rcnn.solutions import in_numpy as fast_rcnn_in_numpy
from mrcnn_edu.classroom.exercises.fast_rcnn.solutions import in_torch as fast_rcnn_in_torch
from mrcnn_edu.classroom.exercises.faster import cases as faster_cases
from mrcnn_edu.classroom.exercises.faster import examples as faster_examples
from mrcnn_edu.classroom.exercises.faster import one_batch
from mrcnn_edu.classroom.exercises.faster.both_gradients import with_both_gradients
from mrcnn_edu.classroom.exercises.faster.museum import joint as joint_museum
from mrcnn_edu.classroom.exercises.faster.museum import many as batch_museum
from mrcnn_edu.classroom.exercises.faster.mutants import joint as joint_mutants
from mrcnn_edu.classroom.exercises.faster.mutants import many as batch_mutants
from mrcnn_edu.classroom.exercises.faster.solutions import in_lists as faster_in_lists
from mrcnn_edu.classroom.exercises.faster.solutions import in_loops as faster_in_loops
from mrcnn_edu.classroom.exercises.faster.solutions import in_numpy as faster_in_numpy
from mrcnn_edu.classroom.exercises.faster.solutions import in_torch as faster_in_torch
from mrcnn_edu.classroom.exercises.faster.solutions import one_by_one, without_gradients
from mrcnn_edu.classroom.exercises.keypoints import cases as keypoint_cases
from mrcnn_edu.classroom.exercises.keypoints import examples as keypoint_examples
from mrcnn_edu.classroom.exercises.keypoints import one_image as keypoints_of_one_image
from mrcnn_edu.classroom.exercises.keypoints.museum import flips as pose_flip_museum
from mrcnn_edu.classroom.exercises.keypoints.museum import points as point_museum
from mrcnn_edu.classroom.exercises.keypoints.museum import similarity as oks_museum
from mrcnn_edu.classroom.exercises.keypoints.mutants import flips as pose_flip_mutants
from mrcnn_edu.classroom.exercises.keypoints.mutants import points as point_mutants
from mrcnn_edu.classroom.exercises.keypoints.mutants import similarity as oks_mutants
from mrcnn_edu.classroom.exercises.keypoints.solutions import by_matrices as keypoints_by_matrices
from mrcnn_edu.classroom.exercises.keypoints.solutions import in_lists as keypoints_in_lists
from mrcnn_edu.classroom.exercises.keypoints.solutions import in_loops as keypoints_in_loops
from mrcnn_edu.classroom.exercises.keypoints.solutions import in_numpy as keypoints_in_numpy
from mrcnn_edu.classroom.exercises.keypoints.solutions import in_torch as keypoints_in_torch
from mrcnn_edu.classroom.exercises.losses import cases as loss_cases
from mrcnn_edu.classroom.exercises.losses import examples as loss_examples
from mrcnn_edu.classroom.exercises.losses import mutants as loss_mutants
from mrcnn_edu.classroom.exercises.losses import solutions as loss_solutions
from mrcnn_edu.classroom.exercises.losses.museum import mask_loss as mask_loss_museum
from mrcnn_edu.classroom.exercises.losses.museum import rpn_loss as rpn_loss_museum
from mrcnn_edu.classroom.exercises.masks import cases as mask_cases
from mrcnn_edu.classroom.exercises.masks import examples as mask_examples
from mrcnn_edu.classroom.exercises.masks import one_mask
from mrcnn_edu.classroom.exercises.masks.museum import paste as paste_museum
from mrcnn_edu.classroom.exercises.masks.museum import targets as target_museum
from mrcnn_edu.classroom.exercises.masks.museum import transposed_conv as enlarging_museum
from mrcnn_edu.classroom.exercises.masks.mutants import paste as paste_mutants
from mrcnn_edu.classroom.exercises.masks.mutants import targets as target_mutants
from mrcnn_edu.classroom.exercises.masks.mutants import transposed_conv as enlarging_mutants
from mrcnn_edu.classroom.exercises.masks.solutions import by_matrices as masks_by_matrices
from mrcnn_edu.classroom.exercises.masks.solutions import in_loops as masks_in_loops
from mrcnn_edu.classroom.exercises.masks.solutions import in_numpy as masks_in_numpy
from mrcnn_edu.classroom.exercises.masks.solutions import in_torch as masks_in_torch
from mrcnn_edu.classroom.exercises.masks.solutions import point_by_point as masks_point_by_point
from mrcnn_edu.classroom.exercises.mutants import written_in
from mrcnn_edu.classroom.exercises.nms import cases as nms_cases
from mrcnn_edu.classroom.exercises.nms import examples as nms_examples
from mrcnn_edu.classroom.exercises.nms import mutants as nms_mutants
from mrcnn_edu.classroom.exercises.nms import solutions as nms_solutions
from mrcnn_edu.classroom.exercises.nms.museum import batched_nms as batched_nms_museum
from mrcnn_edu.classroom.exercises.nms.museum import nms as nms_museum
from mrcnn_edu.classroom.exercises.nms.museum import soft_nms as soft_nms_museum
from mrcnn_edu.classroom.exercises.proposals import cases as proposal_cases
from mrcnn_edu.classroom.exercises.proposals import examples as proposal_examples
from mrcnn_edu.classroom.exercises.proposals import one_image
from mrcnn_edu.classroom.exercises.proposals.museum import joins as join_museum
from mrcnn_edu.classroom.exercises.proposals.museum import recall as recall_museum
from mrcnn_edu.classroom.exercises.proposals.museum import regions as region_museum
from mrcnn_edu.classroom.exercises.proposals.museum import similarity as similarity_museum
from mrcnn_edu.classroom.exercises.proposals.mutants import joins as join_mutants
from mrcnn_edu.classroom.exercises.proposals.mutants import recall as recall_mutants
from mrcnn_edu.classroom.exercises.proposals.mutants import regions as region_mutants
from mrcnn_edu.classroom.exercises.proposals.mutants import similarity as similarity_mutants
from mrcnn_edu.classroom.exercises.proposals.solutions import in_lists as proposals_in_lists
from mrcnn_edu.classroom.exercises.proposals.solutions import in_loops as proposals_in_loops
from mrcnn_edu.classroom.exercises.proposals.solutions import in_numpy as proposals_in_numpy
from mrcnn_edu.classroom.exercises.proposals.solutions import in_sets as proposals_in_sets
from mrcnn_edu.classroom.exercises.proposals.solutions import in_torch as proposals_in_torch
from mrcnn_edu.classroom.exercises.pyramid import cases as pyramid_cases
from mrcnn_edu.classroom.exercises.pyramid import examples as pyramid_examples
from mrcnn_edu.classroom.exercises.pyramid import one_channel
from mrcnn_edu.classroom.exercises.pyramid.museum import block as block_museum
from mrcnn_edu.classroom.exercises.pyramid.museum import level as level_museum
from mrcnn_edu.classroom.exercises.pyramid.museum import pyramid as pyramid_museum
from mrcnn_edu.classroom.exercises.pyramid.mutants import block as block_mutants
from mrcnn_edu.classroom.exercises.pyramid.mutants import level as level_mutants
from mrcnn_edu.classroom.exercises.pyramid.mutants import pyramid as pyramid_mutants
from mrcnn_edu.classroom.exercises.pyramid.solutions import by_thresholds, with_layers
from mrcnn_edu.classroom.exercises.pyramid.solutions import in_loops as pyramid_in_loops
from mrcnn_edu.classroom.exercises.pyramid.solutions import in_numpy as pyramid_in_numpy
from mrcnn_edu.classroom.exercises.pyramid.solutions import in_torch as pyramid_in_torch
from mrcnn_edu.classroom.exercises.rcnn import cases as rcnn_cases
from mrcnn_edu.classroom.exercises.rcnn import examples as rcnn_examples
from mrcnn_edu.classroom.exercises.rcnn import hard_negatives, one_crop
from mrcnn_edu.classroom.exercises.rcnn.museum import deltas as delta_museum
from mrcnn_edu.classroom.exercises.rcnn.museum import mining as mining_museum
from mrcnn_edu.classroom.exercises.rcnn.museum import warping as warping_museum
from mrcnn_edu.classroom.exercises.rcnn.mutants import deltas as delta_mutants
from mrcnn_edu.classroom.exercises.rcnn.mutants import mining as mining_mutants
from mrcnn_edu.classroom.exercises.rcnn.mutants import warping as warping_mutants
from mrcnn_edu.classroom.exercises.rcnn.solutions import by_matrices as rcnn_by_matrices
from mrcnn_edu.classroom.exercises.rcnn.solutions import in_lists as rcnn_in_lists
from mrcnn_edu.classroom.exercises.rcnn.solutions import in_loops as rcnn_in_loops
from mrcnn_edu.classroom.exercises.rcnn.solutions import in_numpy as rcnn_in_numpy
from mrcnn_edu.classroom.exercises.rcnn.solutions import in_torch as rcnn_in_torch
from mrcnn_edu.classroom.exercises.roi import cases as roi_cases
from mrcnn_edu.classroom.exercises.roi import examples as roi_examples
from mrcnn_edu.classroom.exercises.roi import one_box
from mrcnn_edu.classroom.exercises.roi.museum import batched_roi_align as batched_roi_museum
from mrcnn_edu.classroom.exercises.roi.museum import bilinear as bilinear_museum
from mrcnn_edu.classroom.exercises.roi.museum import roi_align as roi_align_museum
from mrcnn_edu.classroom.exercises.roi.museum import roi_pool as roi_pool_museum
from mrcnn_edu.classroom.exercises.roi.mutants import align as align_mutants
from mrcnn_edu.classroom.exercises.roi.mutants import batched as batched_align_mutants
from mrcnn_edu.classroom.exercises.roi.mutants import bilinear as bilinear_mutants
from mrcnn_edu.classroom.exercises.roi.mutants import pool as pool_mutants
from mrcnn_edu.classroom.exercises.roi.solutions import (
    by_masks,
    in_loops,
    in_numpy,
    in_torch,
    point_by_point,
)
from mrcnn_edu.classroom.exercises.spp import cases as spp_cases
from mrcnn_edu.classroom.exercises.spp import examples as spp_examples
from mrcnn_edu.classroom.exercises.spp.museum import many as many_windows_museum
from mrcnn_edu.classroom.exercises.spp.museum import pyramids as spp_museum
from mrcnn_edu.classroom.exercises.spp.museum import windows as window_museum
from mrcnn_edu.classroom.exercises.spp.mutants import many as many_windows_mutants
from mrcnn_edu.classroom.exercises.spp.mutants import pyramids as spp_mutants
from mrcnn_edu.classroom.exercises.spp.mutants import windows as window_mutants
from mrcnn_edu.classroom.exercises.spp.solutions import in_lists as spp_in_lists
from mrcnn_edu.classroom.exercises.spp.solutions import in_loops as spp_in_loops
from mrcnn_edu.classroom.exercises.spp.solutions import in_numpy as spp_in_numpy
from mrcnn_edu.classroom.exercises.spp.solutions import in_torch as spp_in_torch
from mrcnn_edu.classroom.exercises.spp.solutions import with_layers as spp_with_layers
from mrcnn_edu.classroom.exercises.training import cases as training_cases
from mrcnn_edu.classroom.exercises.training import examples as training_examples
from mrcnn_edu.classroom.exercises.training import one_run
from mrcnn_edu.classroom.exercises.training import solutions as training_solutions
from mrcnn_edu.classroom.exercises.training.museum import schedule as schedule_museum
from mrcnn_edu.classroom.exercises.training.museum import training_loop as loop_museum
from mrcnn_edu.classroom.exercises.training.mutants import schedule as schedule_mutants
from mrcnn_edu.classroom.exercises.training.mutants import training_loop as loop_mutants
from mrcnn_edu.classroom.gradients import with_gradient
from mrcnn_edu.ops import (
    box_coding,
    region_similarity,
    roi_pooling,
    truncated_svd,
    window_pooling,
)
from mrcnn_edu.ops import boxes as box_ops
from mrcnn_edu.ops import losses as loss_ops
from mrcnn_edu.ops import nms as nms_ops


def _cxcywh_to_xyxy(boxes: Tensor) -> Tensor:
    return box_ops.box_convert(boxes, "cxcywh", "xyxy")


def _truncate(weight: Tensor, t: int) -> tuple[Tensor, Tensor]:
    return truncated_svd.truncated_svd(weight, t)  # which calls t its rank


cxcywh_to_xyxy = Exercise(
    name="cxcywh_to_xyxy",
    reference=_cxcywh_to_xyxy,
    cases=box_cases.centres_and_sizes,
    by_hand=tuple(corners for _, _, corners in box_examples.CENTRES_AND_SIZES),
    exhibits=tuple(format_museum.CENTRE_TO_CORNERS),
    mutants=box_mutants.CXCYWH_TO_XYXY,
    solutions=box_solutions.CXCYWH_TO_XYXY,
)

clip_boxes_to_image = Exercise(
    name="clip_boxes_to_image",
    reference=box_ops.clip_boxes_to_image,
    cases=box_cases.boxes_and_image_size,
    by_hand=tuple(clipped for *_, clipped in box_examples.BOXES_AND_IMAGE_SIZE),
    exhibits=tuple(format_museum.CLIP_BOXES_TO_IMAGE),
    mutants=box_mutants.CLIP_BOXES_TO_IMAGE,
    solutions=box_solutions.CLIP_BOXES_TO_IMAGE,
)

box_iou = Exercise(
    name="box_iou",
    reference=box_ops.box_iou,
    cases=box_cases.two_sets_of_boxes,
    by_hand=tuple(iou for *_, iou, _ in box_examples.TWO_SETS_OF_BOXES),
    exhibits=tuple(iou_museum.BOX_IOU),
    mutants=box_mutants.BOX_IOU,
    solutions=box_solutions.BOX_IOU,
)

generalized_box_iou = Exercise(
    name="generalized_box_iou",
    reference=box_ops.generalized_box_iou,
    cases=box_cases.two_sets_of_boxes,
    by_hand=tuple(giou for *_, giou in box_examples.TWO_SETS_OF_BOXES),
    exhibits=tuple(iou_museum.GENERALIZED_BOX_IOU),
    mutants=box_mutants.GENERALIZED_BOX_IOU,
    solutions=box_solutions.GENERALIZED_BOX_IOU,
)

nms = Exercise(
    name="nms",
    reference=nms_ops.nms,
    cases=nms_cases.scored_boxes,
    by_hand=tuple(keep for *_, keep in nms_examples.SCORED_BOXES),
    exhibits=tuple(nms_museum.NMS),
    mutants=nms_mutants.NMS,
    solutions=nms_solutions.NMS,
)

batched_nms = Exercise(
    name="batched_nms",
    reference=nms_ops.batched_nms,
    cases=nms_cases.scored_boxes_with_classes,
    by_hand=tuple(keep for *_, keep in nms_examples.CLASSED_BOXES),
    exhibits=tuple(batched_nms_museum.BATCHED_NMS),
    mutants=nms_mutants.BATCHED_NMS,
    solutions=nms_solutions.BATCHED_NMS,
)

soft_nms = Exercise(
    name="soft_nms",
    reference=nms_ops.soft_nms,
    cases=nms_cases.scored_boxes_without_ties,
    by_hand=tuple((keep, scores) for *_, keep, scores in nms_examples.BOXES_TO_SOFTEN),
    exhibits=tuple(soft_nms_museum.SOFT_NMS),
    mutants=nms_mutants.SOFT_NMS,
    solutions=nms_solutions.SOFT_NMS,
)

PROPOSAL_SOLUTIONS = (
    proposals_in_loops,
    proposals_in_lists,
    proposals_in_numpy,
    proposals_in_torch,
    proposals_in_sets,
)

size_and_fill = Exercise(
    name="size_and_fill",
    reference=region_similarity.size_and_fill,
    cases=proposal_cases.pairs,
    by_hand=tuple((size, fill) for *_, size, fill in proposal_examples.PAIRS),
    exhibits=tuple(similarity_museum.SIZE_AND_FILL),
    mutants=similarity_mutants.SIZE_AND_FILL,
    solutions=tuple(module.size_and_fill for module in PROPOSAL_SOLUTIONS),
)

merge_graph = Exercise(
    name="merge_graph",
    reference=one_image.merge_graph,
    cases=proposal_cases.graphs,
    by_hand=tuple(regions for *_, regions in proposal_examples.GRAPHS),
    exhibits=tuple(region_museum.MERGE_GRAPH),
    mutants=region_mutants.MERGE_GRAPH,
    solutions=tuple(module.merge_graph for module in PROPOSAL_SOLUTIONS),
)

join_regions = Exercise(
    name="join_regions",
    reference=one_image.join_regions,
    cases=proposal_cases.joins,
    by_hand=tuple((size, shares, near) for *_, size, shares, near in proposal_examples.JOINS),
    exhibits=tuple(join_museum.JOIN_REGIONS),
    mutants=join_mutants.JOIN_REGIONS,
    solutions=tuple(module.join_regions for module in PROPOSAL_SOLUTIONS),
)

recall_at = Exercise(
    name="recall_at",
    reference=one_image.recall_at,
    cases=proposal_cases.searches,
    by_hand=tuple(recall for *_, recall in proposal_examples.SEARCHES),
    exhibits=tuple(recall_museum.RECALL_AT),
    mutants=recall_mutants.RECALL_AT,
    solutions=tuple(module.recall_at for module in PROPOSAL_SOLUTIONS),
)

RCNN_SOLUTIONS = (
    rcnn_in_loops,
    rcnn_in_lists,
    rcnn_in_numpy,
    rcnn_in_torch,
    rcnn_by_matrices,
)

encode_boxes = Exercise(
    name="encode_boxes",
    reference=box_coding.encode_boxes,
    cases=rcnn_cases.objects_and_proposals,
    by_hand=tuple(deltas for *_, deltas in rcnn_examples.OBJECTS_AND_PROPOSALS),
    exhibits=tuple(delta_museum.ENCODE_BOXES),
    mutants=delta_mutants.ENCODE_BOXES,
    solutions=tuple(module.encode_boxes for module in RCNN_SOLUTIONS),
)

decode_boxes = Exercise(
    name="decode_boxes",
    reference=box_coding.decode_boxes,
    cases=rcnn_cases.deltas_and_proposals,
    by_hand=tuple(boxes for *_, boxes in rcnn_examples.DELTAS_AND_PROPOSALS),
    exhibits=tuple(delta_museum.DECODE_BOXES),
    mutants=delta_mutants.DECODE_BOXES,
    solutions=tuple(module.decode_boxes for module in RCNN_SOLUTIONS),
)

mine = Exercise(
    name="mine",
    reference=hard_negatives.mine,
    cases=rcnn_cases.scored_negatives,
    by_hand=tuple(kept for *_, kept in rcnn_examples.SCORED_NEGATIVES),
    exhibits=tuple(mining_museum.MINE),
    mutants=mining_mutants.MINE,
    solutions=tuple(module.mine for module in RCNN_SOLUTIONS),
)

warp_crop = Exercise(
    name="warp_crop",
    reference=one_crop.warp_crop,
    cases=rcnn_cases.boxes_to_warp,
    by_hand=tuple(crop for *_, crop in rcnn_examples.BOXES_TO_WARP),
    exhibits=tuple(warping_museum.WARP_CROP),
    mutants=warping_mutants.WARP_CROP,
    solutions=tuple(module.warp_crop for module in RCNN_SOLUTIONS),
)

SPP_SOLUTIONS = (
    spp_in_loops,
    spp_in_lists,
    spp_in_numpy,
    spp_in_torch,
    spp_with_layers,
)

map_windows = Exercise(
    name="map_windows",
    reference=window_pooling.map_windows,
    cases=spp_cases.boxes_and_strides,
    by_hand=tuple(windows for *_, windows in spp_examples.BOXES_AND_STRIDES),
    exhibits=tuple(window_museum.MAP_WINDOWS),
    mutants=window_mutants.MAP_WINDOWS,
    solutions=tuple(module.map_windows for module in SPP_SOLUTIONS),
)

spatial_pyramid_pool = Exercise(
    name="spatial_pyramid_pool",
    reference=roi_pooling.spatial_pyramid_pool,
    cases=spp_cases.maps_to_pool,
    by_hand=tuple(pooled for *_, pooled in spp_examples.MAPS_TO_POOL),
    exhibits=tuple(spp_museum.SPATIAL_PYRAMID_POOL),
    mutants=spp_mutants.SPATIAL_PYRAMID_POOL,
    solutions=tuple(module.spatial_pyramid_pool for module in SPP_SOLUTIONS),
)

pool_windows = Exercise(
    name="pool_windows",
    reference=window_pooling.pool_windows,
    cases=spp_cases.windows_of_a_map,
    by_hand=tuple(pooled for *_, pooled in spp_examples.WINDOWS_OF_A_MAP),
    exhibits=tuple(many_windows_museum.POOL_WINDOWS),
    mutants=many_windows_mutants.POOL_WINDOWS,
    solutions=tuple(module.pool_windows for module in SPP_SOLUTIONS),
)

FAST_RCNN_SOLUTIONS = (
    fast_rcnn_in_loops,
    fast_rcnn_in_lists,
    fast_rcnn_in_numpy,
    fast_rcnn_in_torch,
    by_eigenvectors,
)

sample = Exercise(
    name="sample",
    reference=one_trained_image.sample,
    cases=fast_rcnn_cases.proposals_to_draw,
    by_hand=tuple((says, counts) for *_, says, counts in fast_rcnn_examples.PROPOSALS),
    exhibits=tuple(sample_museum.SAMPLE),
    mutants=sample_mutants.SAMPLE,
    solutions=tuple(module.sample for module in FAST_RCNN_SOLUTIONS),
)

truncate = Exercise(
    name="truncate",
    reference=with_product(_truncate),
    cases=fast_rcnn_cases.layers_to_thin,
    by_hand=tuple((product, sizes) for *_, product, sizes in fast_rcnn_examples.LAYERS),
    exhibits=tuple(map(with_product, layer_museum.TRUNCATE)),
    mutants=layer_mutants.TRUNCATE,
    solutions=tuple(with_product(module.truncate) for module in FAST_RCNN_SOLUTIONS),
)
"""By its product: ``check(with_product(my_truncate), exercises.truncate)``."""

flip = Exercise(
    name="flip",
    reference=one_trained_image.flip,
    cases=fast_rcnn_cases.images_to_mirror,
    by_hand=tuple((image, boxes) for *_, image, boxes in fast_rcnn_examples.IMAGES),
    exhibits=tuple(flip_museum.FLIP),
    mutants=flip_mutants.FLIP,
    solutions=tuple(module.flip for module in FAST_RCNN_SOLUTIONS),
)

ANCHOR_SOLUTIONS = (
    anchors_in_loops,
    anchors_in_lists,
    anchors_in_numpy,
    anchors_in_torch,
    anchors_with_the_package,
)

place_anchors = Exercise(
    name="place_anchors",
    reference=one_map.place_anchors,
    cases=anchor_cases.maps_to_fill,
    by_hand=tuple(anchors for *_, anchors in anchor_examples.MAPS_TO_FILL),
    exhibits=tuple(anchor_museum.PLACE_ANCHORS),
    mutants=anchor_mutants.PLACE_ANCHORS,
    solutions=tuple(module.place_anchors for module in ANCHOR_SOLUTIONS),
)

match_anchors = Exercise(
    name="match_anchors",
    reference=one_map.match_anchors,
    cases=anchor_cases.overlaps,
    by_hand=tuple(matches for *_, matches in anchor_examples.OVERLAPS),
    exhibits=tuple(anchor_match_museum.MATCH_ANCHORS),
    mutants=anchor_match_mutants.MATCH_ANCHORS,
    solutions=tuple(module.match_anchors for module in ANCHOR_SOLUTIONS),
)

propose = Exercise(
    name="propose",
    reference=one_map.propose,
    cases=anchor_cases.maps_to_read,
    by_hand=tuple(proposals for *_, proposals in anchor_examples.MAPS_TO_READ),
    exhibits=tuple(proposing_museum.PROPOSE),
    mutants=proposing_mutants.PROPOSE,
    solutions=tuple(module.propose for module in ANCHOR_SOLUTIONS),
)

joint_losses = Exercise(
    name="joint_losses",
    reference=with_both_gradients(one_batch.joint_losses),
    cases=faster_cases.two_parts,
    by_hand=tuple(row[5:] for row in faster_examples.TWO_PARTS),
    exhibits=tuple(map(with_both_gradients, joint_museum.JOINT_LOSSES)),
    mutants=tuple(map(with_both_gradients, joint_mutants.JOINT_LOSSES)),
    solutions=tuple(
        with_both_gradients(module.joint_losses)
        for module in (
            faster_in_loops,
            faster_in_lists,
            faster_in_torch,
            one_by_one,
            without_gradients,
        )
    ),
)
"""With both gradients: ``check(with_both_gradients(joint_losses), exercises.joint_losses)``."""

pool_boxes = Exercise(
    name="pool_boxes",
    reference=one_batch.pool_boxes,
    cases=faster_cases.batches,
    by_hand=tuple(pooled for *_, pooled in faster_examples.BATCHES),
    exhibits=tuple(batch_museum.POOL_BOXES),
    mutants=batch_mutants.POOL_BOXES,
    solutions=tuple(
        module.pool_boxes
        for module in (
            faster_in_loops,
            faster_in_lists,
            faster_in_numpy,
            faster_in_torch,
            one_by_one,
        )
    ),
)

ROI_SOLUTIONS = (in_loops, in_numpy, in_torch, by_masks, point_by_point)

bilinear_interpolate = Exercise(
    name="bilinear_interpolate",
    reference=roi_pooling.bilinear_interpolate,
    cases=roi_cases.points_on_a_map,
    by_hand=tuple(values for *_, values in roi_examples.POINTS_ON_A_MAP),
    exhibits=tuple(bilinear_museum.BILINEAR),
    mutants=written_in(bilinear_mutants),
    solutions=tuple(module.bilinear_interpolate for module in ROI_SOLUTIONS),
)

pool_one_box = Exercise(
    name="pool_one_box",
    reference=one_box.pool_one_box,
    cases=roi_cases.one_box_on_a_map,
    by_hand=tuple(pooled for *_, pooled in roi_examples.ONE_BOX_ON_A_MAP),
    exhibits=tuple(roi_pool_museum.ROI_POOL),
    mutants=written_in(pool_mutants),
    solutions=tuple(module.pool_one_box for module in ROI_SOLUTIONS),
)

align_one_box = Exercise(
    name="align_one_box",
    reference=one_box.align_one_box,
    cases=roi_cases.one_box_to_align,
    by_hand=tuple(pooled for *_, pooled in roi_examples.ONE_BOX_TO_ALIGN),
    exhibits=tuple(roi_align_museum.ROI_ALIGN),
    mutants=written_in(align_mutants),
    solutions=tuple(module.align_one_box for module in ROI_SOLUTIONS),
)

roi_align = Exercise(
    name="roi_align",
    reference=roi_pooling.roi_align,
    cases=roi_cases.boxes_to_align,
    by_hand=tuple(pooled for *_, pooled in roi_examples.BOXES_TO_ALIGN),
    exhibits=tuple(batched_roi_museum.BATCHED_ROI_ALIGN),
    mutants=written_in(batched_align_mutants),
    solutions=tuple(module.roi_align for module in ROI_SOLUTIONS),
)

PYRAMID_SOLUTIONS = (
    pyramid_in_loops,
    pyramid_in_numpy,
    pyramid_in_torch,
    by_thresholds,
    with_layers,
)

residual_block = Exercise(
    name="residual_block",
    reference=one_channel.residual_block,
    cases=pyramid_cases.blocks,
    by_hand=tuple(out for *_, out in pyramid_examples.BLOCKS),
    exhibits=tuple(block_museum.BLOCK),
    mutants=block_mutants.BLOCK,
    solutions=tuple(module.residual_block for module in PYRAMID_SOLUTIONS),
)

pyramid = Exercise(
    name="pyramid",
    reference=one_channel.pyramid,
    cases=pyramid_cases.pyramids,
    by_hand=tuple(levels for *_, levels in pyramid_examples.PYRAMIDS),
    exhibits=tuple(pyramid_museum.PYRAMID),
    mutants=pyramid_mutants.PYRAMID,
    solutions=tuple(module.pyramid for module in PYRAMID_SOLUTIONS),
)

level = Exercise(
    name="level",
    reference=roi_pooling.assign_fpn_level,
    cases=pyramid_cases.boxes_and_levels,
    by_hand=tuple(levels for *_, levels in pyramid_examples.LEVELS),
    exhibits=tuple(level_museum.LEVEL),
    mutants=level_mutants.LEVEL,
    solutions=tuple(module.level for module in PYRAMID_SOLUTIONS),
)

MASK_SOLUTIONS = (
    masks_in_loops,
    masks_in_numpy,
    masks_in_torch,
    masks_by_matrices,
    masks_point_by_point,
)

transposed_conv = Exercise(
    name="transposed_conv",
    reference=one_mask.transposed_conv,
    cases=mask_cases.grids_to_enlarge,
    by_hand=tuple(result for *_, result in mask_examples.GRIDS_TO_ENLARGE),
    exhibits=tuple(enlarging_museum.TRANSPOSED_CONV),
    mutants=written_in(enlarging_mutants),
    solutions=tuple(module.transposed_conv for module in MASK_SOLUTIONS),
)

mask_target = Exercise(
    name="mask_target",
    reference=one_mask.mask_target,
    cases=mask_cases.masks_to_crop,
    by_hand=tuple(target for *_, target in mask_examples.MASKS_TO_CROP),
    exhibits=tuple(target_museum.MASK_TARGET),
    mutants=written_in(target_mutants) + target_mutants.SLIPS,
    solutions=tuple(module.mask_target for module in MASK_SOLUTIONS),
)

paste_one_mask = Exercise(
    name="paste_one_mask",
    reference=one_mask.paste_one_mask,
    cases=mask_cases.masks_to_paste,
    by_hand=tuple(image for *_, image in mask_examples.MASKS_TO_PASTE),
    exhibits=tuple(paste_museum.PASTE),
    mutants=written_in(paste_mutants),
    solutions=tuple(module.paste_one_mask for module in MASK_SOLUTIONS),
)

mask_loss = Exercise(
    name="mask_loss",
    reference=with_gradient(loss_ops.mask_loss),
    cases=loss_cases.predicted_masks,
    by_hand=tuple((loss, gradient) for *_, loss, gradient in loss_examples.MASKS),
    exhibits=tuple(map(with_gradient, mask_loss_museum.MASK_LOSS)),
    mutants=tuple(map(with_gradient, loss_mutants.MASK_LOSS)),
    solutions=tuple(map(with_gradient, loss_solutions.MASK_LOSS)),
)
"""With its gradient: ``check(with_gradient(my_mask_loss), exercises.mask_loss)``."""

rpn_loss = Exercise(
    name="rpn_loss",
    reference=loss_ops.rpn_loss,
    cases=loss_cases.sampled_anchors,
    by_hand=tuple(losses for *_, losses in loss_examples.ANCHORS),
    exhibits=tuple(rpn_loss_museum.RPN_LOSS),
    mutants=loss_mutants.RPN_LOSS,
    solutions=loss_solutions.RPN_LOSS,
)

average_precision = Exercise(
    name="average_precision",
    reference=one_class.average_precision,
    cases=evaluation_cases.ranked_lists,
    by_hand=tuple(precision for *_, precision in evaluation_examples.LISTS),
    exhibits=tuple(precision_museum.AVERAGE_PRECISION),
    mutants=precision_mutants.AVERAGE_PRECISION,
    solutions=evaluation_solutions.AVERAGE_PRECISION,
)

match = Exercise(
    name="match",
    reference=one_class.match,
    cases=evaluation_cases.overlaps,
    by_hand=tuple(matches for *_, matches in evaluation_examples.OVERLAPS),
    exhibits=tuple(match_museum.MATCH),
    mutants=match_mutants.MATCH,
    solutions=evaluation_solutions.MATCH,
)

schedule = Exercise(
    name="schedule",
    reference=one_run.schedule,
    cases=training_cases.steps_of_a_run,
    by_hand=tuple(factors for *_, factors in training_examples.STEPS),
    exhibits=tuple(schedule_museum.SCHEDULE),
    mutants=schedule_mutants.SCHEDULE,
    solutions=training_solutions.SCHEDULE,
)

training_loop = Exercise(
    name="training_loop",
    reference=one_run.training_loop,
    cases=training_cases.small_runs,
    by_hand=tuple(after for *_, after in training_examples.RUNS),
    exhibits=tuple(loop_museum.TRAINING_LOOP),
    mutants=loop_mutants.TRAINING_LOOP,
    solutions=training_solutions.TRAINING_LOOP,
)

KEYPOINT_SOLUTIONS = (
    keypoints_in_loops,
    keypoints_in_lists,
    keypoints_in_numpy,
    keypoints_in_torch,
    keypoints_by_matrices,
)

read_points = Exercise(
    name="read_points",
    reference=keypoints_of_one_image.read_points,
    cases=keypoint_cases.maps_and_boxes,
    by_hand=tuple(points for *_, points in keypoint_examples.MAPS_AND_BOXES),
    exhibits=tuple(point_museum.READ_POINTS),
    mutants=point_mutants.READ_POINTS,
    solutions=tuple(module.read_points for module in KEYPOINT_SOLUTIONS),
)

oks = Exercise(
    name="oks",
    reference=keypoints_of_one_image.oks,
    cases=keypoint_cases.poses,
    by_hand=tuple(similarity for *_, similarity in keypoint_examples.POSES),
    exhibits=tuple(oks_museum.OKS),
    mutants=oks_mutants.OKS,
    solutions=tuple(module.oks for module in KEYPOINT_SOLUTIONS),
)

flip_keypoints = Exercise(
    name="flip_keypoints",
    reference=keypoints_of_one_image.flip_keypoints,
    cases=keypoint_cases.mirrors,
    by_hand=tuple(flipped for *_, flipped in keypoint_examples.MIRRORS),
    exhibits=tuple(pose_flip_museum.FLIP_KEYPOINTS),
    mutants=pose_flip_mutants.FLIP_KEYPOINTS,
    solutions=tuple(module.flip_keypoints for module in KEYPOINT_SOLUTIONS),
)

ABLATION_SOLUTIONS = (
    ablations_in_loops,
    ablations_in_lists,
    ablations_in_numpy,
    ablations_in_torch,
    by_signs,
)

paired_interval = Exercise(
    name="paired_interval",
    reference=seeds.paired_interval,
    cases=ablation_cases.runs,
    by_hand=tuple(ends for *_, ends in ablation_examples.RUNS),
    exhibits=tuple(interval_museum.PAIRED_INTERVAL),
    mutants=interval_mutants.PAIRED_INTERVAL,
    solutions=tuple(module.paired_interval for module in ABLATION_SOLUTIONS),
)

verdicts = Exercise(
    name="verdicts",
    reference=seeds.verdicts,
    cases=ablation_cases.intervals,
    by_hand=tuple(said for *_, said in ablation_examples.INTERVALS),
    exhibits=tuple(verdict_museum.VERDICTS),
    mutants=verdict_mutants.VERDICTS,
    solutions=tuple(module.verdicts for module in ABLATION_SOLUTIONS),
)

report = Exercise(
    name="report",
    reference=seeds.report,
    cases=ablation_cases.reports,
    by_hand=tuple(line for *_, line in ablation_examples.REPORTS),
    exhibits=tuple(report_museum.REPORT),
    mutants=report_mutants.REPORT,
    solutions=tuple(module.report for module in ABLATION_SOLUTIONS),
)

EXERCISES = (
    cxcywh_to_xyxy,
    clip_boxes_to_image,
    box_iou,
    generalized_box_iou,
    nms,
    batched_nms,
    soft_nms,
    size_and_fill,
    merge_graph,
    join_regions,
    recall_at,
    encode_boxes,
    decode_boxes,
    mine,
    warp_crop,
    map_windows,
    spatial_pyramid_pool,
    pool_windows,
    sample,
    truncate,
    flip,
    place_anchors,
    match_anchors,
    propose,
    joint_losses,
    pool_boxes,
    bilinear_interpolate,
    pool_one_box,
    align_one_box,
    roi_align,
    residual_block,
    pyramid,
    level,
    transposed_conv,
    mask_target,
    paste_one_mask,
    mask_loss,
    rpn_loss,
    average_precision,
    match,
    schedule,
    training_loop,
    read_points,
    oks,
    flip_keypoints,
    paired_interval,
    verdicts,
    report,
)
"""All of them, in the order of the lessons."""
