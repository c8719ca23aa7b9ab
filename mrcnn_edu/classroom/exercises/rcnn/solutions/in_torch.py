"""In torch, on whole tensors."""

import torch
from torch.nn.functional import grid_sample

from mrcnn_edu.ops.boxes import box_convert


def encode_boxes(boxes, proposals):
    box, proposal = (box_convert(each, "xyxy", "cxcywh") for each in (boxes, proposals))
    moves = (box[:, :2] - proposal[:, :2]) / proposal[:, 2:]
    return torch.cat((moves, (box[:, 2:] / proposal[:, 2:]).log()), dim=1)


def decode_boxes(deltas, proposals):
    proposal = box_convert(proposals, "xyxy", "cxcywh")
    middle = proposal[:, :2] + deltas[:, :2] * proposal[:, 2:]
    sides = proposal[:, 2:] * deltas[:, 2:].exp().clamp(max=1000 / 16)
    return box_convert(torch.cat((middle, sides), dim=1), "cxcywh", "xyxy")


def mine(scores, cached, hard=-1, evict=-1.2):
    limit = torch.full(scores.shape, float(hard)).to(scores)
    keeps = scores > limit
    keeps[cached] = scores[cached] >= evict
    return keeps.nonzero().flatten()


def warp_crop(image, box, size, context):
    low, high = box[:2].to(image), box[2:].to(image)
    outwards = (high - low) * context / (size - 2 * context)
    low, high = low - outwards, high + outwards
    steps = (torch.arange(size) + 0.5).to(image) / size
    sides = torch.tensor([image.shape[1], image.shape[0]]).to(image)
    xy = (low + steps[:, None] * (high - low)) * 2 / sides - 1  # (size, 2)
    grid = torch.stack((xy[:, 0].expand(size, -1), xy[:, 1:].expand(-1, size)), dim=-1)
    return grid_sample(image[None, None], grid[None], align_corners=False)[0, 0]
