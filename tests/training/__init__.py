"""Tests of the training loop and of what lets it survive."""
