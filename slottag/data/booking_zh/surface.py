"""From pieces of marked text to a sentence: characters, punctuation, slips and the ways people type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from slottag.data.booking.surface import Piece
from slottag.data.booking_zh.draft import Draft
from slottag.data.booking_zh.expansion import PAUSE
from slottag.data.booking_zh.grammar import Grammar
from slottag.errors import DataError
from slottag.text import Sentence, Span, tokenize_words

Typing = Callable[[str], str]

# A semicolon stays where others are left out: without it, two clauses would read as one.
_MARKS = re.compile("[，。？！、：,!?]")
# Beside which a token ends by itself: a Han character, a space.
_BESIDE = re.compile("[\u3400-\u9fff ]")
_LAST = re.compile("[，。？！、]+$")
_ENDS = ("。", "。", "！", "～", "？", "!", "…", "🙏", "谢谢", "~")


def natural(text: str) -> str:
    """As it is written in a book."""
    return text


def spaced(text: str) -> str:
    """With spaces for all punctuation."""
    return _MARKS.sub(" ", text)


def bare(text: str) -> str:
    """Without punctuation."""
    return _MARKS.sub("", text)


def narrow(text: str) -> str:
    """With the punctuation of a Latin keyboard."""
    return text.translate(str.maketrans("，。？！：；", ",.?!:;"))


# How those type who took no care, and how everybody does.
HASTY: tuple[Typing, ...] = (spaced, bare, bare)
_ALL: tuple[Typing, ...] = (*[natural] * 13, *[spaced] * 3, *[bare] * 3, narrow)


def type_sentence(pieces: Sequence[Piece], grammar: Grammar, draft: Draft) -> Sentence:
    """The sentence that the pieces make as the speaker types it, now and then with a slip.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    written = list(pieces)
    if draft.chance(0.12):
        written = with_filler(written, grammar, draft)
    if draft.chance(0.08):
        written = with_slips(written, grammar, draft, 1 + draft.below(2))
    typing, end = draft.pick(_ALL), draft.pick(_ENDS) if draft.chance(0.12) else ""
    return write_sentence([*written, (end, None)] if end else written, typing)


def type_hastily(pieces: Sequence[Piece], grammar: Grammar, draft: Draft) -> Sentence:
    """The sentence typed on a telephone in a hurry: fillers, slips, hardly any punctuation."""
    written = with_filler(list(pieces), grammar, draft) if draft.chance(0.6) else list(pieces)
    return write_sentence(with_slips(written, grammar, draft, 1 + draft.below(3)), draft.pick(HASTY))


def in_voice(pieces: Iterable[Piece], grammar: Grammar, draft: Draft) -> list[Piece]:
    """The pieces in the characters of the speaker."""
    convert = grammar.characters.traditional if draft.traditional else natural
    return [(convert(text), slot) for text, slot in pieces if text]


def write_sentence(pieces: Sequence[Piece], typing: Typing = natural) -> Sentence:
    """The sentence that the pieces make; codes and numbers that would run into each other are set apart.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    typed = [(text if slot else typing(text), slot) for text, slot in pieces]
    try:
        return _join(typed, apart=False)
    except DataError:
        return _join(typed, apart=True)


def with_filler(pieces: list[Piece], grammar: Grammar, draft: Draft) -> list[Piece]:
    """The pieces with a word in between that people say while they think."""
    edges = [place for place, (text, slot) in enumerate(pieces) if not slot and text.endswith(PAUSE)]
    place = draft.pick(edges) + 1 if edges else 0
    filler = draft.pick(grammar.rules[draft.voice, draft.means]["filler"]).text
    return [*pieces[:place], *in_voice([(filler, None)], grammar, draft), *pieces[place:]]


def with_slips(pieces: list[Piece], grammar: Grammar, draft: Draft, slips: int) -> list[Piece]:
    """The pieces with some characters taken for others that sound alike."""
    alike = {
        character: group
        for text in grammar.slips
        for group in (grammar.characters.traditional(text), text)
        for character in group
    }
    for _ in range(slips):
        spots = [(n, k) for n, (text, _) in enumerate(pieces) for k, letter in enumerate(text) if letter in alike]
        if not spots:
            return pieces
        number, place = draft.pick(spots)
        text, slot = pieces[number]
        others = [letter for letter in alike[text[place]] if letter != text[place]]
        mistyped = text[:place] + draft.pick(others) + text[place + 1 :]
        pieces = [*pieces[:number], (mistyped, slot), *pieces[number + 1 :]]
    return pieces


def _join(pieces: Iterable[Piece], apart: bool) -> Sentence:
    text, spans = "", []
    for part, slot in pieces:
        part = re.sub(r" +", " ", part)
        if not text or text.endswith(" "):
            part = part.lstrip()
        if apart and text and part and not (_BESIDE.match(text[-1]) or _BESIDE.match(part)):
            text += " "
        if slot and part:
            spans.append(Span(len(text), len(text) + len(part), slot))
        text += part
    text = text.rstrip(" ")
    kept = _LAST.sub("", text) if text.endswith((PAUSE, "、")) else text
    return Sentence(kept, tokenize_words(kept), tuple(spans))
