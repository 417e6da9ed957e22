"""People who come along as well, or do not after all: *and a child*, *without the child*, 小孩不去了."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from slottag.talking.state import State
from slottag.talking.taken import is_refused, outside
from slottag.text import Sentence, Span
from slottag.text.frame import Filled
from slottag.values.counts import read_count
from slottag.values.phrases import phrases
from slottag.values.resolver import language_of
from slottag.values.slots import SlotTypes
from slottag.values.tables import language

_JOINED = {"english": ", ", "chinese": "，"}
_AND = {"english": " and ", "chinese": "和"}
# What tells how many there are of a kind; infants are children, too.
_KINDS = {"adult": ("adults",), "child": ("children", "infants"), "infant": ("infants",)}


def fewer(sentence: Sentence, state: State, slots: SlotTypes) -> tuple[Sentence, State]:
    """A turn that refuses some of the people that are known without those, and the state without them."""
    name = language_of(sentence.text, sentence.text)
    for phrase, own in _refused(sentence, slots, name):
        for number, slot, held in state.filled():
            less = _less(name, held[0], phrase) if slots[slot].type == "count" and len(held) == 1 else None
            if less is None:
                continue
            said = f"{held[0].value}{_JOINED[name]}{sentence.text.strip(' .!。！')}"
            changed = {**state.legs[number], slot: (Filled(said, {"type": "count", **less}),)}
            legs = (*state.legs[:number], changed, *state.legs[number + 1 :])
            return sentence.with_spans(span for span in sentence.spans if span != own), replace(state, legs=legs)
    return sentence, state


def _refused(sentence: Sentence, slots: SlotTypes, name: str) -> Iterator[tuple[str, Span | None]]:
    """The texts that a turn refuses which may be people, each with its span where it was found to be such."""
    own, texts = phrases(name), outside(sentence)
    for span, (_, front), (_, behind) in zip(sentence.spans, texts, texts[1:], strict=False):
        if slots[span.slot].type == "count" and is_refused(own, front, behind, alone=False):
            yield sentence.value(span), span
    for _, text in texts:
        for refused in own.refused_in(text):
            yield refused, None


def _less(name: str, old: Filled, phrase: str) -> Mapping[str, int] | None:
    """How many people are left without some; ``None`` where these are not among them."""
    known = {kind: number for kind, number in (old.resolved or {}).items() if isinstance(number, int)}
    gone = read_count(name, phrase) or _all_of(name, phrase, known)
    if gone is None or not known or (len(gone) == 1 and not _is_named(name, phrase, old.value)):
        return None
    left = {kind: number - gone.get(kind, 0) for kind, number in known.items()}
    if left["total"] < 1 or any(kind not in known for kind in gone) or min(left.values()) < 0:
        return None
    return {kind: number for kind, number in left.items() if number}


def _all_of(name: str, phrase: str, known: Mapping[str, int]) -> Mapping[str, int] | None:
    """All people of a kind: *the kids*."""
    words = [word.classes for word in language(name).read(phrase)]
    kinds = [classes["kind"] for classes in words if "kind" in classes]
    others = [classes for classes in words if classes.keys().isdisjoint(("kind", "owner", "lead"))]
    if len(kinds) != 1 or others or kinds[0] not in _KINDS:
        return None
    told = {kind: known[kind] for kind in _KINDS[kinds[0]] if kind in known}
    if not told:
        return None
    total = next(iter(told.values()))
    return {"total": total, **told, **({"children": total} if kinds[0] == "infant" else {})}


def _is_named(name: str, phrase: str, value: str) -> bool:
    """Whether somebody of whom no kind is told, such as *my wife*, was named before."""
    people = [word.text for word in language(name).read(phrase) if "single" in word.classes]
    return bool(people) and all(one in language(name).plain(value) for one in people)


def people_after(sentence: Sentence, old: Filled, new: Filled) -> Filled:
    """People after a turn that tells of some: with those before where it adds them (*and a child*, *one more adult*,
    再加一个小孩, children where none were told of), some of those before where it says so (其中一个是小孩), else these.
    """
    name = language_of(sentence.text, sentence.text)
    own, span = phrases(name), next(span for span in sentence.spans if sentence.value(span) == new.value)
    front = own.clause(sentence.text[: span.start], whole=True)
    told = read_count(name, own.without("another", own.behind("more", new.value)))
    if told is None or old.resolved is None:
        return new
    known = {kind: number for kind, number in old.resolved.items() if isinstance(number, int)}
    if own.has("among", front):
        inner = {} if told["total"] > known["total"] else {kind: told[kind] for kind in told if kind not in known}
        return Filled(f"{old.value}{_JOINED[name]}{front.strip()}{new.value}", {"type": "count", **known, **inner})
    links = own.begins("more", new.value)
    adds = links or own.has("another", new.value) or own.begins("more", front if span == sentence.spans[0] else "")
    children = told.get("children") == told["total"] and "children" not in known and not own.has("changed", front)
    if not (adds or children):
        return new
    both = {kind: known.get(kind, 0) + told.get(kind, 0) for kind in {**known, **told}}
    link = " " if links else _AND[name]
    return Filled(f"{old.value}{link}{new.value}", {"type": "count", **both}, new.confidence)
