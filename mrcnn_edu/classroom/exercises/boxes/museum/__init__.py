"""Wrong ways with boxes: ``formats.py`` (corners and clipping), then ``boxes.py`` (IoU)."""
