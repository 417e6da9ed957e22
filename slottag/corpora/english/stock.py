"""Values to tell hand-written sentences again with: those of other sentences that stood in a like place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from random import Random

from slottag.corpora.engine.draft import pick
from slottag.corpora.engine.pieces import join
from slottag.corpora.engine.written import Told, refill, values
from slottag.corpora.english.places import in_ascii
from slottag.text import Sentence

# Names fit wherever another name stood; of all else only what began alike behind the same word.
_NAMES = ("place", "carrier")
_FEW = 3
_LEADS = ("on", "at", "in", "the", "a", "an", "by", "for", "of", "this", "is", "to", "from", "any", "and")
_BOUNDS = {
    *["by", "before", "after", "around", "about", "between", "no", "not", "at", "up", "under", "less", "below", "max"]
}

Key = tuple[str, ...]


class Stock:
    """Values by the places that they can stand in.

    Args:
        sentences: whose values are kept.
    """

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        # A dict of None for its order.
        found: dict[Key, dict[str, None]] = defaultdict(dict)
        for sentence in sentences:
            if _case(sentence) is None:
                for value in values(sentence):
                    found[_key(value)][value.text] = None
        self._values = {key: tuple(texts) for key, texts in found.items()}

    def refill(self, sentence: Sentence, random: Random) -> Sentence:
        """The sentence with other values in most of its spans, written in its own case; nothing else is changed."""
        case = _case(sentence)
        pieces = refill(sentence, random, lambda value: self._draw(_key(value), random))
        return join(piece.changed(case) if case and piece.slot else piece for piece in pieces)

    def _draw(self, key: Key, random: Random) -> str | None:
        found = self._values.get(key, ())
        return pick(random, found) if len(found) >= _FEW else None


def _key(value: Told) -> Key:
    if value.family in _NAMES:
        kind = "code" if value.text.isupper() and len(value.text) == 3 else "name"
        return value.family, kind, value.lead if value.lead == "the" else ""
    text, lead = value.text.casefold(), value.lead if value.lead in _LEADS else ""
    return value.family, lead, *_kind(text), str(text.endswith(("'s", "’s")))


def _kind(value: str) -> Sequence[str]:
    """How the value begins: a number, a bound or another word, and whether a number follows."""
    first, number = in_ascii(value).split()[0], any(character.isdigit() for character in value)
    if first[0].isdigit():
        return "digits", first.lstrip("0123456789") if first.isalnum() else "marks"
    return first if first in _BOUNDS else "word", str(number)


def _case(sentence: Sentence) -> Callable[[str], str] | None:
    """How a sentence in one case throughout is written; ``None`` for one in both."""
    if sentence.text.islower():
        return str.lower
    return str.upper if sentence.text.isupper() else None
