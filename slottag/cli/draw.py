"""Drawing sentences: spans in the colours of their slots, and the frame of slots that a sentence fills."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import IO, Any

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from slottag.cli.console import console
from slottag.cli.plain import visible
from slottag.text import Palette, Sentence, Span

# Names of slots up to this width stay on one line, however narrow the terminal is.
NAME_WIDTH = 20


def table_on(stream: IO[str], slots: Iterable[str]) -> Callable[[Sentence], None]:
    """What draws sentences on a stream: each with its frame below and an empty line; a blank text is an empty line."""
    target = console(file=stream)
    palette = Palette(slots)

    def show(sentence: Sentence) -> None:
        if sentence.tokens:
            # What is written without spaces has no words to wrap at: the terminal breaks the line where it is full.
            target.print(coloured(sentence, palette), soft_wrap=is_wide(sentence.text))
            target.print(frame(sentence, palette))
            if sentence.alternatives:
                target.print()
                target.print(readings(sentence.alternatives, palette))
            if sentence.frame:
                from slottag.cli.draw_frame import contradictions, draw_frame, missing

                target.print()
                target.print(draw_frame(sentence.frame, palette))
                for line in (*contradictions(sentence.frame), *missing(sentence.frame)):
                    target.print(line)
        target.print()

    return show


def is_wide(text: str) -> bool:
    """Whether most of a text takes two cells a character, as Chinese does."""
    return 2 * (cell_len(text) - len(text)) > len(text)


def coloured(sentence: Sentence, palette: Palette) -> Text:
    """The sentence with its spans in colour."""
    return labelled(sentence, palette, ())


def labelled(sentence: Sentence, palette: Palette, spans: Collection[Span]) -> Text:
    """The sentence with its spans in colour; these spans also in brackets, with their slots."""
    drawn = Text()
    for text, span in sentence.pieces():
        if span is None:
            drawn.append(visible(text))
        elif span in spans:
            drawn.append(f"[{visible(text)}]({visible(span.slot)})", f"bold {palette.colour(span.slot)}")
        else:
            drawn.append(visible(text), palette.colour(span.slot))
    return drawn


def frame(sentence: Sentence, palette: Palette) -> Table:
    """A sentence's intent, if it has one, and the slots that it fills: a row a span, with its value and confidence, and
    what it means where that is known, and the next slot, where that was asked for.
    """
    table = Table.grid(padding=(0, 2), pad_edge=True)
    names = max((cell_len(visible(span.slot)) for span in sentence.spans), default=0)
    # In a narrow terminal values are folded before the names of slots are.
    table.add_column(overflow="fold", no_wrap=names <= NAME_WIDTH)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    meant = any(span.resolved for span in sentence.spans)
    if meant:
        table.add_column(overflow="fold")
    if any(span.next for span in sentence.spans):
        table.add_column(overflow="fold")
    if sentence.intent:
        table.add_row(Text("intent", "dim"), Text(visible(sentence.intent), "bold"))
    for span in sentence.spans:
        confidence = "" if span.confidence is None else f"{span.confidence:.1%}"
        slot = Text(visible(span.slot), palette.colour(span.slot))
        row = [slot, Text(visible(sentence.value(span)), "bold"), Text(confidence, "dim")]
        row += [Text(visible(meaning(span.resolved)))] if meant else []
        table.add_row(*row, *_rival(span, palette))
    if not sentence.spans:
        table.add_row(Text("no slot", "dim"))
    return table


def meaning(resolved: Mapping[str, Any] | None) -> str:
    """What a value means, in short; other readings behind the likeliest."""
    if resolved is None:
        return ""
    others = [_told(other) for other in resolved.get("alternatives", ())[1:]]
    return _told(resolved) + (f" (or {', '.join(others)})" if others else "")


def _told(value: Any) -> str:
    if isinstance(value, str):
        return value
    if "value" in value:
        return str(value["value"])
    told = {key: part for key, part in value.items() if part is not None and key not in ("type", "alternatives")}
    return ", ".join(f"{key} {part}" if isinstance(part, int) else str(part) for key, part in told.items())


def _rival(span: Span, palette: Palette) -> list[Text]:
    """The slot that a span could fill sooner than any but its own, and how sure that is: a cell, if there is one."""
    if span.next is None:
        return []
    slot = Text(visible(span.next.slot), palette.colour(span.next.slot))
    return [Text.assemble(("or ", "dim"), slot, (f" {span.next.confidence:.1%}", "dim"))]


def readings(sentences: Iterable[Sentence], palette: Palette) -> Table:
    """The likeliest sentences of a text: a row each, with its probability and the slots that it fills."""
    table = Table.grid(padding=(0, 2), pad_edge=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for sentence in sentences:
        slots = [
            Text.assemble((visible(span.slot), palette.colour(span.slot)), " ", (visible(sentence.value(span)), "bold"))
            for span in sentence.spans
        ]
        sure = "" if sentence.confidence is None else f"{sentence.confidence:.1%}"
        table.add_row(Text(sure, "dim"), Text(", ").join(slots) if slots else Text("no slot", "dim"))
    return table
