"""What a GPU computes in: float32 has three meanings, and bfloat16 is the fourth."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch


class Precision(NamedTuple):
    """How products are computed. TF32 keeps 10 bits of each factor, where float32 has 23.

    Attributes:
        tf32_convolutions: whether convolutions are in TF32, as torch has it if nobody says no.
        tf32_products: whether products of matrices are, as torch has it only if somebody asks.
        bf16: whether autocast computes in bfloat16, with 7 bits.
    """

    tf32_convolutions: bool
    tf32_products: bool
    bf16: bool


EXACT = "float32"
USUAL = "TF32 convolutions"  # what torch does if nobody says a word
HALF = "bfloat16"
PRECISIONS = {
    EXACT: Precision(False, False, False),
    USUAL: Precision(True, False, False),
    HALF: Precision(True, False, True),
}


@contextmanager
def computing_in(name: str, device: str) -> Iterator[None]:
    """Within it, one of ``PRECISIONS`` holds.

    Args:
        name: of the precision.
        device: "cuda" or "cpu". A CPU knows no TF32, and many take a minute for bfloat16, so that
            there all are float32.
    """
    wanted = PRECISIONS[name]
    before = torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32
    torch.backends.cudnn.allow_tf32 = wanted.tf32_convolutions
    torch.backends.cuda.matmul.allow_tf32 = wanted.tf32_products
    try:
        with torch.autocast(device, torch.bfloat16, enabled=wanted.bf16 and device != "cpu"):
            yield
    finally:
        torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32 = before
