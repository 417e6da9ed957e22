"""From pieces of marked text to a Chinese sentence: punctuation, and the ways people type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from slottag.corpora.engine.pieces import Piece, Typing, join, natural
from slottag.errors import DataError
from slottag.text import Sentence

PAUSE = "，"
# A semicolon stays where others are left out: without it, two clauses would read as one.
_MARKS = re.compile("[，。？！、：,!?]")
# Beside which a token ends by itself: a Han character, a space.
_BESIDE = re.compile("[\u3400-\u9fff ]")
_LAST = re.compile("[，。？！、]+$")


def spaced(text: str) -> str:
    """With spaces for all punctuation."""
    return _MARKS.sub(" ", text)


def bare(text: str) -> str:
    """Without punctuation."""
    return _MARKS.sub("", text)


def narrow(text: str) -> str:
    """With the punctuation of a Latin keyboard."""
    return text.translate(str.maketrans("，。？！：；", ",.?!:;"))


# The ways of typing, the natural one most often; and how those type who took no care.
TYPINGS: tuple[Typing, ...] = (*[natural] * 13, *[spaced] * 3, *[bare] * 3, narrow)
HASTY: tuple[Typing, ...] = (spaced, bare, bare)
# What people put at the end now and then.
ENDS = ("。", "。", "！", "～", "？", "!", "…", "🙏", "谢谢", "~")


def write_sentence(pieces: Sequence[Piece], typing: Typing = natural) -> Sentence:
    """The sentence that the pieces make; codes and numbers that would run into each other are set apart.

    Raises:
        DataError: a mark that does not start and end at token edges.
    """
    typed = [piece if piece.slot else piece.changed(typing) for piece in pieces]
    try:
        return join(typed, partial(_meet, apart=False), _end)
    except DataError:
        return join(typed, partial(_meet, apart=True), _end)


def _meet(text: str, part: str, *, apart: bool) -> tuple[str, str]:
    """Two neighbours without doubled spaces; if ``apart``, with one where no token ends by itself."""
    part = re.sub(r" +", " ", part)
    if not text or text.endswith(" "):
        part = part.lstrip()
    if apart and text and part and not (_BESIDE.match(text[-1]) or _BESIDE.match(part)):
        text += " "
    return text, part


def _end(text: str) -> str:
    """Nobody ends in a pause."""
    text = text.rstrip(" ")
    return _LAST.sub("", text) if text.endswith((PAUSE, "、")) else text
