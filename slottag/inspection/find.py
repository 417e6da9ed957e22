"""Which neurons tell a property of the tokens, each by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slottag.errors import DataError
from slottag.inspection.observed import Neuron, Observed, Part
from slottag.inspection.properties import Property, covered
from slottag.runtime.recording import Recording
from slottag.runtime.weights import Array
from slottag.text import Sentence

Doubles = NDArray[np.float64]

# Below this a neuron or a property does not move at all.
_STILL = 1e-9


@dataclass(frozen=True, slots=True)
class Found:
    """A neuron and how well it alone tells the property, on sentences that took no part in choosing it.

    Attributes:
        neuron: which it is.
        explained: the share of the property that it explains: of the squared error (of the wrong answers, where the
            property is so or not) that the best constant guess makes, the part that it takes away. 1 is all of it;
            below 0 it does worse than guessing.
        correlation: of its values with the property.
        accuracy: where the property is so or not, the share of the tokens told right by one threshold.
        where: its mean where the property is so, and where it is not; ``None`` for a number.
    """

    neuron: Neuron
    explained: float
    correlation: float
    accuracy: float | None = None
    where: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """The neurons that tell a property best, the best first, by the half of the sentences that ranks.

    Attributes:
        property: the name of it.
        found: the neurons.
        guess: what is right by always giving the more frequent answer; ``None`` for a number.
        tokens: how many tokens they were ranked on, and scored on.
        examples: sentences of the half that scores, with what was held over them.
    """

    property: str
    found: tuple[Found, ...]
    guess: float | None
    tokens: tuple[int, int]
    examples: tuple[Recording, ...]


def find(
    observed: Observed,
    wanted: Property,
    *,
    keep: Callable[[Part], bool] = lambda _: True,
    at: re.Pattern[str] | None = None,
    most: int = 10,
    examples: int = 3,
) -> Findings:
    """Rank neurons by how well each alone tells a property, and score them on the sentences not ranked on.

    A number is told by a line through the neuron's values, least squares; whether something is so, by the threshold
    with the most right answers. Both are fitted on the half that ranks. Neurons that are equal there are ordered by
    their correlation.

    Args:
        observed: what was held over the sentences, which must be marked if the property is of slots or tags.
        wanted: the property.
        keep: which layers, directions and gates to look at.
        at: only tokens that a match covers are judged.
        most: how many neurons to give.
        examples: how many sentences to show.

    Raises:
        DataError: the property is the same at all tokens, or there is no token or neuron to judge.
    """
    ranked, scored = _Half.of(observed.ranking, wanted, at), _Half.of(observed.scoring, wanted, at)
    for half in (ranked, scored):
        if not half.judged.any() or np.ptp(half.target) < _STILL:
            raise DataError(
                f"property {wanted.name!r}: is the same at all {int(half.judged.sum())} tokens of half of the"
                " sentences, so that nothing can tell it; correct it, or name other data"
            )
    tell = _tell_number if wanted.numeric else _tell_whether
    candidates: list[tuple[tuple[float, float], Found]] = []
    for (layer, direction, gate), first, second in observed.parts(keep):
        for unit, (rank, found) in enumerate(tell(ranked, scored, first, second), start=1):
            candidates.append((rank, found(Neuron(layer, direction, gate, unit))))
    if not candidates:
        raise DataError(
            f"property {wanted.name!r}: no neuron is left to look at; choose another layer, direction or gate"
        )
    candidates.sort(key=lambda each: each[0], reverse=True)
    share = float(scored.target.mean())
    return Findings(
        property=wanted.name,
        found=tuple(found for _, found in candidates[:most]),
        guess=None if wanted.numeric else max(share, 1 - share),
        tokens=(len(ranked.target), len(scored.target)),
        examples=_examples(observed.scoring, wanted, examples),
    )


Told = list[tuple[tuple[float, float], Callable[[Neuron], Found]]]


@dataclass(frozen=True, slots=True)
class _Half:
    """The tokens of half of the sentences: which are judged, and the property at those."""

    judged: NDArray[np.bool_]
    target: Doubles

    @classmethod
    def of(cls, recordings: Sequence[Recording], wanted: Property, at: re.Pattern[str] | None) -> _Half:
        sentences = [recording.sentence for recording in recordings]
        judged = np.concatenate([_judged(sentence, at) for sentence in sentences])
        target = np.concatenate([np.array(wanted.values(sentence)) for sentence in sentences])
        return cls(judged, target[judged])

    def values(self, held: Array) -> Doubles:
        """``(judged, hidden)`` of what was held."""
        return held[self.judged].astype(np.float64)


def _judged(sentence: Sentence, at: re.Pattern[str] | None) -> NDArray[np.bool_]:
    return np.array(covered(sentence, at) if at else [True] * len(sentence.tokens))


def _tell_number(ranked: _Half, scored: _Half, first: Array, second: Array) -> Told:
    """A line through each neuron's values."""
    before, after = ranked.values(first), scored.values(second)
    correlation = _correlation(before, ranked.target)
    spread = before.std(axis=0)
    slope = np.where(spread > _STILL, correlation * ranked.target.std() / np.maximum(spread, _STILL), 0.0)
    guessed = ranked.target.mean() + (after - before.mean(axis=0)) * slope
    wrong = ((guessed - scored.target[:, None]) ** 2).mean(axis=0)
    explained = 1 - wrong / scored.target.var()
    own = _correlation(after, scored.target)
    return [
        ((float(abs(correlation[unit])), 0.0), _number(float(explained[unit]), float(own[unit])))
        for unit in range(before.shape[1])
    ]


def _number(explained: float, correlation: float) -> Callable[[Neuron], Found]:
    return lambda neuron: Found(neuron, explained, correlation)


def _tell_whether(ranked: _Half, scored: _Half, first: Array, second: Array) -> Told:
    """The threshold of each neuron with the most right answers."""
    before, after = ranked.values(first), scored.values(second)
    right, thresholds, above = _thresholds(before, ranked.target > 0)
    correlation = np.abs(_correlation(before, ranked.target))
    so = scored.target > 0
    accuracy = (((after > thresholds) == above) == so[:, None]).mean(axis=0)
    guess = max(so.mean(), 1 - so.mean())
    explained = 1 - (1 - accuracy) / (1 - guess)
    own = _correlation(after, scored.target)
    means = after[so].mean(axis=0), after[~so].mean(axis=0)
    return [
        (
            (float(right[unit]), float(correlation[unit])),
            _whether(*(float(each[unit]) for each in (explained, own, accuracy, *means))),
        )
        for unit in range(before.shape[1])
    ]


def _whether(explained: float, correlation: float, accuracy: float, on: float, off: float) -> Callable[[Neuron], Found]:
    return lambda neuron: Found(neuron, explained, correlation, accuracy, (on, off))


def _thresholds(values: Doubles, so: NDArray[np.bool_]) -> tuple[Doubles, Doubles, NDArray[np.bool_]]:
    """For each column of ``(tokens, hidden)`` how many answers its best threshold gets right, the threshold itself, and
    whether what lies above it is so.
    """
    order = values.argsort(axis=0)
    sorted_values = np.take_along_axis(values, order, axis=0)
    below = so[order].cumsum(axis=0)[:-1]
    count = np.arange(1, len(values))[:, None]
    right = (count - below) + (so.sum() - below)
    # Equal values cannot be parted.
    apart = np.diff(sorted_values, axis=0) > 0
    above = right >= len(values) - right
    best = np.where(apart, np.maximum(right, len(values) - right), -1)
    place = best.argmax(axis=0)
    columns = np.arange(values.shape[1])
    middle = (sorted_values[place, columns] + sorted_values[place + 1, columns]) / 2
    return best[place, columns].astype(np.float64), middle, above[place, columns]


def _correlation(values: Doubles, target: Doubles) -> Doubles:
    """``(tokens, hidden)`` with ``(tokens,)``; 0 where one does not move."""
    centred, other = values - values.mean(axis=0), target - target.mean()
    product: Doubles = (centred * other[:, None]).mean(axis=0)
    scale = values.std(axis=0) * target.std()
    return np.where(scale > _STILL, product / np.maximum(scale, _STILL), 0.0)


def _examples(recordings: Sequence[Recording], wanted: Property, most: int) -> tuple[Recording, ...]:
    """Sentences in which the property is now this, now that, the ones of middle length."""
    moving = [recording for recording in recordings if len(set(wanted.values(recording.sentence))) > 1]
    by_length = sorted(moving, key=lambda recording: len(recording.sentence.tokens))
    return tuple(
        by_length[(place * 2 + 1) * len(by_length) // (2 * most)] for place in range(min(most, len(by_length)))
    )
