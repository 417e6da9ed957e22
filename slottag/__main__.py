"""``python -m slottag`` is the ``slottag`` command."""

from slottag.cli import entry

if __name__ == "__main__":
    entry()
