"""What the words of a table tell of each place in a sentence that they could cover: for scripts without spaces.

Source: Ma, Peng, Zhang, Wei & Huang 2020, Simplify the usage of lexicon in Chinese NER ("SoftLexicon"); each word
counts the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slottag.model.vectors.keys import Keys, keys_of, shifts_of
from slottag.model.vectors.readings import PLACES
from slottag.model.vectors.table import Array, Rows, Table

# Tokens of a word at most.
_LONGEST = 5
_FIRST, _INSIDE, _LAST, _WHOLE = range(PLACES)
# What each token of a word of so many tokens is in it.
_ROLES = {
    tokens: np.array([_FIRST, *[_INSIDE] * (tokens - 2), _LAST] if tokens > 1 else [_WHOLE])
    for tokens in range(1, _LONGEST + 1)
}


@dataclass(frozen=True, slots=True)
class Cover:
    """Words of a table over the places that they cover, one entry for each word and place.

    Attributes:
        places: ``(entries,)`` which token of all sentences.
        roles: ``(entries,)`` what it is in the word: its first token, one inside, its last, all of it.
        rows: ``(entries,)`` the word's row in the table.
    """

    places: Rows
    roles: Rows
    rows: Rows

    @classmethod
    def of(cls, keys: Keys, lengths: NDArray[np.intp], table: Table, least: int = 1) -> Cover:
        """The words of so many tokens at least, up to 5, that stand in some sentences.

        Args:
            keys: ``(tokens, 2)`` those of the sentences' tokens (see ``token_keys``), sentence after sentence.
            lengths: ``(sentences,)`` the tokens of each.
            table: the words.
            least: the tokens of a word.
        """
        own, shifts = np.ascontiguousarray(keys.T)
        left = np.repeat(lengths.cumsum(), lengths) - np.arange(len(own))
        runs = own
        parts = []
        for tokens in range(1, min(_LONGEST, len(own)) + 1):
            if tokens > 1:
                # The runs of so many tokens, each that of one less and the token behind it.
                runs = runs[:-1] * shifts[tokens - 1 :] + own[tokens - 1 :]
            if tokens >= least:
                starts, rows = table.known(runs)
                # Of the few that are words, those that do not reach into the next sentence.
                inside = left[starts] >= tokens
                starts, rows = starts[inside], rows[inside]
                covered = (starts[:, None] + np.arange(tokens)).ravel()
                parts += [(covered, np.tile(_ROLES[tokens], len(rows)), rows.repeat(tokens))]
        none = (np.zeros(0, dtype=np.intp),) * 3
        return cls(*(np.concatenate(entries) for entries in zip(none, *parts, strict=True)))

    def only(self, numbers: Rows) -> Cover:
        """That of some of the places, ``numbers (tokens,)`` telling which place each is there, -1 for none."""
        places = numbers[self.places]
        chosen = places >= 0
        return Cover(places[chosen], self.roles[chosen], self.rows[chosen])

    def means(self, places: int, table: Table) -> Array:
        """``(places, 4·size)`` of each place the mean vector of the words that begin at it, of those that run through
        it, of those that end at it, and the vector of the token alone; zeros where there is none.
        """
        told = np.zeros((places * PLACES, table.size), dtype=np.float32)
        targets = self.places * PLACES + self.roles
        order = np.argsort(targets, kind="stable")
        targets = targets[order]
        firsts = np.flatnonzero(np.diff(targets, prepend=-1))
        if len(firsts):
            number = np.diff(firsts, append=len(targets)).astype(np.float32)
            sums = np.add.reduceat(table.take(self.rows[order]), firsts, axis=0)
            told[targets[firsts]] = sums / number[:, None]
        return told.reshape(places, PLACES * table.size)


def token_keys(words: Sequence[str], table: Table) -> Keys:
    """``(words, 2)`` the key of each token as the table reads it, and what the key of what stands before is multiplied
    by.
    """
    read = [word.lower().translate(table.alike) for word in words]
    return np.stack([keys_of(read), shifts_of(read)], axis=1)
