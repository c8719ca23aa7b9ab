"""The data of the lessons, and of training.

Read ``coins.py`` first: the photograph that every lesson returns to. The small detector learns from
``shapes.py`` (with ``shape_painting.py``, ``shape_masks.py`` and ``textures.py``) and from
``coin_scenes.py`` (with ``coin_cutouts.py``, ``coin_pasting.py`` and ``coin_grounds.py``).
``augment.py`` makes more of few images, and ``coco_format.py`` reads and writes COCO's JSON.
"""
