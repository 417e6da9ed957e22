"""What was tried and is no setting: each a piece put in the place of one of slottag's own, in one process.

A trial that is worth its cost belongs into slottag; until then nothing there knows of it.
"""
