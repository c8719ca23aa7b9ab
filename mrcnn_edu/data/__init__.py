"""The data of the lessons, and of training.

Read ``coins.py`` first: the photograph that every lesson returns to; ``lifeboat.py`` is another, of
a crowd. The small detector learns from
``shapes.py`` (with ``shape_painting.py``, ``shape_masks.py`` and ``textures.py``) and from
``coin_scenes.py`` (with ``coin_cutouts.py``, ``coin_pasting.py`` and ``coin_grounds.py``).
``ops/targets.py`` says what is known about an image, and ``scenes_with_proposals.py`` adds where to
look in it. ``object_pictures.py`` cuts scenes into pictures of one object.

``augment.py`` makes more of few images (with ``flips.py``, ``windows.py``, ``colours.py`` and
``random_numbers.py``), and so does ``copy_paste.py``;
``samples.py`` draws what a detector learns from.

``coco/folder.py`` makes a data set of your own images. ``balloon.py`` is one such data set, read
with ``via_regions.py``.

``folders.py`` finds data sets that are not in the package, yours or those that ``published.py``
knows where to download.
"""
