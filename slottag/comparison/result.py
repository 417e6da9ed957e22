"""What came of a comparison, as plain data: one row a network, and the sentences on which the networks part."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from slottag.comparison.outcome import CONTRAST, TEST, Exam, Outcome
from slottag.comparison.partings import Parting, partings
from slottag.evaluation.comparison import METHOD, Significance, paired_randomisation, pairs_right
from slottag.evaluation.measure import MEASURES
from slottag.text import Sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its value for each seed."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return statistics.fmean(self.values)

    @property
    def deviation(self) -> float | None:
        """The standard deviation, that of a sample; ``None`` for a single seed."""
        return statistics.stdev(self.values) if len(self.values) > 1 else None


@dataclass(frozen=True, slots=True)
class Row:
    """One network: what its models gave, in the order of the seeds.

    Attributes:
        pairs_right: the part of the contrast pairs with both sentences right; ``None`` where there are no pairs.
        tokens_per_second: how fast the model of the first seed tags.
    """

    outcomes: tuple[Outcome, ...]
    pairs_right: Figure | None
    tokens_per_second: float

    @property
    def name(self) -> str:
        """The network's name in the comparison."""
        return self.outcomes[0].training.name

    @property
    def parameters(self) -> int:
        """The number of weights."""
        return int(self.outcomes[0].metrics["parameters"])

    @property
    def epochs(self) -> Figure:
        """The epochs trained."""
        return self._metric("epochs")

    @property
    def seconds(self) -> Figure:
        """The time of the training."""
        return self._metric("seconds")

    @property
    def dev_score(self) -> Figure:
        """The best figure on dev, the one that models are chosen by."""
        return self._metric("dev_score")

    @property
    def test_score(self) -> Figure:
        """The F1 on the test split (of tags without spans that is their accuracy), by which networks are ranked."""
        return self._figure(lambda outcome: outcome.test.slot_f1)

    @property
    def exact_match(self) -> Figure:
        """The part of the test sentences without a wrong span."""
        return self._figure(lambda outcome: outcome.test.exact_match)

    def taggings(self, split: str) -> list[Sequence[Sentence]]:
        """A split as the models of each seed tag it."""
        return [outcome.found[split] for outcome in self.outcomes]

    def _metric(self, name: str) -> Figure:
        return self._figure(lambda outcome: outcome.metrics[name])

    def _figure(self, value: Callable[[Outcome], float]) -> Figure:
        return Figure(tuple(float(value(outcome)) for outcome in self.outcomes))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a comparison.

    Attributes:
        data: the name of the corpus.
        exam: what the networks were measured on.
        rows: the networks in the order in which they were named.
        significance: of the lead of the best over the next in the test score, the mean over the seeds; ``None``
            for a single network.
        partings: the sentences on which the networks part, those of contrast pairs first.
    """

    data: str
    exam: Exam
    rows: tuple[Row, ...]
    significance: Significance | None
    partings: tuple[Parting, ...]

    @classmethod
    def of(cls, data: str, exam: Exam, outcomes: Sequence[Outcome], speeds: Mapping[str, float]) -> Result:
        """The result of these outcomes; ``speeds`` in tokens per second, under the networks' names."""
        rows = tuple(_row([o for o in outcomes if o.training.name == name], exam, speeds[name]) for name in speeds)
        parted = (
            parting
            for split, gold in exam.items()
            for parting in partings(split, gold, {row.name: row.taggings(split) for row in rows})
        )
        return cls(data, exam, rows, _significance(exam, rows), tuple(parted))

    @property
    def ranked(self) -> list[Row]:
        """The networks, the best first."""
        return _ranked(self.rows)

    @property
    def measure(self) -> str:
        """The name of the figure that models were chosen by on dev and are ranked by on test."""
        return MEASURES[self.rows[0].outcomes[0].training.config.network.task].name

    @property
    def seeds(self) -> int:
        """The models of each network."""
        return len(self.rows[0].outcomes)


def to_json(result: Result, *, differences: int) -> dict[str, object]:
    """A result as JSON values, with so many of the sentences on which networks part; figures in 0…1."""
    return {
        "data": result.data,
        "seeds": result.seeds,
        "sentences": len(result.exam[TEST]),
        "networks": [_row_to_json(row, result.measure) for row in result.rows],
        "significance": _significance_to_json(result),
        "differing": len(result.partings),
        "differences": [_parting_to_json(parting) for parting in result.partings[:differences]],
    }


def _row(outcomes: Sequence[Outcome], exam: Exam, speed: float) -> Row:
    pairs = None
    if CONTRAST in exam:
        pairs = Figure(tuple(pairs_right(exam[CONTRAST], outcome.found[CONTRAST]) for outcome in outcomes))
    return Row(tuple(outcomes), pairs, speed)


def _ranked(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: -row.test_score.mean)


def _significance(exam: Exam, rows: Sequence[Row]) -> Significance | None:
    if len(rows) < 2:
        return None
    best, following = _ranked(rows)[:2]
    return paired_randomisation(exam[TEST], best.taggings(TEST), following.taggings(TEST))


def _row_to_json(row: Row, measure: str) -> dict[str, object]:
    figures = {name: getattr(row, name) for name in ("epochs", "seconds", "dev_score")}
    figures |= {f"test_{measure.lower()}": row.test_score, "exact_match": row.exact_match}
    if row.pairs_right:
        figures["pairs_right"] = row.pairs_right
    return {
        "encoder": row.name,
        "parameters": row.parameters,
        **{name: _figure_to_json(figure) for name, figure in figures.items()},
        "tokens_per_second": round(row.tokens_per_second),
        "models": [str(outcome.training.directory) for outcome in row.outcomes],
    }


def _figure_to_json(figure: Figure) -> dict[str, object]:
    return {"mean": figure.mean, "deviation": figure.deviation, "values": figure.values}


def _significance_to_json(result: Result) -> dict[str, object] | None:
    if result.significance is None:
        return None
    best, following = result.ranked[:2]
    return {
        "best": best.name,
        "next": following.name,
        "difference": result.significance.difference,
        "p": result.significance.p,
        "rounds": result.significance.rounds,
        "method": METHOD,
    }


def _parting_to_json(parting: Parting) -> dict[str, object]:
    return {
        "split": parting.split,
        "where": parting.gold.where,
        "text": parting.gold.text,
        "gold": _spans(parting.gold),
        "right": parting.right,
        "wrong": [{"encoders": wrong.names, "found": _spans(wrong.found)} for wrong in parting.wrong],
    }


def _spans(sentence: Sentence) -> list[dict[str, object]]:
    return [{"start": span.start, "end": span.end, "slot": span.slot} for span in sentence.spans]
