"""From a frame to pieces of marked text."""

from __future__ import annotations

from slottag.data.booking.expansion import expand
from slottag.data.booking.surface import Piece
from slottag.data.booking_zh.draft import Draft
from slottag.data.booking_zh.frames import Frame
from slottag.data.booking_zh.grammar import Grammar

PAUSE = "，"
# How often a comma stands in front of a part that may have one.
_PAUSED = 0.7


def expand_frame(frame: Frame, grammar: Grammar, draft: Draft) -> list[Piece]:
    """The pieces of one sentence of the frame."""
    pieces: list[Piece] = []
    for part in frame.parts:
        clauses = [list(expand(clause, grammar, draft)) for clause in part.clauses]
        paused = part.paused and draft.chance(_PAUSED)
        for clause in draft.shuffle([clause for clause in clauses if any(text for text, _ in clause)]):
            pieces += [(PAUSE, None)] * paused + clause
            paused = True
    return pieces
