"""Values as Python writes them, read without running anything."""

from __future__ import annotations

import ast
import warnings
from typing import Any


def literal(text: str) -> Any:
    """The value that a text is.

    Raises:
        ValueError: it is none, or is nested too deeply.
    """
    with warnings.catch_warnings():
        # What Python has to say of how a text is written is for those who write programs.
        warnings.simplefilter("ignore")
        try:
            return ast.literal_eval(text)
        except (SyntaxError, TypeError, RecursionError, MemoryError) as error:
            raise ValueError(str(error)) from error
