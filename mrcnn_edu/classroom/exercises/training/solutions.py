"""Right schedules and loops in other styles: lists, numpy, torch, with and without autograd."""

import math
from itertools import accumulate

import numpy as np
import torch
from torch import nn


def schedule_in_a_list(steps, total, warm_up):
    factors = []
    for step in steps.tolist():
        if step < warm_up:
            factors.append(step / warm_up)
        elif step >= total:
            factors.append(0.0)
        else:
            factors.append((1 + math.cos(math.pi * (step - warm_up) / (total - warm_up))) / 2)
    return factors


def schedule_in_numpy(steps, total, warm_up):
    steps = steps.numpy()
    angle = np.interp(steps, [warm_up, total], [0, math.pi])  # stays where it is beyond both ends
    rise = steps / warm_up if warm_up else steps
    return np.where(steps < warm_up, rise, (1 + np.cos(angle)) / 2)


def schedule_by_parts(steps, total, warm_up):
    factors = torch.zeros_like(steps)
    up = steps < warm_up
    down = ~up & (steps < total)
    factors[up] = steps[up] / warm_up
    factors[down] = ((steps[down] - warm_up) / (total - warm_up) * torch.pi).cos() / 2 + 0.5
    return factors


def schedule_by_a_squared_cosine(steps, total, warm_up):
    share = ((steps.double() - warm_up) / (total - warm_up)).clamp(0, 1)
    fall = (share * torch.pi / 2).cos() ** 2  # half of 1 + cos(2x)
    return torch.where(steps < warm_up, steps / max(warm_up, 1), fall)


def schedule_by_a_function_of_one_step(steps, total, warm_up):
    def factor(step):
        if step < warm_up:
            return step / warm_up
        return 0.5 + 0.5 * math.cos(math.pi * min((step - warm_up) / (total - warm_up), 1))

    return np.array([factor(int(step)) for step in steps])


SCHEDULE = (
    schedule_in_a_list,
    schedule_in_numpy,
    schedule_by_parts,
    schedule_by_a_squared_cosine,
    schedule_by_a_function_of_one_step,
)


def loop_of_torch(weights, inputs, goals, rates):
    w, after = nn.Parameter(weights.clone()), []
    optimiser = torch.optim.SGD([w], lr=1.0)
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        optimiser.param_groups[0]["lr"] = rate.item()
        optimiser.zero_grad()
        ((x @ w - goal) ** 2 / 2).backward()
        optimiser.step()
        after.append(w.detach().clone())
    return torch.stack(after)


def loop_of_a_layer(weights, inputs, goals, rates):
    model, after = nn.Linear(len(weights), 1, bias=False).to(weights.dtype), []
    model.load_state_dict({"weight": weights[None]})
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        model.zero_grad()
        nn.functional.mse_loss(model(x)[0], goal).div(2).backward()
        with torch.no_grad():
            model.weight -= rate * model.weight.grad
        after.append({name: value.clone() for name, value in model.state_dict().items()})
    return torch.cat([state["weight"] for state in after])


def loop_of_gradients(weights, inputs, goals, rates):
    after = []
    for x, goal, rate in zip(inputs, goals, rates, strict=True):
        w = weights.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(0.5 * (w @ x - goal).square(), w)
        weights = w - rate * gradient
        after.append(weights)
    return torch.stack(after)


def loop_in_lists(weights, inputs, goals, rates):
    w, after = weights.tolist(), []
    for x, goal, rate in zip(inputs.tolist(), goals.tolist(), rates.tolist(), strict=True):
        error = sum(a * b for a, b in zip(x, w, strict=True)) - goal
        w = [b - rate * error * a for a, b in zip(x, w, strict=True)]
        after.append(w)
    return after


def loop_in_numpy(weights, inputs, goals, rates):
    after = np.empty(inputs.shape)
    w = weights.double().numpy().copy()
    for step, x in enumerate(inputs.numpy()):
        w -= rates[step].item() * (x @ w - goals[step].item()) * x
        after[step] = w
    return after


def loop_accumulated(weights, inputs, goals, rates):
    def one_step(w, batch):
        x, goal, rate = batch
        return w - rate * (x @ w - goal) * x

    batches = zip(inputs, goals, rates, strict=True)
    return torch.stack(list(accumulate(batches, one_step, initial=weights))[1:])


TRAINING_LOOP = (
    loop_of_torch,
    loop_of_a_layer,
    loop_of_gradients,
    loop_in_lists,
    loop_in_numpy,
    loop_accumulated,
)
