"""Wrong losses: ``mask_loss.py``, then ``rpn_loss.py``."""
