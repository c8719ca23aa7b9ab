"""An older name of what stands in ``classroom/exercise.py``, ``classroom/exercises/cases.py``,
``classroom/exercises/boxes/cases.py`` and ``classroom/exercises/nms/cases.py``.
"""

from mrcnn_edu.classroom.exercise import *  # noqa: F403
from mrcnn_edu.classroom.exercises.boxes.cases import *  # noqa: F403
from mrcnn_edu.classroom.exercises.cases import *  # noqa: F403
from mrcnn_edu.classroom.exercises.nms.cases import *  # noqa: F403
