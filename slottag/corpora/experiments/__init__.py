"""Generated corpora that show what a network keeps in mind: ``counter``, ``selective-counter``, ``memory``, ``copy``.

Each is next-symbol prediction as tagging: the tag of a token is the symbol behind it, that of the last one ``end``, and
a token whose next symbol cannot be known has no tag. The length N of a sequence is the number of those without one.
"""

from slottag.corpora.experiments.experiment import END, Experiment
from slottag.corpora.experiments.sequences import SEQUENCES

__all__ = ["END", "SEQUENCES", "Experiment"]
