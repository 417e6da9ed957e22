"""CoNLL-2011 and -2012 (OntoNotes): the word is the 4th column, the entities are brackets in the 11th.

Documents stand between ``#begin document`` and ``#end document``. Entities inside others are left out, and
that is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from slottag.data.content import Content
from slottag.data.formats.columns.brackets import runs_of
from slottag.data.formats.format import Format
from slottag.data.formats.remarks import remarks
from slottag.data.lines import columns, is_blank
from slottag.data.records import Fault, Record, each
from slottag.errors import DataError
from slottag.text import Sentence
from slottag.wording import plural

_BEGIN = "#begin document"
_WORD, _ENTITIES = 3, 10

Block = list[list[str]]


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file."""
    with remarks(content) as say:

        def record(rows: Block, line: int) -> Record:
            short = next((row for row in rows if len(row) <= _ENTITIES), None)
            if short is not None:
                raise DataError(
                    f"{plural(len(short), 'column')}, expected at least {_ENTITIES + 1}; correct the sentence"
                )
            runs, nested = runs_of([row[_ENTITIES] for row in rows])
            if nested:
                say("entities inside others are left out", line)
            sentence = Sentence.from_words([row[_WORD] for row in rows]).with_runs(runs)
            return Record(content.path, line, sentence.text, sentence.tokens, sentence.spans)

        yield from each(content.path, _blocks(content), record)


def recognise(content: Content) -> bool:
    """Whether a line begins a document."""
    return content.text.startswith(_BEGIN) or f"\n{_BEGIN}" in content.text


def _blocks(content: Content) -> Iterator[tuple[int, Block]]:
    rows: Block = []
    for number, line in enumerate([*content.lines, ""], 1):
        if line.startswith("#") or is_blank(line):
            if rows:
                yield number - len(rows), rows
            rows = []
        else:
            rows.append(columns(line))


FORMAT = Format(
    name="conll2012",
    endings=(".gold_conll", ".v4_gold_conll", ".auto_conll"),
    known_by="#begin document",
    recognise=recognise,
    read=read,
    rules="the word is the 4th column, entities are brackets in the 11th; of those inside others the outermost",
)
