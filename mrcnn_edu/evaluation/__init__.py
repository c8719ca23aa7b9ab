"""How good a detector is, by COCO's rules, and what each of its errors was.

Read ``coco_eval.py`` first: curves and means. ``matching.py`` says which detection found which
object, ``overlaps.py`` measures how well two boxes, masks or poses agree; ``coco/instances.py``
reads and checks what is in the files. ``error_reasons.py`` says why each detection was wrong.

``detector.py`` asks a detector about every image of a data set, and gives its numbers, and
``small_masks.py`` keeps its memory small;
``on_folder.py`` does so with a folder of yours, ``class_names.py`` where its classes are others.

``intervals.py`` says how far a mean of a few runs can be trusted, and
``proposal_recall.py`` is about boxes without a class: how many objects they find.
"""
