"""Formats of bytes that are no text: each needs a package of the extra ``slottag[formats]``."""
