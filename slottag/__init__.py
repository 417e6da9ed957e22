"""slottag fills slots: it learns from marked sentences and tags new ones."""

__version__ = "0.1.0"
