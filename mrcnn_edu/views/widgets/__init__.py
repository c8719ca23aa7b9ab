"""Pictures that answer a hand: each is Python state and one plain ES module.

Read ``iou.py`` with ``iou.js``, then ``nms.py`` with ``nms.js``. They share ``geometry.js`` (the
arithmetic), ``stage.js`` (the photograph and the keyboard), ``controls.js`` (buttons and fields),
``widgets.css`` and ``strings.json``, which holds every word that a person reads.
``inputs.py`` checks what comes in and ``sources.py`` joins the modules.

``microscope.py`` with ``microscope.js`` is the largest. Its arithmetic stands in
``roi_geometry.js``; ``roi_pane.js`` puts one operator together from its drawing (``map_stage.js``,
``roi_overlays.js``), its bins (``output_grid.js``) and its equations (``roi_equations.js``); and
``moment.js`` with ``address.js`` keep the state in the address of a page.
"""
