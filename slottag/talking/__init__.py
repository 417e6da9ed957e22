"""Talks: what a person asks for over several turns, kept as one frame."""

from slottag.talking.talk import Talk, Turn

__all__ = ["Talk", "Turn"]
