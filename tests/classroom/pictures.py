"""The picture of a verdict."""

import base64
import re

from mrcnn_edu.classroom.verdict import Verdict


def png_in(verdict: Verdict) -> bytes | None:
    """The picture that a notebook shows with a verdict, None if there is none."""
    page = verdict._repr_mimebundle_()["text/html"]
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page)
    return base64.b64decode(found[1]) if found else None
