"""Fixed vectors of words, read in beside what a network learns: tables of them, how a word or a place in a sentence is
looked up, where tables come from.
"""

from slottag.model.vectors.group import Vectors

__all__ = ["Vectors"]
