"""The corpus on disk: one JSONL file a split, and the table of sizes in the data card."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from slottag.corpora.engine.slots import SLOTS
from slottag.corpora.engine.splits import Recipe
from slottag.corpora.engine.tables import read_text
from slottag.errors import DataError
from slottag.files import writing
from slottag.text import Sentence

_BEGIN, _END = "<!-- sizes: written by the generator -->", "<!-- end of sizes -->"


def write_corpus(recipe: Recipe, folder: Path) -> None:
    """Generate every split after the grammar in the folder, write each beside it and bring the data card up to date.

    Args:
        recipe: how the corpus is made.
        folder: holds the grammar and the data card.

    Raises:
        DataError: a grammar that is not sound; nothing has been written then.
        OutputError: a file that cannot be written.
    """
    card = folder / "README.md"
    before, after = _read_card(card)
    # A long time is not spent on one split where the grammar of another is not sound.
    prepared = {split.name: recipe.prepared(folder, split) for split in recipe.splits}
    corpus = {name: generate() for name, generate in prepared.items()}
    for name, sentences in corpus.items():
        with writing(folder / f"{name}.jsonl") as stream:
            stream.writelines(map(_jsonl_line, sentences))
    with writing(card) as stream:
        stream.write(before + _sizes_table(corpus) + after)


def _jsonl_line(sentence: Sentence) -> str:
    """The sentence as one line of JSON without spaces between its parts, offsets in code points."""
    spans = [{"start": span.start, "end": span.end, "slot": span.slot} for span in sentence.spans]
    record: dict[str, object] = {"text": sentence.text, "spans": spans}
    if sentence.asked:
        record["asked"] = list(sentence.asked)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def _sizes_table(corpus: Mapping[str, Sequence[Sentence]]) -> str:
    """A Markdown table: sentences and spans per slot of each split."""
    counts = [Counter(span.slot for sentence in own for span in sentence.spans) for own in corpus.values()]
    rows = [
        ["", *corpus],
        ["---", *("---:" for _ in corpus)],
        ["sentences", *(str(len(sentences)) for sentences in corpus.values())],
        *([f"`{slot}`", *(str(count[slot]) for count in counts)] for slot in SLOTS),
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _read_card(card: Path) -> tuple[str, str]:
    """What stands in front of and behind the table of sizes in the data card.

    Raises:
        DataError: there is no card, or no place for the table in it.
    """
    before, begin, rest = read_text(card).partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise DataError(f"{card}: has no place for the table of sizes; put the lines {_BEGIN} and {_END} into it")
    return f"{before}{begin}\n", end + after
