"""That memory ran out, whoever says so."""


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether torch found no memory, on a GPU or, where it says so in words alone, elsewhere.

    Args:
        error: what torch raised.
    """
    import torch  # here, so that help comes at once

    return isinstance(error, torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(error)
