"""What the marks of sentences are, and so what a model of them is asked for."""

from __future__ import annotations

from enum import Enum

from slottag.text.schemes import PLAIN


class Task(Enum):
    """One of the three kinds of marks: spans, tags of single tokens, or tags that are the next symbols.

    What is measured, written and set by default rests on it; each package has a table by task of what is its affair.
    """

    SPANS = "spans"
    TAGS = "tags"
    NEXT_SYMBOLS = "next symbols"

    @classmethod
    def of_scheme(cls, name: str) -> Task:
        """What a model that predicts the tags of this scheme finds."""
        return cls.TAGS if name == PLAIN.name else cls.SPANS

    @property
    def scheme(self) -> str:
        """The name of the scheme that such marks are written in, whatever prefixes a model predicts: most readers of
        spans expect IOB2.
        """
        return "iob2" if self is Task.SPANS else PLAIN.name
