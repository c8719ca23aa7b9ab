"""Data sets that can be downloaded: from where, and by what one knows that they are whole."""

from typing import NamedTuple


class Archive(NamedTuple):
    """A part of a data set as its makers publish it.

    Attributes:
        url: of a zip.
        part: the folder in it that is unpacked.
        place: where that lies below the data set's folder; "" for being that folder.
        size: of the zip, in bytes.
        sha256: its sum, where one is known.
    """

    url: str
    part: str
    place: str
    size: int
    sha256: str | None = None


class DataSet(NamedTuple):
    """A data set that can be downloaded.

    Attributes:
        archives: what it is unpacked from.
        files: some of its files, by which one sees that it is whole.
    """

    archives: tuple[Archive, ...]
    files: tuple[str, ...]


# Nobody publishes sums of these. Those of COCO are what several projects that have nothing to do
# with each other found; of the balloons only the length is known, and what must be in the zip.
DATA_SETS = {
    "balloon": DataSet(
        (
            Archive(
                "https://github.com/matterport/Mask_RCNN/releases/download/v2.1/balloon_dataset.zip",
                "balloon",
                "",
                38_741_381,
            ),
        ),
        ("train/via_region_data.json", "val/via_region_data.json"),
    ),
    "coco_val2017": DataSet(
        (
            Archive(
                "http://images.cocodataset.org/zips/val2017.zip",
                "val2017",
                "val2017",
                815_585_330,
                "4f7e2ccb2866ec5041993c9cf2a952bbed69647b115d0f74da7ce8f4bef82f05",
            ),
            Archive(
                "http://images.cocodataset.org/annotations/annotations_trainval2017.zip",
                "annotations",
                "annotations",
                252_907_541,
                "113a836d90195ee1f884e704da6304dfaaecff1f023f49b6ca93c4aaae470268",
            ),
        ),
        (
            "annotations/instances_val2017.json",
            "annotations/person_keypoints_val2017.json",
            "val2017/000000000139.jpg",
        ),
    ),
}
