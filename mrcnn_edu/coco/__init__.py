"""COCO's format, in and out. Nothing outside this folder knows how a file is written.

Read ``folder.py`` first: a folder of images and COCO's JSON as a data set, whatever is wrong with
some of them. ``format.py`` opens the file and has the names of what is in it, ``spellings.py``
reads what tools write in several ways as one, ``images.py`` finds its images, by names of any
system in ``file_names.py``, ``sorting.py`` sorts its annotations, ``mending.py`` and
``box_mending.py`` mend them, and ``problems.py`` is how all of that is told. ``reading.py`` makes
tensors of what is left; ``fields.py`` checks box and mask for it. ``run_lengths.py`` and
``polygons.py`` are masks as COCO writes them.

``writing.py`` goes the other way: targets and detections as COCO's JSON, object by object in
``entries.py``. ``instances.py`` reads objects and detections as the evaluation compares them, with
``loading.py``, which makes a mask's box or a box's mask where only the other was given.
"""
