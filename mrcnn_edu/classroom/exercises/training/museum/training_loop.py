"""Wrong loops: weights (F,), inputs (S, F), goals (S,), rates (S,), to weights (S, F)."""

import torch


def loop_without_zero_grad(weights, inputs, goals, rates):
    w, after = weights.clone().requires_grad_(), []
    optimiser = torch.optim.SGD([w], lr=0.0)
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        loss = (x @ w - goal) ** 2 / 2
        loss.backward()
        optimiser.param_groups[0]["lr"] = rate.item()
        optimiser.step()
        after.append(w.detach().clone())
    return torch.stack(after)


def loop_with_zero_grad_too_late(weights, inputs, goals, rates):
    w, after = weights.clone().requires_grad_(), []
    optimiser = torch.optim.SGD([w], lr=0.0)
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        loss = (x @ w - goal) ** 2 / 2
        loss.backward()
        optimiser.zero_grad()
        optimiser.param_groups[0]["lr"] = rate.item()
        optimiser.step()
        after.append(w.detach().clone())
    return torch.stack(after)


def loop_with_the_rate_of_before(weights, inputs, goals, rates):
    w, after = weights.clone().requires_grad_(), []
    optimiser = torch.optim.SGD([w], lr=rates[0].item())
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        loss = (x @ w - goal) ** 2 / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        optimiser.param_groups[0]["lr"] = rate.item()
        after.append(w.detach().clone())
    return torch.stack(after)


def loop_with_one_checkpoint(weights, inputs, goals, rates):
    w, after = weights.clone().requires_grad_(), []
    optimiser = torch.optim.SGD([w], lr=0.0)
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        loss = (x @ w - goal) ** 2 / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.param_groups[0]["lr"] = rate.item()
        optimiser.step()
        after.append(w.detach())
    return torch.stack(after)


def loop_with_an_older_optimiser(weights, inputs, goals, rates):
    optimiser = torch.optim.SGD([weights.clone().requires_grad_()], lr=0.0)
    w, after = weights.clone().requires_grad_(), []  # exchanged after the optimiser was made
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        loss = (x @ w - goal) ** 2 / 2
        optimiser.zero_grad()
        loss.backward()
        optimiser.param_groups[0]["lr"] = rate.item()
        optimiser.step()
        after.append(w.detach().clone())
    return torch.stack(after)


TRAINING_LOOP = [
    loop_without_zero_grad,
    loop_with_zero_grad_too_late,
    loop_with_the_rate_of_before,
    loop_with_one_checkpoint,
    loop_with_an_older_optimiser,
]
