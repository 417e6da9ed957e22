"""The library: load a tagger, train one, evaluate it, read and write annotated sentences. The commands call the same.

Paths are strings or ``Path``; errors are ``SlottagError`` and its kinds, with the messages of the command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

from slottag.data import memory
from slottag.data.corpus import Corpus, load_corpus
from slottag.data.formats import FORMATS, WRITTEN, writer_of
from slottag.data.writing import has_file_ending, write_corpus, write_file
from slottag.errors import ConfigError, ModelError, OutputError
from slottag.extras import TRAINING, needs
from slottag.text import SCHEMES, Sentence
from slottag.text.fitted import FITTED

if TYPE_CHECKING:
    from slottag.evaluation import Report
    from slottag.model.presets import Preset
    from slottag.runtime import Tagger
    from slottag.training import Step
    from slottag.training.queue import Run
    from slottag.training.rounds import Rounds
    from slottag.training.session import Session

Where = str | Path
Data = memory.Data | Corpus
Progress = Callable[["Step"], object]


def load(model: Where = "models/booking") -> Tagger:
    """The tagger of a model directory. One tagger serves any number of threads.

    Raises:
        ModelError: no model there, or one that is cut short or altered.
    """
    from slottag.runtime import Tagger

    return Tagger.load(_path(model, "model"))


def read(
    data: memory.Data,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    tokenizer: str | None = None,
    scheme: str | None = None,
) -> Corpus:
    """Annotated sentences: a file, a folder, or a built-in corpus by its name, whose formats are recognised; or
    sentences in memory, each a ``Sentence`` or a dictionary of the form of a line of JSON Lines, or the sentences of
    each split by its name: ``{"train": […], "dev": […]}``.

    Args:
        data: what to read.
        format: one of ``slottag.data.formats.NAMES``; recognised if not given.
        columns: which columns of a table hold what, by number or name (``{"word": "2", "tag": "3"}``); found out if
            not given.
        tokenizer: what splits text whose tokens the file does not give.
        scheme: the scheme of a file's tags; recognised if not given.

    Raises:
        DataError: it cannot be read as annotated sentences.
    """
    if not isinstance(data, str | Path | Iterable) or isinstance(data, bytes | Sentence):
        raise _wrong("data", data, "a path, the name of a built-in corpus, or sentences")
    return load_corpus(data, format=format, columns=columns, tokenizer=tokenizer, scheme=scheme)


def write(data: Corpus | Iterable[Sentence], path: Where, *, format: str | None = None) -> list[Path]:
    """Write sentences to a file, or a corpus to a folder with a file for each split; gives the files' paths.

    A corpus goes into a file, too, where the path has the ending of one (``mine.conll``) and is no folder.

    Args:
        data: sentences, marked or tagged, or a corpus.
        path: the file or the folder; made if it is not there.
        format: one of ``slottag.data.formats.WRITTEN``; by the file's ending, else ``jsonl``, if not given.

    Raises:
        DataError: the format cannot hold a sentence, or a file is to hold several splits.
        OutputError: the place cannot be written.
    """
    place = _path(path, "path")
    if isinstance(data, Corpus):
        writer, scheme = writer_of(format or _format_by_ending(place)), SCHEMES[data.task.scheme]
        if has_file_ending(place) and not place.is_dir():
            return [write_file(data, place, writer, scheme)]
        return write_corpus(data, place, writer, scheme)
    if not isinstance(data, Iterable):
        raise _wrong("data", data, "sentences or a corpus")
    sentences = tuple(map(_sentence, data))
    corpus = Corpus(place.stem, {place.stem: sentences}, FITTED)
    return [write_file(corpus, place, writer_of(format or _format_by_ending(place)), SCHEMES["iob2"])]


def train(
    data: Data,
    model: Where,
    *,
    preset: Preset | None = None,
    config: Where | None = None,
    tokenizer: str | None = None,
    device: Literal["auto", "cpu", "cuda"] = "auto",
    threads: int = 1,
    max_seconds: float | None = None,
    resume: bool = False,
    replace: bool = False,
    progress: Progress | None = None,
    unlabelled: Sequence[Where] = (),
    **settings: Any,
) -> Tagger:
    """Train a model, write it to the directory ``model`` and give its tagger. Needs the extra ``train``.

    Args:
        data: what ``read`` takes, or a corpus that was read.
        model: where the model is written, whole or not at all.
        preset: settings under one name: ``fast``, ``default`` or ``best``.
        config: a TOML file with settings; those given here go before them.
        tokenizer: what splits text whose tokens the data does not give.
        device: where to train.
        threads: cores to train on.
        max_seconds: end after so many seconds and keep the best so far.
        resume: go on with a training that was ended.
        replace: take the place of a model of other sentences, which is lost.
        unlabelled: files of sentences that nobody has marked, or marked data whose marks do not count: what a first
            model is sure of in them is learned from, too.
        progress: called with each step; if it gives ``False``, the training ends and the best so far is kept.
        settings: as on the command line: ``encoder="gru"``, ``epochs=3``, ``hidden=64``, …

    Raises:
        SlottagError: the data, the settings or the place is bad.
        TypeError: there is no such setting.
    """
    data = _corpus(data, tokenizer)
    if resume and is_over(data, model, preset=preset, config=config, **settings):
        return load(model)
    session = begin_training(
        data, model, preset=preset, config=config, device=device, threads=threads, resume=resume, replace=replace,
        unlabelled=unlabelled, **settings,
    )  # fmt: skip
    end = monotonic() + max_seconds if max_seconds is not None else float("inf")
    for step in session.steps():
        if (progress is not None and progress(step) is False) or monotonic() >= end:
            break
    session.finish()
    return load(model)


def is_over(
    data: Corpus, model: Where, *, preset: Preset | None = None, config: Where | None = None, **settings: Any
) -> bool:
    """Whether the training that would be resumed is over; what it kept for itself is then removed.

    Raises:
        ConfigError: it is over, and was of other sentences or settings.
    """
    from slottag.training import standing
    from slottag.training.material import Material
    from slottag.training.settings import settings_for

    directory = _path(model, "model")
    if not standing.is_over(directory):
        return False
    chosen = settings_for(
        data, settings, preset=preset, config=None if config is None else _path(config, "config"), resumed=directory
    )
    standing.end_over(directory, Material.of(data, chosen.training.dev_share))
    return True


def begin_training(
    data: Data,
    model: Where,
    *,
    preset: Preset | None = None,
    config: Where | None = None,
    tokenizer: str | None = None,
    device: Literal["auto", "cpu", "cuda"] = "auto",
    threads: int = 1,
    resume: bool = False,
    replace: bool = False,
    unlabelled: Sequence[Where] = (),
    run: Run | None = None,
    **settings: Any,
) -> Session | Rounds:
    """A training about to begin: ``steps()`` gives what happens, ``finish()`` writes the best so far. As ``train``.

    The members of an ensemble are trained by ``run``; here, one after the other, if it is not given.
    """
    needs("training", *TRAINING)
    _check_settings(settings)

    from slottag.training.device import find_device
    from slottag.training.material import Material
    from slottag.training.queue import in_turn
    from slottag.training.session import Session
    from slottag.training.settings import settings_for
    from slottag.training.standing import check_lost

    directory = _path(model, "model")
    corpus = _corpus(data, tokenizer)
    resumed = directory if resume else None
    chosen = settings_for(
        corpus, settings, preset=preset, config=None if config is None else _path(config, "config"), resumed=resumed
    )
    material = Material.of(corpus, chosen.training.dev_share)
    _check_slots(corpus)
    if not resume and not replace:
        check_lost(directory, material)
    where = find_device(device, threads)
    if not unlabelled:
        return Session(material, chosen, directory, device=where, resume=resume, run=run or in_turn)

    from slottag.data.unmarked import texts_of
    from slottag.training.rounds import Rounds

    return Rounds(material, texts_of(unlabelled), chosen, directory, device=where, resume=resume)


def evaluate(model: Where | Tagger, data: Data, *, split: str | None = None) -> Report:
    """How well a model does on annotated sentences; ``report.to_dict()`` is what ``slottag eval --json`` prints.

    Args:
        model: a model directory or a loaded tagger.
        data: what ``read`` takes, or a corpus that was read.
        split: the split to take; the test split and further test sets, or the only one, if not given.

    Raises:
        SlottagError: the model or the data is bad, or they do not belong together.
    """
    from slottag.evaluation import examine
    from slottag.runtime import Tagger

    tagger = model if isinstance(model, Tagger) else load(model)
    return examine(tagger, _corpus(data, None), split, model=tagger.path.resolve().name if tagger.path else "")


def _check_slots(corpus: Corpus) -> None:
    """See to it that what is said of the slots can be, before the training and not after it."""
    if corpus.slots:
        from slottag.values.slots import SlotTypes

        SlotTypes.from_bytes(corpus.slots, f"{corpus.name}: slots.toml")


def _corpus(data: Data, tokenizer: str | None) -> Corpus:
    return data if isinstance(data, Corpus) else read(data, tokenizer=tokenizer)


def _path(value: Where, name: str) -> Path:
    if not isinstance(value, str | Path):
        raise _wrong(name, value, "a path")
    if not str(value):
        kind = ModelError if name == "model" else OutputError if name == "path" else ConfigError
        raise kind(f"{name} is an empty text, expected a path; name one")
    return Path(value)


def _sentence(value: Sentence) -> Sentence:
    if not isinstance(value, Sentence):
        raise TypeError(
            f"data holds a {type(value).__name__}, expected sentences; slottag.read makes them of dictionaries"
        )
    return value


def _wrong(name: str, value: object, expected: str) -> TypeError:
    return TypeError(f"{name} is {type(value).__name__}, expected {expected}")


def _format_by_ending(path: Path) -> str:
    return next((name for name in WRITTEN if path.suffix.lower() in FORMATS[name].endings), "jsonl")


def _check_settings(settings: Iterable[str]) -> None:
    from slottag.model.config import NetworkConfig, TrainingConfig

    known = [field.name for part in (NetworkConfig, TrainingConfig) for field in fields(part)]
    for name in settings:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"expected one of {', '.join(known)}"
            raise TypeError(f"there is no setting {name!r}; {hint}")
