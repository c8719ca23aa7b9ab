"""Numbers over the steps, for TensorBoard, or for nobody."""

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from torch import Tensor


class Scalars:
    """Writes numbers that ``tensorboard --logdir`` draws, inside a ``with``.

    Args:
        folder: where to; None to write nothing, for which TensorBoard need not be installed.
        step: the steps already made. What an interrupted run wrote of later ones is not drawn.

    Raises:
        ModuleNotFoundError: if there is a folder, and TensorBoard is not installed.
    """

    def __init__(self, folder: str | Path | None, step: int = 0) -> None:
        self._writer = None
        if folder is None:
            return
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                f"log_folder is {str(folder)!r}, but TensorBoard is not installed; use"
                " `pip install tensorboard`, or leave log_folder out"
            ) from error
        self._writer = SummaryWriter(str(folder), purge_step=step + 1)

    def write(self, group: str, numbers: Mapping[str, float | Tensor], step: int) -> None:
        """Write numbers under the name of a group.

        Args:
            group: they stand together on the page.
            numbers: by name.
            step: how many steps were made.
        """
        if self._writer is not None:
            for name, number in numbers.items():
                value = number.item() if isinstance(number, Tensor) else number
                self._writer.add_scalar(f"{group}/{name}", value, step)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Bring everything to the disk, above all when something went wrong."""
        if self._writer is not None:
            self._writer.close()
