"""The best sequence of tags among those in which some slots come once at most in each part, and how sure that is."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slottag.model.tags import TagSet
from slottag.runtime.chain import Chain, Doubles
from slottag.runtime.marginals import Marginals
from slottag.runtime.packing import Packing
from slottag.runtime.runs import Runs
from slottag.runtime.viterbi import Tags
from slottag.runtime.weights import Array
from slottag.text.schemes import Run

Mask = NDArray[np.bool_]

MOST = 2**22
# What the slots that are left out of a sum may be worth in it together.
_TINY = 1e-9


class Obeying(NamedTuple):
    """How sure the spans of a sentence are that obeys.

    Attributes:
        spans: of each span, its probability given that the sentence obeys.
        whole: that of all of them and no others, given the same.
        obeys: the probability, under the model as it is, that the sentence obeys.
    """

    spans: list[float]
    whole: float
    obeys: float


class Once:
    """Sequences in which each of some slots has one span at most, or one in each part of the sentence: the best one,
    and the probabilities among them.

    A sequence goes through states: its tag, and the set of slots that have come. There are two to the number of slots
    of such sets, and the search avoids most: what is best without the constraint, and obeys, is best with it; where
    slots repeat, these alone are constrained and the best is sought anew, until none repeats. Each time it is the best
    of more sequences than those that obey, so the first that obeys is the best of those.

    Args:
        chain: the scores of transitions.
        tags: what the numbers of tags mean.
        slots: those that come once at most; others than the model's are passed over.
        parts: the tokens with which another part of the sentence begins, in which each slot may begin anew.
        most: how many scores are held of a sentence: one for each token, tag and set of slots that came.
    """

    def __init__(
        self, chain: Chain, tags: TagSet, slots: Collection[str], parts: Sequence[int] = (), most: int = MOST
    ) -> None:
        self._chain = chain
        self._most = most
        self._parts = sorted({0, *parts})
        self._runs = Runs(tags)
        # A tag begins a span wherever it stands, or nowhere.
        begins = ~chain.continuations.any(axis=0)
        names = np.array(tags.slot_of_each)
        self._openers = {slot: begins & (names == slot) for slot in tags.slots if slot in slots}

    def best(self, emissions: Array) -> Tags | None:
        """``(tokens, tags)`` emissions of one sentence to the tags ``(tokens,)`` of the best sequence that obeys;
        ``None`` where so many slots repeat in so long a sentence that the search would not end soon.
        """
        constrained: list[str] = []
        while self._bearable(emissions, constrained):
            tags = self._search(emissions, self._states(constrained))
            repeated = [slot for slot in self.repeated(self.runs(tags)) if slot not in constrained]
            if not repeated:
                return tags
            constrained += repeated
        return None

    def repeated(self, runs: Sequence[Run]) -> list[str]:
        """The slots that should come once and have several of these spans in a part."""
        found = Counter((bisect_right(self._parts, first), slot) for first, _, slot in runs)
        again = {slot for (_, slot), count in found.items() if count > 1}
        return [slot for slot in self._openers if slot in again]

    def runs(self, tags: Tags) -> list[Run]:
        """The spans that the tags ``(tokens,)`` of one sentence mark."""
        return self._runs(tags, np.array([len(tags)]))[0]

    def weighed(self, emissions: Array, tags: Tags, temperature: float) -> Obeying | None:
        """How sure the spans are that a sequence marks which obeys, with all scores divided by the temperature: exact
        but for less than 1e-8. ``None`` where so many slots may repeat in so long a sentence that the sums would not
        end soon.
        """
        weights = np.exp((emissions - emissions.max(axis=1, keepdims=True)) / temperature, dtype=np.float64)
        slots = self._doubtful(emissions, temperature)
        if not self._bearable(emissions, slots):
            return None
        free, states = self._states([]), self._states(slots)
        obeying = self._log_sum(weights, states, temperature)
        spans = [self._log_sum(self._forced(weights, tags, run), states, temperature) for run in self.runs(tags)]
        alone = self._log_sum(_only(weights, tags, range(len(tags))), free, temperature)
        everything = self._log_sum(weights, free, temperature)
        return Obeying([_ratio(span, obeying) for span in spans], _ratio(alone, obeying), _ratio(obeying, everything))

    def _bearable(self, emissions: Array, slots: Sequence[str]) -> bool:
        return emissions.size << len(slots) <= self._most

    def _states(self, slots: Sequence[str]) -> _States:
        return _States([self._openers[slot] for slot in slots], len(self._chain.start))

    def _search(self, emissions: Array, states: _States) -> Tags:
        """The tags of the best sequence through these states, by Viterbi's search; of equal ones any."""
        reached = np.empty((len(emissions), states.count, emissions.shape[1]), dtype=np.float32)
        reached[0] = states.begun(self._chain.start, -np.inf) + emissions[0]
        for before, here in pairwise(range(len(emissions))):
            led = np.array([(own[:, None] + self._chain.transitions).max(axis=0) for own in reached[before]])
            if here in self._parts:
                led[0], led[1:] = led.max(axis=0), -np.inf
            reached[here] = states.moved(led, -np.inf) + emissions[here]
        tags = np.empty(len(emissions), dtype=np.intp)
        state, tags[-1] = np.unravel_index((reached[-1] + self._chain.end).argmax(), reached[-1].shape)
        for before, here in reversed([*pairwise(range(len(emissions)))]):
            state = states.before[state, tags[here]]
            led = reached[before] + self._chain.transitions[:, tags[here]]
            if here in self._parts:
                state = led.max(axis=1).argmax()
            tags[before] = led[state].argmax()
        return tags

    def _log_sum(self, weights: Doubles, states: _States, temperature: float) -> float:
        """The logarithm of what all sequences through these states weigh, by the forward algorithm; ``weights (tokens,
        tags)`` are those of the emissions.
        """
        weighed, count = self._chain.at(temperature), weights.shape[1]
        moves, start, end = weighed.moves[:count, :count], weighed.start[:count], weighed.end[:count]
        vector, log = states.begun(start, 0.0) * weights[0], 0.0
        for here, own in enumerate(weights[1:], start=1):
            # Scaled at each step, as in the marginals.
            scale = float(vector.sum())
            if scale == 0.0:
                return -math.inf
            log += math.log(scale)
            led = vector / scale @ moves
            if here in self._parts:
                led[0], led[1:] = led.sum(axis=0), 0.0
            vector = states.moved(led, 0.0) * own
        total = float((vector @ end).sum())
        return log + math.log(total) if total > 0 else -math.inf

    def _doubtful(self, emissions: Array, temperature: float) -> list[str]:
        """The slots that may repeat. Of two spans of a slot in a part one begins elsewhere than at the token where that
        is likeliest, so a slot repeats with no more than the probability of its beginnings at all other tokens.
        """
        of_tags = Marginals(self._chain, emissions, Packing.of([len(emissions)]), temperature).tags()
        begun = {slot: of_tags[:, openers].sum(axis=1) for slot, openers in self._openers.items()}
        return [
            slot
            for slot, of_it in begun.items()
            if of_it.sum() - np.maximum.reduceat(of_it, self._parts).sum() > _TINY / len(begun)
        ]

    def _forced(self, weights: Doubles, tags: Tags, run: Run) -> Doubles:
        """The weights with nothing in them but sequences that have this span."""
        first, end, _ = run
        forced = _only(weights, tags, range(first, end))
        if end < len(weights):
            forced[end, self._chain.continuations[tags[end - 1]]] = 0.0
        return forced


class _States:
    """Which slots have come, as bits of a number: a tag that begins a span of one is reached from where its bit is not.

    Attributes:
        count: how many numbers there are.
        before: ``(count, tags)`` the number before a tag, by the number with that.
    """

    def __init__(self, openers: Sequence[Mask], tags: int) -> None:
        self.count = 1 << len(openers)
        self.before = np.arange(self.count)[:, None].repeat(tags, axis=1)
        self._reachable = np.ones_like(self.before, dtype=bool)
        for bit, own in enumerate(openers):
            has = np.arange(self.count) >> bit & 1 == 1
            self.before[np.ix_(has, own)] ^= 1 << bit
            self._reachable[np.ix_(~has, own)] = False

    def begun(self, start: NDArray[np.floating], nothing: float) -> NDArray[np.floating]:
        """``(tags,)`` of the start of a sentence to ``(count, tags)``, nothing where no first tag leads."""
        return np.where(self._reachable & (self.before == 0), start, start.dtype.type(nothing))

    def moved(self, led: NDArray[np.floating], nothing: float) -> NDArray[np.floating]:
        """``(count, tags)`` of tags by the number before them to the same by the number with them."""
        return np.where(self._reachable, np.take_along_axis(led, self.before, axis=0), led.dtype.type(nothing))


def _only(weights: Doubles, tags: Tags, places: range) -> Doubles:
    """The weights with nothing at some places but what these tags have."""
    only: Doubles = weights.copy()
    for place in places:
        only[place] = 0.0
        only[place, tags[place]] = weights[place, tags[place]]
    return only


def _ratio(part: float, whole: float) -> float:
    return min(1.0, math.exp(part - whole))
