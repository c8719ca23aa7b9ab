"""What a learner is compared with agrees with the package's own, on what both can do."""

import torch

from mrcnn_edu.classroom.exercises.keypoints import one_image
from mrcnn_edu.classroom.exercises.keypoints.examples import COCO, MAPS_AND_BOXES, MIRRORS, POSES
from mrcnn_edu.data.flips import COCO_SWAP, horizontal_flip
from mrcnn_edu.data.sticks import stick_scene
from mrcnn_edu.evaluation.overlaps import SIGMAS, keypoint_overlaps
from mrcnn_edu.ops.keypoints import heatmaps_to_keypoints


def test_points_are_the_packages_where_a_cell_is_a_pixel():
    torch.manual_seed(0)
    maps, corners = torch.rand(3, 5, 8, 8), torch.randint(-9, 99, (3, 2)).float()
    boxes = torch.cat((corners, corners + 8), dim=1)
    points, _ = heatmaps_to_keypoints(maps, boxes)
    torch.testing.assert_close(one_image.read_points(maps, boxes), points[..., :2])


def test_similarity_is_cocos_for_all_seventeen():
    torch.manual_seed(0)
    _, target = stick_scene(3)
    truth = target["keypoints"][:1]  # (1, 17, 3)
    found = truth[:, :, :2] + torch.randn(1, 17, 2)
    sigmas = torch.tensor(SIGMAS, dtype=torch.float32)
    ours = one_image.oks(found[0], truth[0], 300.0, sigmas)
    boxes, areas = torch.ones(1, 4).numpy(), torch.tensor([300.0]).numpy()
    package = keypoint_overlaps(found.numpy(), truth.numpy(), boxes, areas)
    assert abs(float(ours) - float(package[0, 0])) < 1e-6


def test_mirror_images_are_the_packages():
    image, target = stick_scene(3)
    _, flipped = horizontal_flip(image, target)
    ours = one_image.flip_keypoints(target["keypoints"], COCO, image.shape[-1])
    assert COCO == COCO_SWAP
    assert torch.equal(ours, flipped["keypoints"])


def test_there_are_as_many_rows_as_of_other_exercises():
    assert min(map(len, (MAPS_AND_BOXES, POSES, MIRRORS))) >= 25
