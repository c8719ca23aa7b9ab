"""The exercises by topic, and the table of all of them.

Begin with ``table.py``: a row for each exercise joins the right function, its cases, and the wrong
versions that must be caught. ``cases.py`` holds what the topics share, and ``number_grids.py`` what
their pictures do. Each topic has a folder (``boxes/``, ``nms/``, ``proposals/``, ``rcnn/``,
``spp/``, ``fast_rcnn/``, ``anchors/``, ``faster/``, ``roi/``, ``pyramid/``, ``masks/``,
``losses/``, ``evaluation/``, ``training/``, ``keypoints/``, ``ablations/``): ``examples.py`` holds
what an exercise is tried on first, with results found by hand; ``cases.py`` adds random cases;
``pictures.py`` draws a wrong answer; and ``museum`` holds the bugs worth knowing.
"""
