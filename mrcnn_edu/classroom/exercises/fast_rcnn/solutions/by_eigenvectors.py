"""Other ways: eigenvectors of WᵀW, limits by buckets, and mirroring by centres."""

import torch


def sample(iou, labels, n, fraction, low):
    best = torch.tensor([max(row, default=0.0) for row in iou.tolist()], dtype=iou.dtype)
    bucket = (best >= low).int() + (best >= 0.5).int()  # 0, 1 or 2
    says = [
        -1 if kind == 0 else 0 if kind == 1 else labels[row.argmax()].item()
        for kind, row in zip(bucket.tolist(), iou, strict=True)
    ]
    beside, on_objects = says.count(0), sum(said > 0 for said in says)
    on_objects = min(on_objects, int(n * fraction))
    counts = torch.tensor([on_objects, min(beside, n - on_objects)])
    return torch.tensor(says, dtype=torch.int64), counts


def truncate(weight, t):
    weight = weight.double()
    _, vectors = torch.linalg.eigh(weight.T @ weight)  # the largest last
    directions = vectors[:, -t:]
    return directions.T, weight @ directions


def flip(image, boxes):
    width = image.shape[1]
    centre, half = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 2] - boxes[:, 0]) / 2
    x = width - centre
    columns = torch.arange(width - 1, -1, -1)
    return image[:, columns], torch.stack((x - half, boxes[:, 1], x + half, boxes[:, 3]), dim=1)
