"""Training, from the first step to the last: read ``train`` from the top to the bottom."""

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.swa_utils import AveragedModel
from tqdm import tqdm

from mrcnn_edu.training.distributed import gather, rank, unwrap
from mrcnn_edu.training.non_finite import stop_at_non_finite
from mrcnn_edu.training.optimiser import Schedule, constant, set_rates
from mrcnn_edu.training.resuming import get_random_state, resume, save_run, set_random_state
from mrcnn_edu.training.scalars import Scalars

Batch = tuple[Any, ...]
Numbers = dict[str, float]


def train(
    model: nn.Module,
    batches: Callable[[int], Iterable[Batch]],
    optimiser: Optimizer,
    steps: int,
    *,
    schedule: Schedule | None = None,
    clip_norm: float = math.inf,
    amp_dtype: torch.dtype | None = None,
    channels_last: bool = False,
    average: AveragedModel | None = None,
    evaluate: Callable[[nn.Module], Numbers] | None = None,
    evaluate_every: int = 1000,
    checkpoints: str | Path | None = None,
    save_every: int = 1000,
    log_folder: str | Path | None = None,
    log_every: int = 10,
    progress: bool = True,
) -> Numbers:
    """Train a model, or go on with training it where its newest checkpoint stands.

    Args:
        model: on the device on which to train. In training it makes a dict of losses, scalars to
            be added up, of a batch, as a detector does of images and targets.
        batches: from a step on, the batches of that step and of those that follow; each is the
            tuple of the model's arguments. What it gives must depend on the step alone, so that a
            run that goes on sees what an unbroken one sees; ``sampler.Batches`` is made so.
        optimiser: of the model's parameters.
        steps: how many to make in all, those before a checkpoint counted.
        schedule: of the number of steps made, the factor of the optimiser's rate; see
            ``optimiser.py``. Constant if left out.
        clip_norm: longer gradients are shortened to this norm; ``math.inf`` shortens none.
        amp_dtype: compute what may be computed so in ``torch.bfloat16`` or ``torch.float16``. The
            weights stay in float32.
        channels_last: keep the channels of a cell side by side, which suits GPUs.
        average: of the model's weights, from ``averaging.moving_average``; it is updated after
            each step, kept in checkpoints, and evaluated in the model's place.
        evaluate: makes numbers of the model, which is then in inference mode; nothing is learnt.
        evaluate_every: after so many steps, and at the end.
        checkpoints: a folder for them, of this run alone; without one, nothing is kept.
        save_every: after so many steps, before each evaluation, and at the end.
        log_folder: for TensorBoard; without one, nothing is written there.
        log_every: after so many steps.
        progress: whether to show a bar.

    Returns:
        The numbers of the evaluation after the last step, which is made also where all steps were
        made before; none without ``evaluate``.

    Raises:
        FloatingPointError: if a loss or a gradient is not finite. The message names the step, the
            losses, and the file that the batch was saved in; the weights have not changed.
        OSError: if a checkpoint cannot be written.
        ValueError: if a number of steps is below 1, the batches end too soon, or all checkpoints
            are damaged.

    Example:
        >>> class Line(nn.Linear):
        ...     def forward(self, x, y):
        ...         return {"square": (super().forward(x) - y).square().mean()}
        >>> model, x = Line(1, 1, bias=False), torch.tensor([[1.0], [2.0]])
        >>> batches = lambda first_step: ((x, 2 * x) for _ in range(20))
        >>> optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
        >>> train(model, batches, optimiser, 20, progress=False)
        {}
        >>> round(model.weight.item(), 3)
        2.0
    """
    _check_counts(
        steps=steps, evaluate_every=evaluate_every, save_every=save_every, log_every=log_every
    )
    device = next(model.parameters()).device
    if channels_last:
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    schedule = schedule or constant()
    scaler = torch.amp.GradScaler(device.type, enabled=amp_dtype is torch.float16)
    parts = {"model": unwrap(model), "optimiser": optimiser, "scaler": scaler}
    parts |= {} if average is None else {"average": average}
    step, restore_random_state = resume(checkpoints, parts)
    source = iter(batches(step))
    restore_random_state()  # a data loader may have drawn a number when it began
    learning = [p for group in optimiser.param_groups for p in group["params"]]
    numbers: Numbers = {}
    model.train()

    bar = tqdm(total=steps, initial=step, disable=not progress or rank() > 0)
    if step > 0 and not bar.disable:
        bar.write(f"going on after step {step} of {steps}")
    with bar, Scalars(log_folder if rank() == 0 else None, step) as scalars:
        while step < steps:
            # Here, so that a run goes on with the evaluation that it was stopped in.
            if evaluate is not None and step > 0 and step % evaluate_every == 0:
                told = evaluate_apart(evaluate, average.module if average else model)
                tell(told, step, scalars, bar)
            batch = _next_batch(source, step, steps)
            with torch.autocast(device.type, amp_dtype, enabled=amp_dtype is not None):
                losses = model(*to_device(batch, device))
                loss = torch.stack([value.float() for value in losses.values()]).sum()
            optimiser.zero_grad()
            scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
            scaler.unscale_(optimiser)
            norm = nn.utils.clip_grad_norm_(learning, clip_norm)
            # Where float16 cannot hold a gradient, the scaler leaves the step out and scales less.
            if not (loss.isfinite() and (norm.isfinite() or scaler.is_enabled())):
                stop_at_non_finite(step, {**losses, "gradient": norm}, batch, checkpoints)
            set_rates(optimiser, schedule(step))
            scaler.step(optimiser)
            scaler.update()
            if average is not None:
                average.update_parameters(unwrap(model))
            step += 1

            bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
            bar.update()
            if step % log_every == 0:
                also = {"sum": loss, "gradient": norm, "rate": optimiser.param_groups[0]["lr"]}
                scalars.write("train", losses | also, step)
            due = evaluate is not None and step % evaluate_every == 0
            # Before the evaluation, which takes long enough for somebody to stop it.
            if checkpoints is not None and (due or step % save_every == 0 or step == steps):
                save_run(checkpoints, step, parts)
        if evaluate is not None:  # also of a run whose last evaluation was stopped
            numbers = evaluate_apart(evaluate, average.module if average else model)
            tell(numbers, step, scalars, bar)
    return numbers


def tell(numbers: Numbers, step: int, scalars: Scalars, bar: tqdm) -> None:
    """Log the numbers of an evaluation, and show them above the bar.

    Args:
        numbers: by name. Those with a stroke in it, of parts of the whole, have their own line.
        step: how many steps were made.
        scalars: where they are logged.
        bar: if it is disabled, nothing is shown.
    """
    scalars.write("evaluation", numbers, step)
    if not bar.disable:
        shown = {name: f"{name} {value:.3f}" for name, value in numbers.items()}
        bar.write(f"step {step}: " + ", ".join(v for name, v in shown.items() if "/" not in name))
        if any("/" in name for name in shown):
            bar.write("  " + ", ".join(v for name, v in shown.items() if "/" in name))


def to_device(value: Any, device: torch.device) -> Any:
    """The same lists, tuples and dicts, with their tensors on a device.

    Args:
        value: a tensor, a container of such, or anything else, which stays as it is.
        device: where to.

    Example:
        >>> to_device([{"labels": torch.ones(2)}, "a"], torch.device("cpu"))
        [{'labels': tensor([1., 1.])}, 'a']
    """
    if isinstance(value, Tensor):
        return value.to(device, non_blocking=True)
    if isinstance(value, dict):
        return {key: to_device(item, device) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(to_device(item, device) for item in value)
    return value


@torch.no_grad()
def evaluate_apart(evaluate: Callable[[nn.Module], Numbers], model: nn.Module) -> Numbers:
    """The numbers of a model in inference mode; training then goes on as if nothing had been.

    Args:
        evaluate: makes them. Of several processes the first does, and the others wait for it.
        model: which learns nothing from it.
    """
    chance = get_random_state()
    model.eval()
    numbers = evaluate(unwrap(model)) if rank() == 0 else {}
    model.train()
    set_random_state(chance)
    first: Numbers = gather(numbers)[0]
    return first


def _next_batch(source: Iterator[Batch], step: int, steps: int) -> Batch:
    """The batch of a step."""
    batch = next(source, None)
    if batch is None:
        raise ValueError(
            f"batches ended after step {step} of {steps}; give as many, or endless ones"
        )
    return batch


def _check_counts(**counts: int) -> None:
    """Refuse a number of steps below 1."""
    for name, count in counts.items():
        if count < 1:
            raise ValueError(f"{name} must be 1 or more, got {count}")
