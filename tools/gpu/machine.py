"""What was measured on: without it a number of milliseconds means nothing."""

import importlib.util
import subprocess

import torch

from benchmarks.machine import describe
from tools.gpu.findings import Given


def run(given: Given) -> None:
    """Write down the machine, the versions, and what torch computes in if nobody says."""
    library = None
    if importlib.util.find_spec("torchvision"):
        import torchvision

        library = torchvision.__version__
    facts = describe(library) | gpu()
    facts["TF32 in convolutions, if nobody says"] = str(torch.backends.cudnn.allow_tf32)
    facts["TF32 in matrix products, if nobody says"] = str(torch.backends.cuda.matmul.allow_tf32)
    for name, value in facts.items():
        given.found(name, value=value)


def gpu() -> dict[str, str]:
    """The GPUs, and what drives them."""
    if not torch.cuda.is_available():
        return {"GPU": "none"}
    properties = torch.cuda.get_device_properties(0)
    return {
        "GPU": f"{torch.cuda.device_count()} x {properties.name}",
        "memory of a GPU": f"{properties.total_memory / 2**30:.1f} GiB",
        "CUDA of torch": str(torch.version.cuda),
        "cuDNN": str(torch.backends.cudnn.version()),
        "driver": driver(),
    }


def driver() -> str:
    """The version of the driver, as it says itself."""
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        return f"unknown ({type(error).__name__})"
    return ", ".join(sorted(set(done.stdout.split())))
