"""From DATA to sentences: read the records, find out the tag scheme and the tokenizer, check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slottag.data.builtin import find_experiment
from slottag.data.memory import NAME, Data, gather_marked
from slottag.data.records import Fault, Gathered, Record
from slottag.data.sources import find_source
from slottag.data.symbols import task_of
from slottag.data.synonyms import Synonyms
from slottag.data.tags import check_source_scheme, understand
from slottag.errors import DataError
from slottag.text import TOKENIZERS, Scheme, Sentence, Task


@dataclass(frozen=True)
class Corpus:
    """Sentences in splits.

    The splits are ``train``, ``dev``, ``test`` and others such as ``contrast``; ``all`` for one without such a name.
    ``tokenizer`` names what made the tokens: ``words``, or ``whitespace`` where a file gave them. ``task`` is what the
    marks are.
    """

    name: str
    splits: Mapping[str, tuple[Sentence, ...]]
    tokenizer: str
    task: Task = Task.SPANS
    notes: tuple[str, ...] = field(default=(), compare=False)
    synonyms: Synonyms = field(default_factory=dict, compare=False)

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
        splits = {
            split: tuple(record.sentence() for record in records if record.tokens)
            for split, records in self.splits.items()
        }
        for split, sentences in splits.items():
            if not sentences:
                raise DataError(
                    f"{self.paths[split]}: holds no sentence, expected at least one in the split {split}; fill or"
                    " remove it"
                )
        every = [sentence for sentences in splits.values() for sentence in sentences]
        return Corpus(self.name, splits, self.tokenizer, task_of(every, self.scheme), self.notes, self.synonyms)


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
        tokenizer: splits the text where the file gives no tokens; ``words`` if not given.
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
    _known(tokenizer, TOKENIZERS, "tokenizer")
    check_source_scheme(scheme)
    name, raw = _gathered(data, format, columns)
    understood, found, told = understand(name, raw.splits, scheme)
    splits = {split: _filled(records, tokenizer or "words", found) for split, records in understood.items()}
    given = any(record.tokens is not None for records in raw.splits.values() for record in records)
    made_by = "whitespace" if given and _split_by_whitespace(splits.values()) else tokenizer or "words"
    return RawCorpus(name, splits, made_by, found, raw.paths, raw.faults, (*raw.notes, *told), raw.synonyms)


def _gathered(data: Data, format: str | None, columns: Mapping[str, str] | None) -> tuple[str, Gathered]:
    """The name of a corpus and what it holds."""
    if not isinstance(data, str | Path):
        return NAME, gather_marked(data)
    experiment = find_experiment(data)
    if experiment:
        return experiment.name, Gathered(experiment.read(), {})
    source = find_source(data, format, columns)
    return source.name, source.read()


def _known(name: str | None, known: Mapping[str, object], what: str) -> None:
    if name is not None and name not in known:
        raise DataError(f"unknown {what} {name!r}; expected one of {', '.join(known)}")


def _filled(records: Iterable[Record], tokenizer: str, scheme: Scheme | None) -> tuple[Record, ...]:
    """The records with tokens where the file gives none, and spans where it gives tags."""
    whole = (record.tokenised(TOKENIZERS[tokenizer]) for record in records)
    return tuple(record.decoded(scheme) if scheme else record for record in whole)


def _split_by_whitespace(splits: Iterable[tuple[Record, ...]]) -> bool:
    """Whether splitting at white space gives exactly the tokens of every record; those of a tagged one it gave."""
    split = TOKENIZERS["whitespace"]
    return all(record.tags or split(record.text) == record.tokens for records in splits for record in records)
