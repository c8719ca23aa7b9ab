"""How good a detector is, by COCO's rules, and what each of its errors was.

Read ``coco_eval.py`` first: curves and means. ``matching.py`` says which detection found which
object, ``overlaps.py`` measures how well two boxes, masks or poses agree, and ``run_lengths.py``
reads masks as COCO writes them. ``coco_input.py`` reads and checks what is in the files.
``error_reasons.py`` says why each detection was wrong.
"""
