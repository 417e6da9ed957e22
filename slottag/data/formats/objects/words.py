"""JSON objects of words and a tag for each, as the tools around transformers keep them, and their like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from slottag.data.formats.objects.parts import intent_in, plain_keys, questions_in, shown, split_in
from slottag.data.records import Record, tagged
from slottag.errors import DataError
from slottag.text import Token
from slottag.text.characters import visible_edges
from slottag.wording import plural

WORDS = ("tokens", "words", "tokenizedtext", "sentence", "text", "inputtokens")
TAGS = ("nertags", "tags", "labels", "ner", "nerlabels", "slots", "label", "slottags", "slotlabels", "iobtags", "bio")


def is_tagged(node: Any) -> bool:
    """Whether a value is an object of words and as many tags, or a list of pairs of a word and its tag."""
    if isinstance(node, list):
        return bool(node) and all(map(_is_pair, node))
    return isinstance(node, dict) and words_in(node) is not None and _tags_key(node) is not None


def tagged_record(path: Path, node: Any, line: int, names: Sequence[str] = ()) -> Record | None:
    """The record of such a value; ``None`` where it has no words. ``names`` are those of tags that are numbers.

    Raises:
        DataError: its tags are not as many as its words, or are numbers without names.
    """
    if isinstance(node, list):
        words, tags, intent, split = [word for word, _ in node], [tag for _, tag in node], None, None
        asked: tuple[str, ...] = ()
    else:
        key = _tags_key(node)
        words, intent, split = words_in(node) or [], intent_in(node), split_in(node)
        asked = questions_in(node)
        tags = [name_of(tag, names) for tag in plain_keys(node)[key]] if key else []
    if len(words) != len(tags):
        raise DataError(
            f"{plural(len(words), 'word')} and {plural(len(tags), 'tag')}, expected one for each word; correct the"
            " sentence"
        )
    if not words:
        return None
    record = tagged(path, words, tags, [line], intent=intent)
    return replace(record, split=split, asked=asked)


def has_numbers(node: Any) -> bool:
    """Whether the tags of such an object are numbers."""
    key = _tags_key(node) if isinstance(node, dict) else None
    return key is not None and any(type(tag) is int or (isinstance(tag, str) and tag.isdigit())
                                   for tag in plain_keys(node)[key])  # fmt: skip


def nameless(path: Path) -> DataError:
    """What to raise for tags that are numbers where nothing names them."""
    return DataError(
        f"{path}: the tags are numbers and nothing names them, expected names such as B-city; put them beside the file"
        ' as id2label.json: {"0": "O", "1": "B-city", …}'
    )


def words_in(node: Mapping[str, Any]) -> list[str] | None:
    """The words of an object; ``None`` where it has no list of them."""
    keys = plain_keys(node)
    lists = (keys[key] for key in WORDS if isinstance(keys.get(key), list))
    return next((words for words in lists if all(isinstance(word, str) for word in words)), None)


def place_words(text: str, words: Sequence[str]) -> tuple[Token, ...] | None:
    """The words as tokens of a text that holds them one after the other; ``None`` where it does not."""
    tokens = []
    end = 0
    for word in words:
        start = text.find(word, end) if word else -1
        if start < 0 or (start > end and _shows(text, end, start)):
            return None
        end = start + len(word)
        tokens.append(Token(word, start, end))
    return tuple(tokens)


def _shows(text: str, start: int, end: int) -> bool:
    first, last = visible_edges(text, start, end)
    return first < last


def _tags_key(node: Mapping[str, Any]) -> str | None:
    keys = plain_keys(node)
    lists = [key for key in TAGS if isinstance(keys.get(key), list)
             and all(type(tag) in (str, int) for tag in keys[key])]  # fmt: skip
    return max(lists, key=lambda key: len(keys[key]) == len(words_in(node) or ()), default=None)


def _is_pair(item: Any) -> bool:
    return isinstance(item, (list, tuple)) and len(item) == 2 and all(isinstance(part, str) for part in item)


def name_of(tag: str | int, names: Sequence[str]) -> str:
    """The name of a tag that is a number; any other as it is.

    Raises:
        DataError: the number has no name.
    """
    number = int(tag) if isinstance(tag, str) and tag.isascii() and tag.isdigit() and len(tag) < 9 else tag
    if isinstance(number, str):
        return number
    if not 0 <= number < len(names):
        raise DataError(f"tag {shown(number)} has no name, the names are 0 to {len(names) - 1}; name it or correct it")
    return names[number]
