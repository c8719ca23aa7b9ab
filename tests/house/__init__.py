"""Tests of the house itself: its tools, its layers, its names, its files, and its tests."""
