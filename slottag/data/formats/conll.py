"""CoNLL and its many relatives: one token a line in two or more columns; a blank line ends a sentence.

Which column is the word and which the tag is seen from what they hold (``columns/plan.py``); written are the word first
and the tag last. Columns are separated by tabs if they stand in every line, else by ASCII white space, and are equally
many in the whole file. A line that begins with ``#`` is a comment, unless it has the file's columns. The comment
``# intent = X`` gives the sentence its intent, and so does a line of one cell behind each sentence; ``# asked = X Y``
the slots that were asked before it; ``# text = X`` its text, which files get where its spaces are not those that the
script has. A ``-DOCSTART-`` line is passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from slottag.data.content import Content
from slottag.data.formats.columns.plan import INDEX, Plan, plan_of, plausible
from slottag.data.formats.columns.table import DOCUMENT, Block, Row, Table, table_of
from slottag.data.formats.columns.words import Clean, cleaning_of
from slottag.data.formats.format import GENERAL, Format, Writer, column_words, file_text, line_intent, place
from slottag.data.formats.objects.words import place_words
from slottag.data.lines import ASCII_SPACE
from slottag.data.records import Fault, Record, tagged
from slottag.errors import DataError
from slottag.text import SCHEMES, Scheme, Sentence, tags_of
from slottag.text.foreign import has_form
from slottag.text.joining import spaces_behind
from slottag.text.schemes import OUTSIDE
from slottag.wording import plural

_INTENT = "# intent = "
_TEXT = "# text = "
_ASKED = "# asked = "
_NO_COMMENT = re.compile("[\t\n\v\f\r\0]")
# So many tokens are more than a sentence, as a rule.
_SHORT = 60


def read(content: Content) -> Iterator[Record | Fault]:
    """The records of a file; a sentence with a row of another width than the table's is a fault.

    Raises:
        DataError: no column holds tags, or two could.
    """
    table = table_of(content)
    plan = plan_of(content, table)
    if plan is None:
        yield from _without_plan(content, table)
        return
    clean, cleaned = cleaning_of([row.cells[plan.word] for row in table.rows])
    content.notes += [note for note in (plan.told(table.width), cleaned, _endless(table, plan)) if note]
    for number, block in enumerate(table.blocks):
        rows = block.rows[1:] if plan.header and number == 0 else block.rows
        intent = block.comment("intent")
        if table.tails:
            *rows, tail = rows
            intent = tail.cells[0]
        for some in _sentences(rows, plan):
            yield _record(content, table, plan, clean, block, some, intent)


def recognise(content: Content) -> bool:
    """Whether half of the lines have equally many columns, one of which holds tags: by their prefixes, or because there
    are few of them and an O among them; or whether tabs stand between equally many columns in every line.
    """
    table = table_of(content)
    rows = table.rows
    if not rows or 2 * len(rows) < sum(len(block.rows) for block in table.blocks):
        return False
    columns = (Counter(row.cells[place] for row in rows) for place in range(table.width))
    if any(2 * sum(own[tag] for tag in own if tag == OUTSIDE or has_form(tag)) >= len(rows) for own in columns):
        return True
    try:
        plan = plan_of(content, table)
    except DataError:
        return True
    whole = all(len(row.cells) == table.width for block in table.blocks for row in block.rows)
    return plan is not None and whole and plausible(table, plan)


def format_sentence(sentence: Sentence, scheme: Scheme = SCHEMES["iob2"]) -> str:
    """One sentence as rows of ``word TAB tag``; the line feed that a writer puts behind it makes the blank line. Of
    ``-DOCSTART-`` it makes the row that readers pass over.

    Raises:
        DataError: a word, slot or intent that a file of columns cannot hold.
    """
    words = column_words(sentence, "conll")
    intent = line_intent(sentence, "conll")
    head = f"{_INTENT}{intent}\n" if intent else ""
    head += f"{_ASKED}{_names(sentence)}\n" if sentence.asked else ""
    tags = tags_of(sentence, scheme)
    return head + "".join(f"{word}\t{tag}\n" for word, tag in zip(words, tags, strict=True))


def _names(sentence: Sentence) -> str:
    """What was asked, with spaces between the slots."""
    for slot in sentence.asked:
        if len(slot.split()) > 1:
            raise DataError(
                f"{place(sentence)}: {slot!r} was asked, and conll holds no spaces in slots; write jsonl instead"
            )
    return " ".join(sentence.asked)


def _with_text(sentence: Sentence) -> str:
    """The comment with a sentence's text where a file would lose it."""
    return f"{_TEXT}{sentence.text}\n" if _is_told(sentence) else ""


def _is_told(sentence: Sentence) -> bool:
    """Whether the text must stand beside the tokens, for it has spaces where the script has none or none where it has,
    and can, on a line.
    """
    if not sentence.text.strip(ASCII_SPACE) or _NO_COMMENT.search(sentence.text):
        return False
    words = sentence.words
    spaces = spaces_behind(words)
    made = "".join(f"{word} " if spaced else word for word, spaced in zip(words, spaces, strict=True))
    return made != sentence.text


def render(split: str, sentences: Sequence[Sentence], scheme: Scheme) -> dict[str, str]:
    """The file of one split, its tags in the given scheme.

    Raises:
        DataError: what the file would not give back.
    """
    for sentence in sentences:
        if DOCUMENT in sentence.words:
            raise DataError(f"{place(sentence)}: the word {DOCUMENT} is none in conll; write jsonl instead")
    return {
        f"{split}.conll": file_text(_with_text(sentence) + format_sentence(sentence, scheme) for sentence in sentences)
    }


def _sentences(rows: Sequence[Row], plan: Plan) -> Iterator[list[Row]]:
    """The rows of each sentence: all of a block, unless a column says which sentence they are of, or counts anew."""
    if plan.sentence is not None:
        column = plan.sentence
        for _, some in groupby(rows, key=lambda row: row.cells[column : column + 1]):
            yield list(some)
    elif plan.index is not None:
        yield from _counted(rows, plan.index)
    elif rows:
        yield [*rows]


def _endless(table: Table, plan: Plan) -> str | None:
    """What is to be told where nothing ends a sentence."""
    if len(table.blocks) > 1 or len(table.rows) < _SHORT or (plan.sentence, plan.index) != (None, None):
        return None
    return f"no blank line ends a sentence: all {len(table.rows)} tokens are one"


def _counted(rows: Sequence[Row], index: int) -> Iterator[list[Row]]:
    """Rows whose numbers begin anew with each sentence; ranges and decimals (``1-2``, ``1.1``) are no tokens."""
    sentence: list[Row] = []
    last = -1
    for row in rows:
        match = INDEX.fullmatch(row.cells[index])
        assert match
        if match[2]:
            continue
        number = int(match[1])
        if number < last and sentence:
            yield sentence
            sentence = []
        sentence.append(row)
        last = number
    if sentence:
        yield sentence


def _record(
    content: Content, table: Table, plan: Plan, clean: Clean, block: Block, rows: Sequence[Row], intent: str | None
) -> Record | Fault:
    odd = next((row for row in rows if len(row.cells) != table.width or not row.cells[plan.word]), None)
    if odd:
        return Fault(f"{content.path}:{odd.line}", _wrong(odd, table), " ".join(odd.cells))
    words = [clean(row.cells[plan.word]) for row in rows]
    tags = [row.cells[plan.tag] for row in rows]
    lines = [row.line for row in rows]
    text = block.comment("text")
    tokens = place_words(text, words) if text and len(rows) == len(block.rows) else None
    asked = tuple((block.comment("asked") or "").split())
    if text is None or tokens is None:
        return replace(tagged(content.path, words, tags, lines, intent=intent), asked=asked)
    return Record(content.path, lines[0], text, tokens, (), tuple(tags), tuple(lines), intent, asked=asked)


def _without_plan(content: Content, table: Table) -> Iterator[Fault]:
    """What is wrong with a file none of whose columns holds tags."""
    odd = next((row for block in table.blocks for row in block.rows if len(row.cells) < 2), None)
    if odd:
        yield Fault(f"{content.path}:{odd.line}", _wrong(odd, table), " ".join(odd.cells))
    elif table.width:
        raise DataError(
            f"{content.path}: no column holds tags (O, B-destination, …), expected one beside the words; say which with"
            " --columns word=N,tag=N (columns in Python)"
        )


def _wrong(row: Row, table: Table) -> str:
    got = " ".join(row.cells)
    if len(row.cells) < 2:
        return f"1 column, expected a word and a tag, got {got!r}; add the tag, or a blank line between sentences"
    if len(row.cells) == table.width:
        return "the word is empty, expected one; correct the line"
    return (
        f"{plural(len(row.cells), 'column')}, expected {table.width} as in line {table.first}, got {got!r}; no word or"
        " tag may hold white space"
    )


FORMAT = Format(
    name="conll",
    endings=(".conll", ".iob", ".bio", ".iob2", ".bioes", ".bmes", ".bieo", ".io", ".tsv", ".ner"),
    known_by="a token a line, in columns",
    recognise=recognise,
    read=read,
    rules="a token a line, the word first and the tag last, or as the columns show; a blank line ends a sentence;"
    " `# intent = X`; `# asked = SLOT SLOT`; `# text = X` where the spaces are not those of the script",
    weight=GENERAL,
    writer=Writer(
        render, format_sentence, loses="line breaks, tabs and outer spaces of the text", spaces=False, keeps_asked=True
    ),
)
