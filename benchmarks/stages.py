"""Where the time of one inference goes."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn
from torch.autograd import DeviceType

STAGES = ("transform", "backbone", "RPN", "box head", "mask head", "paste")
# What computes a sum of products, and so what no arrangement of the rest can avoid.
PRODUCTS = ("convolution", "addmm", "aten::mm", "aten::bmm", "linear")


def borders(detector: nn.Module) -> Sequence[tuple[nn.Module, bool]]:
    """Where each stage ends: a module, and whether at its end or at its beginning."""
    heads = detector.roi_heads
    mask_pooler = getattr(heads, "mask_pooler", None) or heads.mask_roi_pool  # ours, or theirs
    return (
        (detector.transform, True),
        (detector.backbone, True),
        (detector.rpn, True),
        (mask_pooler, False),  # where it begins, the box head is done
        (heads, True),
    )


def seconds_by_stage(
    detector: nn.Module, call: Callable[[], Any], repeats: int
) -> dict[str, list[float]]:
    """How long each stage takes, in each of some calls after one that does not count."""
    times: list[float] = []

    def mark(*_: Any) -> None:
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        times.append(time.perf_counter())

    hooks = [
        module.register_forward_hook(mark) if at_end else module.register_forward_pre_hook(mark)
        for module, at_end in borders(detector)
    ]
    found: dict[str, list[float]] = {stage: [] for stage in STAGES}
    for repeat in range(repeats + 1):
        times.clear()
        mark()
        call()
        mark()
        if repeat:
            for stage, start, end in zip(STAGES, times, times[1:], strict=False):
                found[stage].append(end - start)
    for hook in hooks:
        hook.remove()
    return found


def share_of_products(call: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds of a call that go into convolutions and matrix products, and all of them."""
    call()
    with torch.profiler.profile() as profile:
        call()
    on_gpu = torch.cuda.is_available()
    # A GPU's kernels are listed beside the operators that began them, and would count twice.
    spent = {
        event.key: event.self_device_time_total if on_gpu else event.self_cpu_time_total
        for event in profile.key_averages()
        if event.device_type == DeviceType.CPU
    }
    products = sum(t for name, t in spent.items() if any(part in name for part in PRODUCTS))
    return products / 1e3, sum(spent.values()) / 1e3


def products_table(calls: dict[str, tuple[Callable[[], Any], Callable[[], Any] | None]]) -> str:
    """Ours and theirs under the profiler, and how much of each are products."""
    rows = ["| profiled | ours, ms | products | theirs, ms | products |", "|---|--:|--:|--:|--:|"]
    for name, sides in calls.items():
        cells = []
        for call in sides:
            products, total = share_of_products(call) if call else (0.0, 0.0)
            cells.append(
                f"{total:.0f} | {products:.0f}, {products / total:.0%}" if call else "– | –"
            )
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)
