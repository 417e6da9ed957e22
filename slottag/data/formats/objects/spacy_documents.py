"""The JSON of spaCy 2's command line: documents of paragraphs of sentences of tokens, with BILOU tags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import listed, string
from slottag.data.formats.objects.words import place_words
from slottag.data.formats.remarks import Say
from slottag.data.records import Record, tagged
from slottag.text import Token

_is_paragraph = has_keys("sentences")
_UNKNOWN = "-"


def recognise(content: Content) -> bool:
    """Whether there are tokens with ``orth``."""
    return holds(content, has_keys("orth"))


def _records(path: Path, paragraph: Any, line: int, say: Say) -> Iterator[Record]:
    """The sentences of a paragraph, each a piece of its text where it has one."""
    raw = paragraph.get("raw")
    sentences = [listed(sentence, "tokens") for sentence in listed(paragraph, "sentences")]
    words = [[string(token, "orth") for token in tokens] for tokens in sentences]
    placed = place_words(raw, [word for some in words for word in some]) if isinstance(raw, str) else None
    if raw is not None and placed is None:
        say("paragraphs whose text does not hold their tokens; text was made of the tokens", line)
    begin = 0
    for tokens, own in zip(sentences, words, strict=True):
        if not own:
            continue
        tags = [str(token.get("ner", "O")) for token in tokens]
        if _UNKNOWN in tags:
            say("sentences with tokens of which nobody said whether they are entities, read as outside", line)
        record = tagged(path, own, ["O" if tag == _UNKNOWN else tag for tag in tags], [line])
        if placed and isinstance(raw, str):
            record = _cut(record, raw, placed[begin : begin + len(own)])
        begin += len(own)
        yield record


def _cut(record: Record, raw: str, tokens: tuple[Token, ...]) -> Record:
    """The record as the piece of a paragraph that its tokens stand in."""
    start = tokens[0].start
    moved = tuple(Token(token.text, token.start - start, token.end - start) for token in tokens)
    return Record(record.path, record.line, raw[start : tokens[-1].end], moved, (), record.tags)


FORMAT = Format(
    name="spacy-documents",
    endings=(".json",),
    known_by='spaCy 2\'s "paragraphs" with "orth"',
    recognise=recognise,
    read=reader(_is_paragraph, _records),
    rules="`paragraphs[].sentences[].tokens[]` with `orth` and `ner` (BILOU; `-`, unknown, is read as outside, and"
    " said); a sentence is a piece of `raw`",
)
