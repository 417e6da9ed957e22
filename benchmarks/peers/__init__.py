"""Other taggers, trained on the same sentences and scored by the same scorer, each in one file."""
