"""The road from R-CNN to Faster R-CNN, run whole: ``python -m tools.the_line``.

Read ``__main__.py``, then ``scenes.py``, what all systems learn from, and ``pretraining.py``, what
all of them start from. Then one file a system. Each has

    new(num_classes) -> detector
        with random weights, on the CPU;
    train(seed, m0, scenes, device, folder, stretch) -> (detector, costs)
        from the state dict of the body that ``pretraining.py`` made, on pairs of image and target
        with "boxes", "labels" and "proposals"; its steps times ``stretch``; what must be kept on
        the way lies in ``folder``, and where a finished part is there, it goes on behind it;
    variants(detector) -> name, detector, one after another
        what is evaluated, the finished system last;
    times(detector, image, proposals, clock) -> None
        one detection in its parts, each ``with clock.part(name)``.

Those that learn end to end share ``learning.py``, their loop, and ``detection_parts.py``, their
clock. ``between_steps.py`` looks at Faster R-CNN after each of its four steps, and
``truncation.py``, a command of its own, at Fast R-CNN with a thin first layer.

``costs.py`` measures time and disk, and ``table.py`` puts all together.
"""
