"""The check inside a real Jupyter kernel, where a learner meets it."""

import nbclient
import nbformat

CELLS = (
    "from mrcnn_edu.classroom.check import check\n"
    "from mrcnn_edu.classroom.exercises import table as exercises\n"
    "from mrcnn_edu.ops.boxes import box_iou",
    "def my_box_iou(boxes1, boxes2):\n    while True:\n        print('still here')",
    "check(my_box_iou, exercises.box_iou, seconds=0.5)",
    "def my_box_iou(boxes1, boxes2):\n    import sys\n    sys.exit(1)",
    "check(my_box_iou, exercises.box_iou)",
    "def my_box_iou(boxes1, boxes2):\n    widths = boxes1[:, 2]\n    return widths + unknown",
    "check(my_box_iou, exercises.box_iou)",
    "check(lambda a, b: box_iou(a, b) / 2, exercises.box_iou)",
    "check(box_iou, exercises.box_iou)",
)


def test_learner_in_a_notebook(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    nbclient.NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    ).execute()
    outputs = [cell.outputs for cell in notebook.cells if cell.source.startswith("check(")]
    assert [len(output) for output in outputs] == [1] * 5  # the verdict, and nothing printed
    endless, leaves, raises, half, right = (output[0].data for output in outputs)
    assert "had not returned after 0.5 s" in endless["text/plain"]
    assert "raised SystemExit" in leaves["text/plain"]
    assert "name 'unknown' is not defined" in raises["text/plain"]
    assert "In line 3: return widths + unknown" in raises["text/plain"]
    assert "data:image/png" in half["text/html"]
    assert right["text/plain"].startswith("Passed. box_iou agrees with the package on all")
    assert list(tmp_path.iterdir()) == []
