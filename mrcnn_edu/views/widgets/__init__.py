"""Pictures that answer a hand: each is Python state and one plain ES module.

Read ``iou.py`` with ``iou.js``, then ``nms.py`` with ``nms.js``. They share ``geometry.js`` (the
arithmetic), ``stage.js`` (the photograph and the keyboard), ``controls.js`` (buttons and fields),
``widgets.css`` and ``strings.json``, which holds every word that a person reads.
``inputs.py`` checks what comes in and ``sources.py`` joins the modules.

``microscope.py`` with ``microscope.js`` is the largest. Its arithmetic stands in
``roi_geometry.js``, its drawing in ``map_stage.js`` and ``roi_overlays.js``, its equations in
``roi_equations.js``, and ``moment.js`` with ``address.js`` keep its state in the address of a page.
"""
