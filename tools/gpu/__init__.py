"""The parts of ``python -m tools.gpu_figures``, which measures everything that wants a GPU.

``findings.py`` writes what was found, at once. ``precision.py`` names what a GPU computes in.
``speed.py`` times whole detectors beside torchvision's, ``operators.py`` single operators, and
``waits.py`` counts where a GPU is waited for. ``balloons.py`` trains on balloons, with the recipes
of ``recipes.py``, on photographs that ``smaller.py`` made smaller. ``compiled.py`` asks what
torch.compile brings, ``two_processes.py`` what a second GPU does.
"""
