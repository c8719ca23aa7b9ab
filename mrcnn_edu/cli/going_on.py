"""What of some photographs is done, so that the same command goes on, and no other mixes in.

Beside results.json lies photographs.json: first what was chosen, then each photograph once all of
it is written, also one on which nothing was found.
"""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from mrcnn_edu.cli.results_file import ResultsFile, read_results


class Findings:
    """The results in a folder, and which photographs they are of.

    Args:
        folder: that is made or gone on with.
        chosen: all that the results depend on, as JSON has it.

    Attributes:
        done: numbers of the photographs that are done.

    Raises:
        ValueError: if the folder holds results of another choice, or of nobody knows which.
        OSError: if it cannot be written.
    """

    def __init__(self, folder: Path, chosen: Mapping[str, Any]) -> None:
        results, photographs = folder / "results.json", folder / "photographs.json"
        before = read_results(photographs)
        _check_same(folder, chosen, before, results.exists())
        folder.mkdir(parents=True, exist_ok=True)
        self.done = {entry["image_id"] for entry in before[1:]}
        kept = [entry for entry in read_results(results) if entry["image_id"] in self.done]
        self._results = ResultsFile(results, kept)
        self._photographs = ResultsFile(photographs, before or [dict(chosen)])

    def add(self, photograph: Mapping[str, Any], entries: list[dict[str, Any]]) -> None:
        """Write down what was found on a photograph, and that it is done.

        Args:
            photograph: its "image_id", and what else is worth knowing.
            entries: COCO results.

        Raises:
            OSError: if they cannot be written.
        """
        self._results.add(entries)
        self._photographs.add([photograph])

    def __enter__(self) -> "Findings":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._results.__exit__(kind, error, traceback)
        self._photographs.__exit__(kind, error, traceback)


def _check_same(
    folder: Path, chosen: Mapping[str, Any], before: list[dict[str, Any]], has_results: bool
) -> None:
    """Refuse to mix results with others."""
    way_out = "give another --output, or remove the folder"
    if not before:
        if has_results:
            raise ValueError(f"{folder} holds results of something else; {way_out}")
        return
    for key, value in chosen.items():
        was = before[0].get(key)
        if was != value:
            short = not isinstance(value, list) and not isinstance(was, list)
            change = f"{key} was {was!r} and is now {value!r}" if short else f"of other {key}"
            raise ValueError(f"{folder} holds results of another command, {change}; {way_out}")
