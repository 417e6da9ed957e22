"""What people put in while they think, and characters taken for others; the marks stay where they belong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from slottag.corpora.chinese.characters import Characters
from slottag.corpora.chinese.surface import PAUSE
from slottag.corpora.engine.draft import Draft
from slottag.corpora.engine.pieces import Piece


def with_filler(pieces: Sequence[Piece], draft: Draft, filler: Callable[[Draft], str]) -> list[Piece]:
    """The pieces with a filler behind one of the pauses, or in front where there is none."""
    edges = [place for place, piece in enumerate(pieces, 1) if not piece.slot and piece.text.endswith(PAUSE)]
    place = draft.pick(edges) if edges else 0
    return [*pieces[:place], Piece(filler(draft)), *pieces[place:]]


def with_slips(pieces: Sequence[Piece], alike: dict[str, str], draft: Draft, slips: int) -> list[Piece]:
    """The pieces with some characters taken for others that sound alike."""
    pieces = [*pieces]
    for _ in range(slips):
        spots = [(n, k) for n, piece in enumerate(pieces) for k, letter in enumerate(piece.text) if letter in alike]
        if not spots:
            break
        number, place = draft.pick(spots)
        text = pieces[number].text
        other = draft.pick([letter for letter in alike[text[place]] if letter != text[place]])
        pieces[number] = pieces[number].saying(text[:place] + other + text[place + 1 :])
    return pieces


def read_alike(groups: Iterable[str], characters: Characters) -> dict[str, str]:
    """The characters that sound like each one, in simplified and in traditional writing, itself among them."""
    return {
        character: group for text in groups for group in (characters.traditional(text), text) for character in group
    }
