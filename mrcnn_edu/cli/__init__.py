"""The commands of ``mrcnn-edu``, or ``python -m mrcnn_edu``.

Read ``main.py`` first, then the file of a command. ``predict.py`` draws what a detector finds on
your photographs, ``train.py`` trains one on your data, ``evaluate.py`` says what it is worth,
``download.py`` fetches data and weights, and ``doctor.py`` says what is missing. ``detectors.py``,
``datasets.py``, ``installed.py``, ``memory.py``, ``saying.py`` and ``results_file.py`` are what
they share; ``learning.py`` has the options of training.
"""
