"""The commands of ``mrcnn-edu``, or ``python -m mrcnn_edu``.

Read ``main.py`` first, then the file of a command. ``predict.py`` draws what a detector finds on
your photographs, ``train.py`` trains one on your data, ``evaluate.py`` says what it is worth,
``download.py`` fetches data and weights, and ``doctor.py`` says what is missing. ``detectors.py``,
``datasets.py``, ``numbers.py``, ``installed.py``, ``memory.py`` and ``saying.py`` are what they
share; ``learning.py`` has the options of training.

``predict.py`` stands on ``photos.py``, which photographs are meant, ``finding.py``, what is found
on one, ``going_on.py`` and ``results_file.py``, how it is written down, ``coco_ids.py``, under
which numbers, ``drawing.py`` with ``fonts.py``, and ``cut_outs.py``. ``evaluate.py`` brings classes
together by ``class_names.py``.
"""
