"""Sentences written one by one: read as they stand, and filled anew with other values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from slottag.data.booking.draft import pick
from slottag.data.booking.places import in_ascii
from slottag.data.booking.surface import Piece, join_pieces
from slottag.data.formats import inline
from slottag.text import Sentence, tokenize_words

# Values of these slots stand in each other's place: the words around them tell the role, and not they.
_FAMILIES = {
    **dict.fromkeys(("origin", "destination", "via"), "place"),
    **dict.fromkeys(("departure_date", "arrival_date", "return_date"), "date"),
    **dict.fromkeys(("departure_time", "arrival_time", "return_time"), "time"),
}
# Names fit wherever another name stood; of all else only what began alike behind the same word.
_NAMES = ("place", "carrier")
_FEW = 3
_LEADS = ("on", "at", "in", "the", "a", "an", "by", "for", "of", "this", "is", "to", "from", "any", "and")
_CHANGED = 0.8
_BOUNDS = (
    "by",
    "before",
    "after",
    "around",
    "about",
    "between",
    "no",
    "not",
    "at",
    "up",
    "under",
    "less",
    "below",
    "max",
)

Key = tuple[str, ...]


def read_written(path: Path) -> list[Sentence]:
    """The sentences of a file with marks in the text, one a line, in order.

    Raises:
        DataError: the file cannot be read, or a mark that is broken or off the tokens' edges.
    """
    records = [record.tokenised(tokenize_words) for record in inline.FORMAT.read_file(path)]
    return [record.sentence() for record in records]


class Stock:
    """Values to fill sentences anew with: those of other sentences that stood in a like place.

    Args:
        sentences: whose values are kept.
    """

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self._values: dict[Key, dict[str, None]] = defaultdict(dict)
        for sentence in sentences:
            if _case(sentence) is None:
                for lead, value, slot in _values(sentence):
                    self._values[_key(lead, value, slot)][value] = None
        self._lists = {key: tuple(values) for key, values in self._values.items()}

    def refill(self, sentence: Sentence, random: Random) -> Sentence:
        """The sentence with other values in most of its spans, written in its own case; nothing else is changed."""
        case, known, pieces = _case(sentence), dict[Key, str](), list[Piece]()
        values = _values(sentence)
        for text, span in sentence.pieces():
            if span is None:
                pieces.append((text, None))
                continue
            lead, value, slot = next(values)
            # A place that comes again, as where trains are changed, is the same place again.
            name = (_FAMILIES.get(slot, slot), value.casefold())
            if name not in known:
                drawn = self._draw(_key(lead, value, slot), random) if random.random() < _CHANGED else None
                known[name] = drawn if drawn and drawn not in known.values() else value
            fresh = known[name]
            pieces.append((fresh if case is None or fresh == value else case(fresh), slot))
        return join_pieces(pieces)

    def _draw(self, key: Key, random: Random) -> str | None:
        found = self._lists.get(key, ())
        return pick(random, found) if len(found) >= _FEW else None


def _values(sentence: Sentence) -> Iterator[tuple[str, str, str]]:
    """The word in front of each span (empty if it tells nothing), its value and its slot."""
    words = sentence.words
    for span, (first, _, slot) in zip(sentence.spans, sentence.runs(), strict=True):
        lead = words[first - 1].casefold() if first else ""
        yield lead if lead in _LEADS else "", sentence.value(span), slot


def _key(lead: str, value: str, slot: str) -> Key:
    family = _FAMILIES.get(slot, slot)
    if family in _NAMES:
        return (family, "code") if value.isupper() and len(value) == 3 else (family,)
    return family, lead, *_kind(value), str(value.casefold().endswith(("'s", "’s")))


def _kind(value: str) -> Sequence[str]:
    """How the value begins: a number, a bound or another word, and whether a number follows."""
    words = in_ascii(value.casefold()).split()
    first, number = words[0], any(character.isdigit() for character in value)
    if first[0].isdigit():
        return "digits", first.lstrip("0123456789") if first.isalnum() else "marks"
    return first if first in _BOUNDS else "word", str(number)


def _case(sentence: Sentence) -> Callable[[str], str] | None:
    """How a sentence in one case throughout is written; ``None`` for one in both."""
    if sentence.text.islower():
        return str.lower
    return str.upper if sentence.text.isupper() else None
