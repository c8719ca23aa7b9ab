"""The paper's tables run again, small: one thing changed, the same seeds, held-out scenes once."""
