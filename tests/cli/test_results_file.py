"""results.json is whole whatever ends the work."""

import errno
import json

import pytest

from mrcnn_edu.cli.results_file import ResultsFile, read_results


class Disk:
    """A file on a disk that is full after so many bytes."""

    def __init__(self, file, room: int) -> None:
        self.file, self.room = file, room

    def write(self, data: bytes) -> int:
        if len(data) > self.room:
            self.file.write(data[: self.room])
            self.room = 100  # what is cut off again is free
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.file.write(data[:3])  # as systems may

    def __getattr__(self, name: str):
        return getattr(self.file, name)


@pytest.mark.parametrize("room", [0, 1, 20])
@pytest.mark.parametrize("before", [[], [{"image_id": 1, "file_name": "ł"}]])
def test_a_full_disk_leaves_what_was_there(tmp_path, room, before):
    path = tmp_path / "results.json"
    with ResultsFile(path, before) as results:
        results.file = Disk(results.file, room)
        with pytest.raises(OSError, match=f"No space left on device: '{path}'"):
            results.add([{"image_id": 2, "file_name": "x" * 200}])
        assert json.loads(path.read_text()) == before
        results.add([{"image_id": 3}])
    assert json.loads(path.read_text()) == [*before, {"image_id": 3}] == read_results(path)


def test_of_a_damaged_file_what_is_whole_is_read(tmp_path):
    path = tmp_path / "results.json"
    with ResultsFile(path) as results:
        results.add([{"image_id": 1}, {"image_id": 2}])
    path.write_bytes(path.read_bytes()[:-6])
    assert read_results(path) == [{"image_id": 1}]
    assert read_results(tmp_path / "none.json") == []
