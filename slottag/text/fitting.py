"""Fitting a tokenizer to training sentences: what their tokens, and the edges of their spans, say of where to cut."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from slottag.text import habits
from slottag.text.characters import JOINER, OWN, PICTURE, WORDLY, is_mark, kinds_of
from slottag.text.fitted import HABITS, LIST_NUMBER, FittedTokenizer, parts
from slottag.text.habits import EDGE, Context
from slottag.text.learned import Learned, folded
from slottag.text.values import Sentence

# What the edge of a span weighs beside that of a token: a value that is not cut free can never be found.
_SPAN_EDGE = 10
# A beginning or ending is of so many characters at most.
_LONGEST = 12
# The part of the segments with an ending that must be cut before it: where all tokens are given, and where only the
# edges of spans are known.
_GIVEN_SHARE, _SPANS_SHARE = 0.5, 0.1
_APOSTROPHES = frozenset("'’ʼ‘`")
# How often a mark must stand by itself between words for the corpus to part them where no space does.
_ALONE = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A segment as a sentence holds it. Places count from its first character.

    Attributes:
        cuts: where a token must end and the next begin, between its edges.
        values: the parts of spans in it, as ``(start, end)``; those that go on outside begin before 0 or end behind it.
        given: whether the tokens are the file's: where there is no cut, there is to be none.
    """

    text: str
    cuts: frozenset[int]
    values: tuple[tuple[int, int], ...]
    given: bool

    def weight(self, first: int, last: int) -> int:
        """What the cuts from ``first`` to ``last`` weigh; 0 where there is none."""
        edges = {edge for value in self.values for edge in value}
        own = [place for place in self.cuts if first <= place <= last]
        return max((_SPAN_EDGE if place in edges else 1 for place in own), default=0)

    def kept(self, first: int, last: int) -> bool:
        """Whether it is known that there is no cut from ``first`` to ``last``."""
        inside = any(start < first and last < end for start, end in self.values)
        return not self.weight(first, last) and (self.given or inside)

    def overlaps_value(self, first: int, last: int) -> bool:
        """Whether a part of ``first`` to ``last`` is in a span."""
        return any(start < last and first < end for start, end in self.values)

    def edge_of_value(self, place: int) -> bool:
        """Whether a span begins or ends here."""
        return any(place in value for value in self.values)


def fit(sentences: Iterable[Sentence], *, given: bool) -> FittedTokenizer:
    """The tokenizer of these sentences.

    Args:
        sentences: those to train on.
        given: whether a file gave their tokens; else they were made by habit, and the edges of spans alone tell.
    """
    read = list(sentences)
    seen = Counter(each for sentence in read for each in _seen(sentence, given))
    learned = Learned(beginnings=_affixes(seen, given, front=True), endings=_affixes(seen, given, front=False))
    alone = _marks_alone(read) if given else Counter[Context]()
    learned = replace(learned, contexts=_contexts(seen, FittedTokenizer(learned), alone))
    learned = replace(
        learned, splits=_splits(seen, FittedTokenizer(learned)), lists=not any(map(_begins_numbered, read))
    )
    return FittedTokenizer(replace(learned, whole=_whole(seen, learned)) if given else learned)


def _seen(sentence: Sentence, given: bool) -> Iterator[Seen]:
    spans = [(span.start, span.end) for span in sentence.spans]
    marked = [(token.start, token.end) for token in sentence.tokens] if given else spans
    edges = {edge for pair in marked for edge in pair}
    for start, end, kind in parts(sentence.text):
        if kind in (OWN, PICTURE) or end - start == 1:
            continue
        text = sentence.text[start:end]
        kinds = kinds_of(text)
        cuts = (place for place in range(1, end - start) if start + place in edges and kinds[place] != JOINER)
        values = (
            (max(first - start, -1), min(last - start, end - start + 1))
            for first, last in spans
            if first < end and start < last
        )
        yield Seen(text, frozenset(cuts), tuple(values), given)


def _begins_numbered(sentence: Sentence) -> bool:
    """Whether a value begins as a line of a list does, so that such a number may be part of one."""
    return any(LIST_NUMBER.match(sentence.text, span.start) for span in sentence.spans)


def _is_plain(segment: str) -> bool:
    """Whether a segment is of letters alone, or of digits alone: without a context of two kinds."""
    return segment.isalpha() or segment.isdecimal()


def _affixes(seen: Iterable[Seen], given: bool, *, front: bool) -> frozenset[str]:
    """The beginnings of words, or their endings, that the sentences cut off."""
    cut: dict[str, set[str]] = defaultdict(set)
    for each in seen:
        for affix, core in _cut_off(each, front):
            cut[affix].add(core)
    # The words on which an affix is left: values, and others.
    values: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    lengths = {len(affix) for affix in cut}
    for each in seen if cut else ():
        start, end = (0, len(each.text)) if _is_plain(each.text) else HABITS.peeled(each.text)
        core = folded(each.text[start:end])
        left = values if each.edge_of_value(start if front else end) else others
        for length in lengths:
            affix = core[:length] if front else core[-length:]
            if length < len(core) and affix in cut and core not in cut[affix]:
                left[affix].add(core)
    return frozenset(
        affix
        for affix, own in cut.items()
        if _is_cut_off(affix, len(own), len(values[affix]), len(others[affix]), given)
    )


def _cut_off(each: Seen, front: bool) -> Iterator[tuple[str, str]]:
    """What is cut off the front of a segment, or its back, and is no value; with the whole of the segment."""
    if not each.cuts:
        return
    start, end = HABITS.peeled(each.text)
    places = [place for place in each.cuts if start < place < end]
    if not places:
        return
    kinds = kinds_of(each.text)
    place = min(places) if front else max(places)
    first, last = (start, place) if front else (place, end)
    outer, inner = (kinds[place - 1], kinds[place]) if front else (kinds[place], kinds[place - 1])
    # An apostrophe that belongs to the affix, or the inside of a run of letters.
    bound = outer in _APOSTROPHES and (place - 1 if front else place + 1) not in each.cuts
    if not bound and (outer != inner or outer not in WORDLY):
        return
    if last - first > _LONGEST or WORDLY.isdisjoint(kinds[first:last]) or each.overlaps_value(first, last):
        return
    yield folded(each.text[first:last]), folded(each.text[start:end])


def _is_cut_off(affix: str, cut: int, values: int, others: int, given: bool) -> bool:
    """Whether an affix that is cut off so many words, and left on so many values and other words, is one."""
    if cut < values:
        return False
    if not given and not affix.isalpha():
        return True  # Of 's nothing is lost where it is cut off other words, too.
    share = _GIVEN_SHARE if given else _SPANS_SHARE
    return (cut > 1 or not values + others) and cut >= share * (cut + values + others)


def _contexts(seen: Mapping[Seen, int], tokenizer: FittedTokenizer, alone: Counter[Context]) -> dict[Context, bool]:
    """The contexts in which the sentences cut otherwise than habits do. Of words written alike one counts."""
    cut: dict[Context, dict[str, int]] = defaultdict(dict)
    kept: dict[Context, set[str]] = defaultdict(set)
    for each in seen:
        if _is_plain(each.text):
            continue
        form = folded(each.text)
        for context, first, last in tokenizer.contexts(each.text):
            if weight := each.weight(first, last):
                cut[context][form] = max(weight, cut[context].get(form, 0))
            elif each.kept(first, last):
                kept[context].add(form)
    found = {(kind, "", kind): True for kind in _apart(seen)}
    for context in {*cut, *kept, *alone}:
        weight = sum(cut[context].values())
        by_habit = habits.cuts(context)
        if not by_habit and (weight > len(kept[context]) or (not kept[context] and alone[context] >= _ALONE)):
            found[context] = True
        if by_habit and EDGE not in (context[0], context[2]) and len(kept[context]) > max(1, 2 * weight):
            found[context] = False
    return dict(sorted(found.items()))


def _apart(seen: Mapping[Seen, int]) -> Iterator[str]:
    """The kinds of which each character is given as a token by itself, as digits are in Chinese corpora."""
    cut, kept = Counter[str](), Counter[str]()
    for each, count in seen.items():
        if each.given and len(each.text) > 1:
            kinds = kinds_of(each.text)
            for place, (before, behind) in enumerate(pairwise(kinds), 1):
                if before == behind and before in WORDLY:
                    (cut if place in each.cuts else kept)[before] += count
    return (kind for kind in cut if cut[kind] > kept[kind])


def _marks_alone(sentences: Iterable[Sentence]) -> Counter[Context]:
    """How often a mark stands by itself between two words, with spaces around it, in each context."""
    found: Counter[Context] = Counter()
    for sentence in sentences:
        kinds = [kinds_of(token.text) for token in sentence.tokens]
        for before, mark, behind in zip(kinds, kinds[1:], kinds[2:], strict=False):
            if len(mark) == 1 and is_mark(mark) and before[-1] in WORDLY and behind[0] in WORDLY:
                found[before[-1], mark, behind[0]] += 1
    return found


def _splits(seen: Mapping[Seen, int], tokenizer: FittedTokenizer) -> dict[str, tuple[int, ...]]:
    """Tokens that the tokenizer leaves whole and the sentences cut."""
    cut: dict[str, Counter[tuple[int, ...]]] = defaultdict(Counter)
    for each, count in seen.items():
        for start, end in tokenizer.cut(each.text) if each.cuts else ():
            if places := tuple(sorted(place - start for place in each.cuts if start < place < end)):
                cut[folded(each.text[start:end])][places] += count * each.weight(start + 1, end - 1)
    kept: Counter[str] = Counter()
    for each, count in seen.items() if cut else ():
        for start, end in tokenizer.cut(each.text):
            if each.kept(start + 1, end - 1):
                kept[folded(each.text[start:end])] += count
    return {
        form: max(ways, key=lambda way: (ways[way], way))
        for form, ways in sorted(cut.items())
        if ways.total() > kept[form]
    }


def _whole(seen: Mapping[Seen, int], learned: Learned) -> frozenset[str]:
    """Given tokens that the tokenizer would cut; those that are as often cut where they stand are left out."""
    tokenizer = FittedTokenizer(learned)
    wanted = {
        folded(each.text[start:end])
        for each in seen
        for start, end in pairwise(sorted({0, *each.cuts, len(each.text)}))
        if any(start < edge < end for token in tokenizer.cut(each.text) for edge in token)
    }
    if not wanted:
        return frozenset()
    trial = FittedTokenizer(replace(learned, whole=frozenset(wanted)))
    right: Counter[str] = Counter()
    for each, count in seen.items():
        for start, end in trial.cut(each.text):
            if (form := folded(each.text[start:end])) in wanted:
                right[form] += count * (-each.weight(start + 1, end - 1) or 1)
    return frozenset(form for form in wanted if right[form] > 0)
