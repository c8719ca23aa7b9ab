"""Wrong deltas: boxes (N, 4), proposals (N, 4) to deltas, and wrong ways back."""

import torch

from mrcnn_edu.ops.box_coding import LARGEST_GROWTH, centre_and_size, decode_boxes, encode_boxes


def deltas_without_log(boxes, proposals):
    deltas = encode_boxes(boxes, proposals)
    sides = boxes[:, 2:] - boxes[:, :2]
    return torch.cat((deltas[:, :2], sides / (proposals[:, 2:] - proposals[:, :2]) - 1), dim=1)


def deltas_by_the_objects_sides(boxes, proposals):
    moves = -encode_boxes(proposals, boxes)[:, :2]
    return torch.cat((moves, encode_boxes(boxes, proposals)[:, 2:]), dim=1)


def deltas_of_corners(boxes, proposals):
    deltas = encode_boxes(boxes, proposals)
    sides = proposals[:, 2:] - proposals[:, :2]
    return torch.cat(((boxes[:, :2] - proposals[:, :2]) / sides, deltas[:, 2:]), dim=1)


def deltas_with_plus_one(boxes, proposals):
    x, y, w, h = centre_and_size(boxes)
    x_p, y_p, w_p, h_p = centre_and_size(proposals)
    w, h, w_p, h_p = w + 1, h + 1, w_p + 1, h_p + 1  # as if the last pixel belonged to it
    moves = ((x - x_p) / w_p, (y - y_p) / h_p)
    return torch.stack((*moves, torch.log(w / w_p), torch.log(h / h_p)), dim=1)


def boxes_without_a_limit(deltas, proposals):
    x, y, w, h = centre_and_size(proposals)
    t_x, t_y, t_w, t_h = deltas.unbind(1)
    x, y, half_w, half_h = x + t_x * w, y + t_y * h, w * t_w.exp() / 2, h * t_h.exp() / 2
    return torch.stack((x - half_w, y - half_h, x + half_w, y + half_h), dim=1)


def boxes_without_exp(deltas, proposals):
    sides = (1 + deltas[:, 2:].clamp(max=LARGEST_GROWTH)).clamp(min=0.001)  # its first two terms
    return decode_boxes(torch.cat((deltas[:, :2], sides.log()), dim=1), proposals)


def boxes_grown_from_a_corner(deltas, proposals):
    sides = proposals[:, 2:] - proposals[:, :2]
    corners = proposals[:, :2] + deltas[:, :2] * sides
    growth = deltas[:, 2:].clamp(max=LARGEST_GROWTH).exp()
    return torch.cat((corners, corners + growth * sides), dim=1)


def boxes_grown_before_they_move(deltas, proposals):
    grown = decode_boxes(torch.cat((0 * deltas[:, :2], deltas[:, 2:]), dim=1), proposals)
    return decode_boxes(torch.cat((deltas[:, :2], 0 * deltas[:, 2:]), dim=1), grown)


ENCODE_BOXES = [
    deltas_without_log,
    deltas_by_the_objects_sides,
    deltas_of_corners,
    deltas_with_plus_one,
]
DECODE_BOXES = [
    boxes_without_a_limit,
    boxes_without_exp,
    boxes_grown_from_a_corner,
    boxes_grown_before_they_move,
]
