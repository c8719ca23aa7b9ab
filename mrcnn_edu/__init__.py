"""Mask R-CNN built in the open, from the first box to the last mask.

Read it in this order:

1. ``ops/boxes.py`` and ``ops/nms.py``: what a box is, and how to keep one of many; and
   ``ops/roi_pooling.py``: how a region of any size becomes a grid of fixed size. The other
   operators of a detector follow; ``ops/__init__.py`` has their order.
2. ``layers/``: the modules that hold weights, from the image's way in to the heads.
3. ``detectors/``: Faster R-CNN, Mask R-CNN and Keypoint R-CNN, put together of both.
4. ``files/``: what is not in the package, and how it comes here whole.
5. ``data/``: the photograph, and the coin, that every lesson returns to; the scenes that the
   small detector learns from; and any folder of images in COCO's format.
6. ``training/``: the loop that teaches a detector, and what lets it survive the night.
7. ``evaluation/``: how good a detector is, by COCO's rules.
8. ``views/``: the pictures and the widgets of the lessons.
9. ``classroom/``: how an exercise is checked and a wrong answer is answered.
10. ``cli/``: the commands of ``python -m mrcnn_edu``, where all of this meets your own pictures.

Nothing is re-exported: the import line of a name says where to read about it.
"""
