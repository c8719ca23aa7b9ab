"""The data of the lessons, and of training.

Read ``coins.py`` first: the photograph that every lesson returns to. The small detector learns from
``shapes.py`` (with ``shape_painting.py``, ``shape_masks.py`` and ``textures.py``) and from
``coin_scenes.py`` (with ``coin_cutouts.py``, ``coin_pasting.py`` and ``coin_grounds.py``).
``targets.py`` says what is known about an image.

``augment.py`` makes more of few images (with ``flips.py``, ``windows.py``, ``colours.py`` and
``random_numbers.py``), and so does ``copy_paste.py``. ``coco_format.py`` writes targets and
detections as COCO's JSON, ``coco_targets.py`` reads it (with ``coco_annotation.py`` and
``coco_entries.py``).

``coco.py`` makes a data set of your own images and COCO's JSON, whatever is wrong with some of
them (with ``images.py``, ``problems.py``, ``coco_json.py``, ``coco_images.py``,
``coco_sorting.py``, ``coco_mending.py`` and ``coco_box_mending.py``). ``balloon.py`` is one such
data set, read with ``via_regions.py``.

``folders.py`` finds data sets that are not in the package, yours or those that ``published.py``
knows where to download.
"""
