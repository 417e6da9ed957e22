"""Known words that differ from another word by one slip of the fingers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

# Words that are seen less often may be slips themselves, and short ones are one slip away from many others. No word
# that a person meant is longer than the longest here, and looking for one takes time that grows as its square.
_OFTEN, _SHORTEST, _LONGEST = 5, 5, 64


class Slips:
    """Finds the word that was meant: a letter left out, put in, hit for another, or two swapped.

    A slip and the word that was meant become the same when a letter is taken out of one or of both, so all that can be
    had of the known words in this way is looked up, and what is found is checked. Source: Damerau 1964, A technique for
    computer detection and correction of spelling errors (the four slips); Garbe 2012, SymSpell (deletions alone).

    Words of fewer than 5 letters or more than 64 are not sought.

    Args:
        words: the known words with how often each was seen, the most frequent first.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self._meant: dict[str, list[str]] = defaultdict(list)
        for word, count in words.items():
            if count >= _OFTEN and _is_fit(word):
                for shortened in _shortened(word):
                    self._meant[shortened].append(word)

    def meant(self, word: str) -> str | None:
        """The most frequent known word, another than this, that is one slip away; ``None`` where there is none."""
        if not _is_fit(word):
            return None
        meant = {known: None for shortened in _shortened(word) for known in self._meant.get(shortened, ())}
        found = [known for known in meant if _one_slip(word, known)]
        return max(found, key=self._words.__getitem__, default=None)


def _is_fit(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST and word.isalpha()


def _shortened(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _one_slip(word: str, other: str) -> bool:
    """Whether one slip makes a word another, if they are the same when each has lost a letter at most."""
    if len(word) != len(other):
        return True
    differing = [place for place, (one, two) in enumerate(zip(word, other, strict=True)) if one != two]
    swapped = (
        len(differing) == 2 and word[differing[0] : differing[1] + 1] == other[differing[0] : differing[1] + 1][::-1]
    )
    return len(differing) == 1 or (swapped and differing[1] == differing[0] + 1)
