"""What one trained network does with sentences that it was neither trained on nor chosen by."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slottag.data.corpus import Corpus
from slottag.errors import DataError
from slottag.evaluation import Evaluation, evaluate
from slottag.evaluation.measure import MEASURES
from slottag.runtime import Tagger
from slottag.text import Sentence
from slottag.training.queue import Training

TEST, CONTRAST = "test", "contrast"

# The sentences of the splits that networks are measured on, those of contrast pairs first where there are any.
Exam = Mapping[str, Sequence[Sentence]]

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one model gave.

    Attributes:
        metrics: what the model tells of its training.
        test: the scores on the test split.
        found: the exam as the model tags it.
    """

    training: Training
    metrics: Mapping[str, Any]
    test: Evaluation
    found: Exam

    @classmethod
    def of(cls, training: Training, metrics: Mapping[str, Any], exam: Exam) -> Outcome:
        """Let the training's model tag the exam; of plain tags, those where there is one to find."""
        tagger = Tagger.load(training.directory)
        found = {split: tagger.tag(sentences, confidence=False) for split, sentences in exam.items()}
        counted = MEASURES[tagger.task].counted
        found = {split: list(map(counted, exam[split], tagged)) for split, tagged in found.items()}
        return cls(training, metrics, evaluate(exam[TEST], found[TEST]), found)


def exam_of(corpus: Corpus) -> Exam:
    """What networks are measured on: the test split, and contrast pairs where the corpus has them.

    Raises:
        DataError: there is no test split, or the contrast split is not of pairs.
    """
    if TEST not in corpus.splits or corpus.single:
        raise DataError(
            f"{corpus.name}: expected splits to train and to compare on, train and test, there is"
            f" {', '.join(corpus.splits)}; make them with: slottag prepare --split 80/10/10"
        )
    pairs = corpus.splits.get(CONTRAST, ())
    if len(pairs) % 2:
        raise DataError(
            f"{corpus.name}: the split contrast has {len(pairs)} sentences, expected pairs on consecutive lines; add"
            " the missing one, or rename the split"
        )
    return {**({CONTRAST: pairs} if pairs else {}), TEST: corpus.split(TEST)}


def tokens_per_second(training: Training, sentences: Sequence[Sentence]) -> float:
    """How fast the training's model tags these sentences, without confidences: the best of a few rounds."""
    tagger = Tagger.load(training.directory)
    return sum(len(sentence.tokens) for sentence in sentences) / min(_time(tagger, sentences) for _ in range(_ROUNDS))


def _time(tagger: Tagger, sentences: Sequence[Sentence]) -> float:
    begun = time.perf_counter()
    tagger.tag(sentences, confidence=False)
    return time.perf_counter() - begun
