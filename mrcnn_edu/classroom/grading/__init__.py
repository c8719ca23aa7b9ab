"""Grading that can be trusted: a class's notebooks, each run in a sandbox, marked outside of it.

Read ``question.py`` first: what an assignment asks, and what each answer is worth.
"""
