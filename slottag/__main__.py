"""``python -m slottag`` is the ``slottag`` command."""

from slottag.cli import main

if __name__ == "__main__":
    main()
