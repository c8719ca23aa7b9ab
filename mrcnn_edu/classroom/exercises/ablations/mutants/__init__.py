"""Wrong intervals and verdicts besides those of the museum, one file for each exercise."""
