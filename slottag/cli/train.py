"""``slottag train``: learn a model from annotated sentences."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from slottag.api import begin_training, is_over, read
from slottag.cli.interrupt import Interrupt, importing
from slottag.cli.many import check_trained, training_by
from slottag.cli.options import (
    DEFAULT_DATA,
    Address,
    Columns,
    Device,
    Engine,
    ModelOfData,
    Preset,
    SourceFormat,
    Threads,
    Tokenizer,
)
from slottag.cli.plain import say
from slottag.cli.progress import progress_display
from slottag.data.builtin import data_of_name
from slottag.data.sources import name_of
from slottag.errors import ConfigError
from slottag.extras import TRAINING, needs
from slottag.model.description import read_settings
from slottag.model.encoders import ENCODERS
from slottag.model.known import directory_of
from slottag.wording import plural

if TYPE_CHECKING:
    from slottag.training.rounds import Rounds
    from slottag.training.session import Session


def train(
    data: Annotated[
        str | None,
        typer.Argument(
            metavar="DATA",
            help="An annotated file or folder, or a built-in corpus; with --resume that of the kept training.",
            show_default=DEFAULT_DATA,
        ),
    ] = None,
    model: ModelOfData = None,
    preset: Preset = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Settings; options given here go before them.")
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=f"The network that reads: {', '.join(ENCODERS)}.",
        ),
    ] = None,
    inputs: Annotated[
        str | None, typer.Option(metavar="NAME", help="What is read of a word: words, characters or both.")
    ] = None,
    decoder: Annotated[
        str | None, typer.Option(metavar="NAME", help="crf: tags together; softmax: each by itself.")
    ] = None,
    scheme: Annotated[
        str | None, typer.Option(metavar="NAME", help="Tags to predict: iob2, bioes, bilou or plain.")
    ] = None,
    vectors: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|FILE",
            help="Fixed vectors of words to read, too: english, chinese, a file or folder; several times, or none; by"
            " the language of the sentences, if it is not given.",
        ),
    ] = None,
    hidden: Annotated[int | None, typer.Option(metavar="N", help="Units of a layer in each direction.")] = None,
    layers: Annotated[int | None, typer.Option(metavar="N", help="Layers one above the other.")] = None,
    directions: Annotated[
        int | None, typer.Option(metavar="1|2", help="Left to right, or both ways; cnn and feedforward have none.")
    ] = None,
    window: Annotated[
        int | None, typer.Option(metavar="N", help="Words that feedforward sees on each side; 0: none.")
    ] = None,
    attention: Annotated[
        bool | None, typer.Option("--attention", help="Put a view of the whole sentence beside each state.")
    ] = None,
    intent: Annotated[
        bool | None,
        typer.Option("--intent/--no-intent", help="Predict intents, too, where the data has them.", show_default=False),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(metavar="N", help="Passes over the sentences at most; by their number if not given.")
    ] = None,
    patience: Annotated[
        int | None,
        typer.Option(metavar="N", help="Epochs to wait for a better score on dev; by their number if not given."),
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(metavar="N", help="Sentences in a batch; by their number if not given.")
    ] = None,
    learning_rate: Annotated[float | None, typer.Option(metavar="X", help="The highest step size.")] = None,
    dropout: Annotated[float | None, typer.Option(metavar="X", help="The part of inputs left out, 0 to 1.")] = None,
    averaging: Annotated[
        float | None, typer.Option(metavar="X", help="Decay of the weights' moving average; 0: none.")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="The start of every random choice.")] = None,
    unlabelled: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Sentences that nobody has marked, a line each, or data whose marks do not count: what a first model"
            " is sure of in them is learned from, too. Several times for several.",
        ),
    ] = None,
    source_format: SourceFormat = None,
    columns: Columns = None,
    tokenizer: Tokenizer = None,
    device: Device = "auto",
    threads: Threads = 1,
    max_seconds: Annotated[float | None, typer.Option(metavar="S", min=0, help="End after S seconds.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a training that was ended.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of a model of other sentences, which is lost.")
    ] = False,
    engine: Engine = None,
    address: Address = None,
) -> None:
    """Train a model. Ctrl-C ends it and keeps the best so far; a second Ctrl-C ends at once."""
    options: dict[str, Any] = {
        "encoder": encoder, "inputs": inputs, "decoder": decoder, "scheme": scheme,
        "vectors": "+".join(vectors) if vectors else None, "hidden": hidden, "layers": layers,
        "directions": directions, "window": window, "attention": attention, "intent": intent,
        "epochs": epochs, "patience": patience,
        "batch_size": batch_size, "learning_rate": learning_rate, "dropout": dropout, "averaging": averaging,
        "seed": seed,
    }  # fmt: skip

    if engine and unlabelled:
        raise typer.BadParameter(
            "does not go with --engine, for each round rests on the one before", param_hint="--unlabelled"
        )
    check_trained(engine, address, threads, device)
    needs("training", *TRAINING)
    data = data or (_data_of_kept(model or directory_of(DEFAULT_DATA)) if resume else DEFAULT_DATA)
    model = model or directory_of(name_of(data))
    corpus = read(data, format=source_format, columns=columns, tokenizer=tokenizer)
    for note in corpus.notes:
        say(note)

    with importing():
        pass

    if resume and is_over(corpus, model, preset=preset, config=config, **options):
        say(f"the training of {model} is over: there is nothing left to do")
        return
    with training_by(engine, address) as run:
        session = begin_training(
            corpus, model, preset=preset, config=config, device="cpu" if engine else device, threads=threads,
            resume=resume, replace=replace, unlabelled=unlabelled or (), run=run, **options,
        )  # fmt: skip
        for note in session.material.notes:
            say(note)
        _run(session, model, max_seconds, lines=engine is not None)


def _run(session: Session | Rounds, model: Path, max_seconds: float | None, *, lines: bool) -> None:
    """Show the training's course, and write its model."""
    material, settings = session.material, session.state.config
    tables = ", ".join(settings.network.vector_tables)
    say(
        f"{material.corpus}: {plural(len(material.train), 'sentence')} to train on, {len(material.dev)} to choose by;"
        f" at most {plural(session.state.settings.epochs, 'epoch')}"
        f"{f' for each of {settings.network.members} networks' if settings.network.members > 1 else ''}"
        f"{f'; with the vectors {tables}, without them: --vectors none' if tables else ''}"
    )
    if session.displaces:
        say(f"{model}: a training that was ended is given up for this one; --resume would go on with it")
    with progress_display(session.measure.name, lines=lines) as display:
        interrupted = _follow(session, display.show, max_seconds)
    _finish(session, model, interrupted)


def _data_of_kept(model: Path) -> str:
    """The data that a kept training is of, or a model whose training is over."""
    with importing():
        from slottag.training.checkpoint import training_place
        from slottag.training.kept import read_kept

    place = training_place(model)
    over = model.exists() and not place.holds()
    corpus = read_settings(model).corpus if over else read_kept(place.path).corpus
    if data := data_of_name(corpus):
        return data
    raise ConfigError(
        f"{model}: the training is of the corpus {corpus}, which is neither built in nor in data/; name its"
        f" data: slottag train DATA --resume -m {model}"
    )


def _follow(session: Session | Rounds, show: Any, max_seconds: float | None) -> bool:
    """Take the training's steps until it is over, interrupted or out of time; whether it was interrupted."""
    end = time.monotonic() + max_seconds if max_seconds is not None else float("inf")
    # What is elsewhere must end before the engine does.
    with Interrupt() as interrupt, closing(session.steps()) as steps:
        for step in steps:
            show(step)
            if interrupt.asked or time.monotonic() >= end:
                break
    return interrupt.asked


def _finish(session: Session | Rounds, model: Path, interrupted: bool) -> None:
    if interrupted and not session.reached:
        several = session.state.config.network.members > 1
        say(
            "interrupted before an epoch of the last network ended: there is no model yet; go on with --resume"
            if several
            else "interrupted before the first epoch ended: there is no model to keep"
        )
        raise typer.Exit(130)
    found = session.finish().metrics
    for line in session.told:
        say(line)
    unfinished = "" if session.over else "; go on with --resume"
    kept = _kept(session, found["dev_score"])
    if "round" in found:
        kept = f"the model of round {found['round']} (dev {session.measure.name} {100 * found['dev_score']:.2f})"
    say(f"{'interrupted: ' if interrupted else ''}{kept} is in {model}{unfinished}")
    if interrupted:
        raise typer.Exit(130)


def _kept(session: Session | Rounds, score: float) -> str:
    """Which weights the model has, and why."""
    told, last = f"(dev {session.measure.name} {100 * score:.2f})", session.state.history[-1]
    if session.state.config.network.members > 1:
        return f"the ensemble of {session.state.config.network.members} networks {told}"
    if session.state.history[last.kept_epoch - 1].dev_score == last.best_score:
        return f"the model of epoch {last.kept_epoch}, the best one {told},"
    best = f"the best, {100 * last.best_score:.2f} of epoch {last.best_epoch}"
    return f"the model of epoch {last.kept_epoch} {told}, the last that chance alone may have put behind {best},"
