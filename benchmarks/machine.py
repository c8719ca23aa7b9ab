"""What a measurement was made on: without it a number of milliseconds means nothing."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import torch


def cpu_model(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """The processor's name, as the system knows it."""
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "unknown"


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def describe(torchvision_version: str | None) -> dict[str, str]:
    """The machine, the versions and the date, a line each."""
    lines = {
        "CPU": cpu_model(),
        "cores": str(cores()),
        "threads that torch uses": str(torch.get_num_threads()),
        "system": platform.platform(terse=True),
        "Python": platform.python_version(),
        "torch": torch.__version__,
        "torchvision": torchvision_version or "not installed",
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }
    if hasattr(os, "getloadavg"):
        lines["load of the last minute"] = f"{os.getloadavg()[0]:.1f}"
    return lines
