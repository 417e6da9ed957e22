"""A model examined on annotated data: what it is asked, what it says, and how good that is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from slottag.data import Corpus
from slottag.errors import DataError
from slottag.evaluation.report import Report
from slottag.evaluation.scores import Evaluation, evaluate
from slottag.extras import needs
from slottag.model.fingerprints import known_among
from slottag.runtime import Tagger
from slottag.text import Sentence, Task
from slottag.wording import plural

# Longer sequences than those of train; plain tags are scored on them beside the split that is taken by default.
LONGER = "beyond"
# What no further test set is.
_USUAL = ("train", "dev", "test", LONGER)


def examine(tagger: Tagger, corpus: Corpus, split: str | None = None, *, model: str = "") -> Report:
    """The report on a model over a split of a corpus: the test split and further test sets, or the only one, if not
    named.

    Raises:
        DataError: no such split, no sentence in it, or none of its slots is known.
    """
    needs("evaluating", "seqeval")
    name = split or _default_split(corpus)
    gold = corpus.split(name)
    warnings = unknown_slots(gold, tagger.slots, f"{corpus.name}, split {name}", f"the model {model}".rstrip())
    names = {"model": model, "data": corpus.name, "split": name}
    if tagger.task is Task.SPANS:
        others = _others(corpus, tagger) if split is None else {}
        predicted = tagger.tag(_read(tagger, corpus, gold))
        warnings += unknown_questions(gold, tagger.asked)
        report = replace(Report.of(gold, predicted, **names), others=others, warnings=warnings)
        from_text = evaluate(gold, tagger.tag(tagger.reread(gold), confidence=False)) if corpus.given else None
        unasked = _unasked(tagger, gold, _read(tagger, corpus, gold))
        return without_known(replace(report, from_text=from_text, unasked=unasked), tagger, gold, predicted)
    predicted = tagger.tag(gold, confidence=False)
    beyond = corpus.splits.get(LONGER, ()) if split is None else ()
    longer = (beyond, tagger.tag(beyond, confidence=False))
    return replace(Report.of_plain((gold, predicted), longer, **names), warnings=warnings)


def without_known(report: Report, tagger: Tagger, gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> Report:
    """The report with what the figures are without the sentences that the model was trained on, if there are any."""
    known = known_among(tagger.model.metrics, gold)
    if not any(known):
        return report
    left = [pair for pair, seen in zip(zip(gold, predicted, strict=True), known, strict=True) if not seen]
    unseen = evaluate([one for one, _ in left], [one for _, one in left]) if left else None
    place, count = f"{report.data}, split {report.split}", f"{sum(known)} of {plural(len(gold), 'sentence')}"
    figure = f"without them slot F1 is {100 * unseen.slot_f1:.2f}" if unseen else "the figures say nothing of others"
    warning = f"{place}: the model was trained on {count}; {figure}"
    return replace(report, trained_on=sum(known), unseen=unseen, warnings=(*report.warnings, warning))


def unknown_slots(gold: Sequence[Sentence], known: Collection[str], place: str, learner: str) -> tuple[str, ...]:
    """A warning of slots that the learner does not know, if there are any.

    Raises:
        DataError: it knows none of them, or there is no sentence.
    """
    if not gold:
        raise DataError(f"{place}: no sentence; expected at least one to evaluate on")
    first = {span.slot: sentence.where for sentence in reversed(gold) for span in sentence.spans}
    unknown = {slot: first[slot] for slot in sorted(first) if slot not in known}
    if first and len(unknown) == len(first):
        raise DataError(
            f"{place}: {learner} knows none of its slots ({_some(sorted(first))}), it knows"
            f" {_some(sorted(known))}; name data that belongs to it"
        )
    if not unknown:
        return ()
    slot, where = next(iter(unknown.items()))
    others = f", then {_some([*unknown][1:])}" if len(unknown) > 1 else ""
    told = plural(len(unknown), "slot")
    counted = "counts" if len(unknown) == 1 else "count"
    return (f"{where}: {told} that {learner} does not know {counted} as missed: {slot}{others}",)


def unknown_questions(gold: Sequence[Sentence], known: Collection[str]) -> tuple[str, ...]:
    """A warning of what was asked that the model knows no question about, if anything was."""
    first = {slot: sentence.where for sentence in reversed(gold) for slot in sentence.asked if slot not in known}
    if not first:
        return ()
    slot = sorted(first)[0]
    told = f"{plural(len(first), 'slot')} that the model knows no question about"
    return (f"{first[slot]}: was asked about {told}, which is passed over: {_some(sorted(first))}",)


def _unasked(tagger: Tagger, gold: Sequence[Sentence], read: Sequence[Sentence]) -> Evaluation | None:
    """How the model does where it is not told what was asked, if that is to be told."""
    if not any({*sentence.asked} & {*tagger.asked} for sentence in gold):
        return None
    return evaluate(gold, tagger.tag([replace(sentence, asked=()) for sentence in read], confidence=False))


def _others(corpus: Corpus, tagger: Tagger) -> dict[str, Evaluation]:
    """How the model does on each further test set, such as ``contrast``."""
    if "test" not in corpus.splits:
        return {}
    sets = {name: sentences for name, sentences in corpus.splits.items() if name not in _USUAL}
    return {
        name: evaluate(gold, tagger.tag(_read(tagger, corpus, gold), confidence=False)) for name, gold in sets.items()
    }


def _read(tagger: Tagger, corpus: Corpus, gold: Sequence[Sentence]) -> Sequence[Sentence]:
    """The sentences to tag: with the tokens that a file gave, else as their texts are read."""
    return gold if corpus.given else tagger.reread(gold)


def _default_split(corpus: Corpus) -> str:
    names = list(corpus.splits)
    return names[0] if len(names) == 1 else "test"


def _some(slots: Sequence[str]) -> str:
    return ", ".join(slots[:4]) + (", …" if len(slots) > 4 else "")
