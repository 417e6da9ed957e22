"""``python -m slottag.corpora english|chinese FOLDER [--clean]``: write the corpus of the grammar in the folder.

``--clean`` leaves the English sentences to train on as the grammar says them, without slips, short forms and fillers.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from slottag.corpora.chinese import CHINESE
from slottag.corpora.engine.corpus import write_corpus
from slottag.corpora.engine.splits import Recipe
from slottag.corpora.english import ENGLISH
from slottag.errors import SlottagError

_RECIPES = {"english": ENGLISH, "chinese": CHINESE}


def main(arguments: list[str]) -> str | None:
    """Write the corpus; the message of what went wrong, if anything did."""
    language, *folders = [argument for argument in arguments if argument != "--clean"] or [""]
    if language not in _RECIPES or len(folders) != 1:
        return "usage: python -m slottag.corpora english|chinese FOLDER [--clean] (the folder with the grammar)"
    recipe = _RECIPES[language]
    try:
        write_corpus(clean(recipe) if "--clean" in arguments else recipe, Path(folders[0]))
    except SlottagError as error:
        return str(error)
    return None


def clean(recipe: Recipe) -> Recipe:
    """The same with sentences to train on that have no noise."""
    splits = (replace(split, noise=0.0) if split.name == "train" else split for split in recipe.splits)
    return replace(recipe, splits=tuple(splits))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
