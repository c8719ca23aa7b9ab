"""Tests of the benchmark itself, on tiny inputs."""
