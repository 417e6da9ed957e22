"""``slottag compare``: several networks trained on the same sentences, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slottag.cli.console import console
from slottag.cli.interrupt import Interrupt, importing
from slottag.cli.many import check_trained, training_by
from slottag.cli.options import (
    DEFAULT_DATA,
    Address,
    Columns,
    Data,
    Device,
    Engine,
    Preset,
    SourceFormat,
    Threads,
    Tokenizer,
)
from slottag.cli.pages import check_page, write_page
from slottag.cli.plain import say, write_json
from slottag.data.corpus import Corpus, load_corpus
from slottag.evaluation import unknown_slots
from slottag.evaluation.measure import MEASURES
from slottag.extras import TRAINING, needs
from slottag.model import Config
from slottag.model.defaults import defaults_for, encoders_for
from slottag.model.presets import Preset as PresetName
from slottag.text import Palette
from slottag.wording import plural

if TYPE_CHECKING:
    from slottag.comparison import Exam, Moved, Outcome, Over, Result, Training, Variant


def compare(
    data: Data = DEFAULT_DATA,
    encoders: Annotated[
        list[str] | None,
        typer.Option(
            "--encoder",
            metavar="NAME[:SETTING=VALUE,…]",
            help="A network to compare, with settings of its own if need be: lstm:directions=1,hidden=80."
            " Once for each; all that fit the data if not given.",
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "-m", "--model", metavar="DIR", help="The folder of the models; models/compare-NAME if not given."
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(metavar="N", min=1, help="Train each network from the seeds 0 to N-1.")] = 1,
    preset: Preset = None,
    config: Annotated[
        Path | None, typer.Option(metavar="FILE.toml", help="Settings of all; those of a network go before them.")
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(metavar="N", help="Passes over the sentences at most; by their number if not given.")
    ] = None,
    max_seconds: Annotated[
        float | None, typer.Option(metavar="S", min=0, help="End each training after S seconds.")
    ] = None,
    source_format: SourceFormat = None,
    columns: Columns = None,
    tokenizer: Tokenizer = None,
    device: Device = "auto",
    threads: Threads = 1,
    differences: Annotated[
        int, typer.Option(min=0, metavar="N", help="Show N sentences that one network gets right and another wrong.")
    ] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the result as a page, too.")] = None,
    engine: Engine = None,
    address: Address = None,
) -> None:
    """Train several networks on the same sentences and compare them. Ctrl-C ends it; the same command goes on."""
    check_trained(engine, address, threads, device)
    needs("comparing", *TRAINING)

    with importing():
        from slottag.comparison import TEST, exam_of, plan, train_all
        from slottag.training.device import find_device
        from slottag.training.material import Material

    if html:
        check_page(html, data)
    corpus = load_corpus(data, format=source_format, columns=columns, tokenizer=tokenizer)
    variants = _variants(corpus, encoders, _base(corpus, preset, config, epochs))
    exam = exam_of(corpus)
    material = Material.of(corpus, variants[0].config.training.dev_share)
    learned = {span.slot for sentence in material.train for span in sentence.spans}
    for warning in unknown_slots(exam[TEST], learned, f"{corpus.name}, split {TEST}", "the train split"):
        say(f"warning: {warning}")
    for note in (*corpus.notes, *material.notes):
        say(note)
    trainings = plan(variants, seeds, folder or Path("models") / f"compare-{corpus.name}")
    say(
        f"{corpus.name}: {plural(len(material.train), 'sentence')} to train on, {len(material.dev)} to choose by;"
        f" {plural(len(variants), 'network')}, {plural(seeds, 'seed')}"
    )
    with training_by(engine, address) as run:
        where = find_device("cpu" if engine else device, threads)
        # What is elsewhere must end before the engine does.
        with closing(train_all(trainings, material, device=where, max_seconds=max_seconds, run=run)) as steps:
            outcomes = _outcomes(trainings, steps, exam, lines=engine is not None)
    result = _measure(corpus.name, exam, outcomes)
    if html:
        _write_page(result, html)
    if as_json:
        _print_json(result, max_seconds, differences)
    else:
        _draw(result, differences)


def _base(corpus: Corpus, preset: PresetName | None, config: Path | None, epochs: int | None) -> Config:
    """The settings that all networks have in common."""
    base = defaults_for(corpus, preset)
    return (Config.read(config, base) if config else base).replace({"epochs": epochs})


def _variants(corpus: Corpus, encoders: Sequence[str] | None, base: Config) -> list[Variant]:
    from slottag.comparison.variants import parse_variants

    return parse_variants(encoders or encoders_for(corpus, base.network), base)


def _outcomes(
    trainings: Sequence[Training], steps: Iterator[Moved | Over], exam: Exam, *, lines: bool
) -> list[Outcome]:
    """Take the steps of all trainings, and let each trained network tag the exam."""
    from slottag.cli.progress import progress_display
    from slottag.comparison import Outcome, Over

    outcomes = []
    measure = MEASURES[trainings[0].config.network.task].name
    with progress_display(measure, queue=True, lines=lines) as display, Interrupt() as interrupt:
        for step in steps:
            display.show(step)
            if isinstance(step, Over):
                outcomes.append(Outcome.of(step.training, step.metrics, exam))
            if interrupt.asked:
                break
    if interrupt.asked:
        say(f"interrupted: {len(outcomes)} of {len(trainings)} trainings are over; the same command goes on")
        raise typer.Exit(130)
    return sorted(outcomes, key=lambda outcome: outcome.training.number)


def _measure(data: str, exam: Exam, outcomes: Sequence[Outcome]) -> Result:
    """The result; how fast the networks tag is measured here, when nothing else runs."""
    from slottag.comparison import TEST, Result, tokens_per_second

    first = [outcome.training for outcome in outcomes if outcome.training.seed == 0]
    speeds = {training.name: tokens_per_second(training, exam[TEST]) for training in first}
    return Result.of(data, exam, outcomes, speeds)


def _print_json(result: Result, max_seconds: float | None, differences: int) -> None:
    from slottag.comparison import to_json

    told = {**to_json(result, differences=differences), "max_seconds": max_seconds}
    write_json(told)


def _write_page(result: Result, path: Path) -> None:
    from slottag.comparison.page import render_page

    networks = Palette(row.name for row in result.rows)
    page = render_page(result, slot_colour=_palette(result).colour, network_colour=networks.colour)
    write_page(path, page, "the result is")


def _draw(result: Result, differences: int) -> None:
    from slottag.cli.draw_comparison import draw_comparison

    for part in draw_comparison(result, _palette(result), differences=differences):
        console().print(part)


def _palette(result: Result) -> Palette:
    return Palette({span.slot for gold in result.exam.values() for sentence in gold for span in sentence.spans})
