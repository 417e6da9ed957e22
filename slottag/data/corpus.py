"""From DATA to sentences: read the records, find out the tag scheme and the tokenizer, check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from slottag.data.builtin import find_experiment
from slottag.data.doubts import doubts
from slottag.data.memory import NAME, Data, gather_marked
from slottag.data.offsets import foreign_units
from slottag.data.records import Fault, Gathered, Record
from slottag.data.slot_types import slots_beside
from slottag.data.sources import find_source
from slottag.data.symbols import task_of
from slottag.data.synonyms import Synonyms
from slottag.data.tags import check_source_scheme, understand
from slottag.errors import DataError
from slottag.text import TOKENIZERS, Scheme, Sentence, Task
from slottag.text.fitted import FITTED, HABITS
from slottag.text.projection import cut_at_spans


@dataclass(frozen=True)
class Corpus:
    """Sentences in splits.

    The splits are ``train``, ``dev``, ``test`` and others such as ``contrast``; ``all`` for one without such a name.
    ``tokenizer`` names what a model of it is to cut text with: ``fitted``, unless another was asked for, which then
    made the tokens. ``given`` tells whether a file gave tokens. ``task`` is what the marks are. ``slots`` is what a
    ``slots.toml`` beside the files says, empty without one.
    """

    name: str
    splits: Mapping[str, tuple[Sentence, ...]]
    tokenizer: str
    task: Task = Task.SPANS
    notes: tuple[str, ...] = field(default=(), compare=False)
    synonyms: Synonyms = field(default_factory=dict, compare=False)
    given: bool = False
    slots: bytes = field(default=b"", compare=False)

    def split(self, name: str) -> tuple[Sentence, ...]:
        """The sentences of a split.

        Raises:
            DataError: there is none of that name.
        """
        if name not in self.splits:
            raise DataError(f"{self.name}: has no split {name}; there is {', '.join(self.splits)}")
        return self.splits[name]

    @property
    def single(self) -> tuple[Sentence, ...] | None:
        """The sentences of a corpus that is one file; ``None`` where there are several splits."""
        return next(iter(self.splits.values())) if len(self.splits) == 1 else None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Those of all splits."""
        return tuple(sentence for sentences in self.splits.values() for sentence in sentences)


@dataclass(frozen=True)
class RawCorpus:
    """A corpus as its files give it: records with tokens and spans, of which nobody knows yet whether they fit.

    ``scheme`` is what the tags follow; ``None`` where no file has tags. ``paths`` are the files and folders that its
    splits were read from, if any; ``faults`` the sentences that could not be read; ``notes`` what is to be told of
    whole files.
    """

    name: str
    splits: Mapping[str, tuple[Record, ...]]
    tokenizer: str
    scheme: Scheme | None
    paths: Mapping[str, Path]
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    synonyms: Synonyms = field(default_factory=dict)
    given: bool = False

    @property
    def records(self) -> tuple[Record, ...]:
        """Those of all splits."""
        return tuple(record for records in self.splits.values() for record in records)

    def corpus(self) -> Corpus:
        """The checked sentences; those without a token are left out.

        Raises:
            DataError: a sentence that cannot be read, a span that does not fit, or a split without a sentence.
        """
        if self.faults:
            raise self.faults[0].error()
        self._check_units()
        splits = {
            split: tuple(record.sentence() for record in records if record.tokens)
            for split, records in self.splits.items()
        }
        for split, sentences in splits.items():
            if not sentences:
                path = self.paths[split]
                more = ", or name the format that the file has, if it is another" if path.exists() else ""
                raise DataError(
                    f"{path}: holds no sentence, expected at least one in the split {split}; add some{more}"
                )
        every = [sentence for sentences in splits.values() for sentence in sentences]
        task = task_of(every, self.scheme)
        return Corpus(
            self.name, splits, self.tokenizer, task, self.notes, self.synonyms, self.given, slots_beside(self.paths)
        )

    def _check_units(self) -> None:
        for split, unit in foreign_units(self.splits).items():
            raise DataError(
                f"{self.paths.get(split, self.name)}: its offsets look like {unit.name}, expected characters (code"
                " points); let slottag prepare --fix turn them"
            )


def load_corpus(
    data: Data,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    tokenizer: str | None = None,
    scheme: str | None = None,
) -> Corpus:
    """The corpus that DATA names: a file, a folder, or a built-in corpus (see ``find_source``,
    ``find_experiment``); or the one of sentences in memory (see ``gather_marked``).

    Args:
        data: the file, folder or name.
        format: the name of the format that its files are in; recognised for each if not given.
        columns: which column of its files is what, as ``{"word": "2", "tag": "3"}``; seen from them if not given.
        tokenizer: splits all text in place of what the file or habits say: ``words`` or ``whitespace``.
        scheme: the scheme of the tags; recognised over all splits together if not given.

    Raises:
        DataError: it cannot be read, or a span does not fit its tokens. Tags that break their scheme are read as
            conlleval reads them.
    """
    return read_corpus(data, format=format, columns=columns, tokenizer=tokenizer, scheme=scheme).corpus()


def read_corpus(
    data: Data,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    tokenizer: str | None = None,
    scheme: str | None = None,
) -> RawCorpus:
    """The records of DATA, before it is known whether their spans fit; arguments as for ``load_corpus``.

    Raises:
        DataError: it cannot be read.
    """
    _known(tokenizer, [FITTED, *TOKENIZERS], "tokenizer")
    check_source_scheme(scheme)
    name, raw = _gathered(data, format, columns)
    understood, found, told = understand(name, raw.splits, scheme)
    given = any(record.tokens is not None for records in raw.splits.values() for record in records)
    chosen = tokenizer or FITTED
    splits = {split: tuple(_filled(record, chosen, found) for record in own) for split, own in understood.items()}
    notes = (*raw.notes, *told, *doubts(name, splits))
    return RawCorpus(
        name, splits, chosen, found, raw.paths, raw.faults, notes, raw.synonyms, given and chosen == FITTED
    )


def _gathered(data: Data, format: str | None, columns: Mapping[str, str] | None) -> tuple[str, Gathered]:
    """The name of a corpus and what it holds."""
    if not isinstance(data, str | Path):
        return NAME, gather_marked(data)
    experiment = find_experiment(data)
    if experiment:
        return experiment.name, Gathered(experiment.read(), {})
    source = find_source(data, format, columns)
    return source.name, source.read()


def _known(name: str | None, known: Iterable[str], what: str) -> None:
    if name is not None and name not in known:
        raise DataError(f"unknown {what} {name!r}; expected one of {', '.join(known)}")


def _filled(record: Record, tokenizer: str, scheme: Scheme | None) -> Record:
    """The record with spans where it has tags, and with tokens: its own, or those of a tokenizer that was asked for.

    Raises:
        DataError: the tokenizer leaves whole where a span begins or ends.
    """
    marked = record.decoded(scheme) if scheme and record.tags else record
    if tokenizer == FITTED:
        return marked.tokenised(HABITS)
    tokens = TOKENIZERS[tokenizer](marked.text)
    if cut_at_spans(tokens, marked.spans) != tokens:
        raise DataError(
            f"{record.where}: a span begins or ends inside a token of the tokenizer {tokenizer}; leave the"
            " tokenizer out"
        )
    return replace(marked, tokens=tokens)
