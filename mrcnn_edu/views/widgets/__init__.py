"""Pictures that answer a hand: each is Python state and one plain ES module.

Begin with ``lesson_widget.py``, which is what all widgets have in common, and ``kit/view.js``,
which is the same on the page. ``inputs.py`` checks what comes in, ``sources.py`` joins modules,
style and words into what a page needs, and ``strings.json`` holds every word that a person reads.

Then ``iou.py`` with ``iou.js``, and ``nms.py`` with ``nms.js`` and ``queue.js``. What they share is
in the folder ``kit``: ``page.js`` (elements and words), ``model.js`` (state), ``stage.js`` (the
photograph), ``boxes.js`` with ``movable.js`` and ``hands.js``, ``fields.js`` with ``controls.js``,
``equations.js``, ``tasks.js`` (predict first), ``lit.js``, ``strip.js``, ``hatch.js``,
``areas.js`` and ``geometry.js`` (the arithmetic of boxes).

``merge_tree.py`` with ``merge_tree.js`` joins the regions of selective search one by one. In its
folder ``merge_tree``, ``merging.js`` is the arithmetic of the joins and ``progress.js`` what they
bring, ``regions_view.js`` and ``boxes_view.js`` draw over the photograph, ``measures_view.js`` is
the four similarities with their switches, and ``over_time.js`` the strip with its slider.

``anchor_field.py`` with ``anchor_field.js`` matches anchors to true boxes. In its folder
``anchor_field``, the arithmetic is in ``matching.js``, ``recall.js`` and ``coding.js``, and
``stock.js`` has all that follows from the state. ``field.js`` shows dots and anchors,
``close_up.js`` one anchor enlarged, ``shapes.js`` the anchors of one cell as a table. There is a
panel for each thing to do: ``match_panel.js``, ``choose_panel.js`` and ``deltas_panel.js``.

``ladder.py`` with ``ladder.js`` shows which level of the pyramid reads a box. In its folder
``ladder``, ``pyramid.js`` is the arithmetic, ``rungs.js`` the ladder, ``lens.js`` the bins on the
level's cells, and ``sawtooth.js`` the strip.

``stencil.py`` with ``stencil.js`` pastes a small mask into a photograph; ``pasting.js`` is its
arithmetic.

``tug.py`` with ``tug.js`` lets two losses pull at the logits of one mask.

``curtain.py`` with ``curtain.js`` uncovers a list of detections row by row. In its folder
``curtain``, ``scoring.js`` is the arithmetic, ``names.js`` what boxes are called, ``scene.js``
shows them, ``rows.js`` is the list with the curtain, and ``plot.js`` the curve of precision and
recall.

``oks_ruler.py`` with ``oks_ruler.js`` measures a pose as COCO does. In its folder ``oks_ruler``,
``ruler.js`` is the arithmetic, ``figure.js`` the person with its rings and the joints to drag, and
``joints.js`` the list of what each counts.

``how_many_seeds.py`` with ``how_many_seeds.js`` looks for a gain by experiments of a few seeds,
which ``seed_experiments.py`` draws. In the folder ``how_many_seeds``, ``experiments.js`` is the
same arithmetic, ``intervals.js`` shows a hundred of them and ``studies.js`` what was measured.

``explorer.py`` with ``explorer.js`` sends a photograph through all stages of a detector.
``survivors.py`` says which boxes outlive them, and packs the numbers that the page gets. In the
folder ``explorer``, ``survivors.js`` is the same arithmetic, ``stages.js`` the list of stages,
``numbers.js`` what is said of an object at each, ``rows.js`` the timeline and ``picture.js`` the
boxes of one stage.

``microscope.py`` with ``microscope_examples.py`` is the largest; its modules stand in the folder
``roi``. Its arithmetic is in ``geometry.js`` and ``push.js``. ``pane.js`` shows one operator at
work, by its drawing (``map_stage.js``, ``overlays.js``) and its bins (``output_grid.js``).
``detail.js`` shows what the chosen bin is made of (``lens.js``, ``equations.js``). ``moment.js``
with ``address.js`` keep the state in the address of a page.
"""
