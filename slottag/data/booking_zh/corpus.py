"""The corpus on disk: one file a split, and the table of sizes in the data card."""

from __future__ import annotations

from pathlib import Path

from slottag.data.booking.corpus import jsonl_line, read_card, sizes_table
from slottag.data.booking_zh.splits import SPLITS, generate
from slottag.files import writing


def write_corpus(folder: Path) -> None:
    """Generate every split after the grammar in the folder, write each beside it and bring the data card up to date.

    Raises:
        DataError: a grammar that is not sound; nothing has been written then.
        OutputError: a file that cannot be written.
    """
    card = folder / "README.md"
    before, after = read_card(card)
    corpus = {split.name: generate(folder, split) for split in SPLITS}
    for name, sentences in corpus.items():
        with writing(folder / f"{name}.jsonl") as stream:
            stream.writelines(jsonl_line(sentence) for sentence in sentences)
    with writing(card) as stream:
        stream.write(before + sizes_table(corpus) + after)
