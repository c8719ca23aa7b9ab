"""Wrong trainings as a whole, which no exercise asks for: what should stand still moves, or what
should learn does not.
"""

import torch
from torch.nn.functional import cross_entropy


def frozen_but_moving(body, head, images, labels, steps):
    body.requires_grad_(False)
    body.train()
    optimiser = torch.optim.SGD(head.parameters(), lr=0.1)
    for _ in range(steps):
        optimiser.zero_grad()
        cross_entropy(head(body(images)), labels).backward()
        optimiser.step()


def frozen_with_old_gradients(body, head, images, labels, steps):
    optimiser = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.1)
    cross_entropy(head(body(images)), labels).backward()
    optimiser.step()  # the last step in which all learn
    body.requires_grad_(False)
    for _ in range(steps):
        head.zero_grad()
        cross_entropy(head(body(images)), labels).backward()
        optimiser.step()


def freed_for_nobody(body, head, images, labels, steps):
    body.requires_grad_(False)
    learning = [p for p in (*body.parameters(), *head.parameters()) if p.requires_grad]
    optimiser = torch.optim.SGD(learning, lr=0.1)
    body.requires_grad_(True)  # from here on it should learn as well
    for _ in range(steps):
        optimiser.zero_grad()
        cross_entropy(head(body(images)), labels).backward()
        optimiser.step()


TRAINING = [frozen_but_moving, frozen_with_old_gradients, freed_for_nobody]
