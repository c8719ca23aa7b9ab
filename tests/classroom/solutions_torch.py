"""Correct solutions of the exercises in torch, written another way than the package's."""

import torch


def cxcywh_to_xyxy(boxes):
    to_corners = torch.tensor([[1, 0, 1, 0], [0, 1, 0, 1], [-0.5, 0, 0.5, 0], [0, -0.5, 0, 0.5]])
    return boxes @ to_corners.to(boxes)


def clip_boxes_to_image(boxes, size):
    height, width = size
    clipped = boxes.clone()
    clipped[:, ::2].clamp_(0, width)
    clipped[:, 1::2].clamp_(0, height)
    return clipped


def box_iou(boxes1, boxes2):
    a, b = boxes1.unsqueeze(1), boxes2.unsqueeze(0)
    overlap = (torch.min(a, b)[..., 2:] - torch.max(a, b)[..., :2]).relu().prod(-1)
    area = lambda boxes: (boxes[..., 2:] - boxes[..., :2]).prod(-1)  # noqa: E731
    return overlap / (area(a) + area(b) - overlap)


def generalized_box_iou(boxes1, boxes2):
    a, b = boxes1.unsqueeze(1), boxes2.unsqueeze(0)
    iou = box_iou(boxes1, boxes2)
    areas = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1)
    union = areas / (1 + iou)  # from iou = overlap / union and union = areas - overlap
    hull = (torch.max(a, b)[..., 2:] - torch.min(a, b)[..., :2]).prod(-1)
    return iou - (hull - union) / hull


def nms(boxes, scores, iou_threshold):
    order = torch.sort(scores, descending=True, stable=True).indices
    defeats = (box_iou(boxes[order], boxes[order]) > iou_threshold).triu(1)
    kept = torch.ones(len(order), dtype=torch.bool)
    for row in range(len(order)):
        if kept[row]:
            kept &= ~defeats[row]
    return order[kept]


def batched_nms(boxes, scores, idxs, iou_threshold):
    if not len(boxes):
        return torch.zeros(0, dtype=torch.int64)
    # The offset trick done right: double precision, and steps wider than all boxes together.
    boxes = boxes.double()
    step = boxes.max() - boxes.min() + 1
    return nms(boxes + idxs[:, None] * step, scores, iou_threshold)


def soft_nms(boxes, scores, iou_threshold):
    left, scores = torch.arange(len(boxes)), scores.clone()
    keep, kept_scores = [], []
    while len(left) and scores[left].max() >= 0.001:
        place = scores[left].argmax()
        best = left[place]
        keep.append(best)
        kept_scores.append(scores[best])
        left = torch.cat((left[:place], left[place + 1 :]))
        iou = box_iou(boxes[best][None], boxes[left]).squeeze(0)
        scores[left] = torch.where(iou > iou_threshold, scores[left] * (1 - iou), scores[left])
    return torch.as_tensor(keep, dtype=torch.int64), torch.as_tensor(kept_scores)


def bilinear_interpolate(features, y, x):
    height, width = features.shape
    # grid_sample reads x before y, and places from -1 to 1.
    places = torch.stack((x / max(width - 1, 1) * 2 - 1, y / max(height - 1, 1) * 2 - 1), dim=-1)
    values = torch.nn.functional.grid_sample(
        features[None, None],
        places[None, None].to(features),
        padding_mode="border",
        align_corners=True,
    )
    off = (y < -1) | (y > height) | (x < -1) | (x > width)
    return values[0, 0, 0].masked_fill(off, 0)


def pool_one_box(features, box, output_size, spatial_scale):
    scaled = box * spatial_scale
    x1, y1, x2, y2 = (scaled.sign() * (scaled.abs() + 0.5).floor()).long().tolist()
    pooled = torch.zeros(output_size, output_size).to(features)
    for p in range(output_size):
        for q in range(output_size):
            rows = bin_of(y1, y2, p, output_size, features.shape[0])
            columns = bin_of(x1, x2, q, output_size, features.shape[1])
            cells = features[rows][:, columns]
            if cells.numel() > 0:
                pooled[p, q] = cells.max()
    return pooled


def bin_of(first, last, index, bins, size):
    step = torch.tensor((last - first + 1) / bins)
    begin, end = first + torch.floor(index * step), first + torch.ceil((index + 1) * step)
    return slice(int(begin.clamp(0, size)), int(end.clamp(0, size)))


def align_one_box(features, box, output_size, spatial_scale, sampling_ratio, aligned):
    places = []
    x1, y1, x2, y2 = (box * spatial_scale - aligned / 2).unbind()
    for start, end in ((y1, y2), (x1, x2)):
        end = end if aligned else torch.max(end, start + 1)
        step = (end - start) / output_size
        number = sampling_ratio if sampling_ratio > 0 else int(step.ceil())
        share = (torch.arange(number) + 0.5) / number
        places.append(start + (torch.arange(output_size)[:, None] + share) * step)  # (P, S)
    y, x = places
    y, x = torch.broadcast_tensors(y[:, None, :, None], x[None, :, None, :])  # (P, Q, S, T)
    samples = bilinear_interpolate(features, y.flatten(), x.flatten()).reshape(y.shape)
    return samples.mean(dim=(2, 3))


def roi_align(input, boxes, output_size, spatial_scale, sampling_ratio, aligned):
    rest = output_size, spatial_scale, sampling_ratio, aligned
    pooled = [
        torch.stack([align_one_box(channel, roi[1:], *rest) for channel in input[int(roi[0])]])
        for roi in boxes
    ]
    return torch.stack(pooled) if pooled else input.new_zeros(0, 1, output_size, output_size)
