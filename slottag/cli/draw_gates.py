"""Drawing gates: tokens across, one row a neuron, each value a signed digit on its colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from rich.text import Text

from slottag.cli.plain import visible
from slottag.inspection import Block
from slottag.text import Palette, Sentence

# From -1 over 0 to +1, dark red to dark blue: the ends and the middle of ColorBrewer's RdBu.
_STOPS = ((103, 0, 31), (178, 24, 43), (214, 96, 77), (244, 165, 130), (247, 247, 247),
          (146, 197, 222), (67, 147, 195), (33, 102, 172), (5, 48, 97))  # fmt: skip
_LEAST = 3


def colour_of(value: float) -> tuple[int, int, int]:
    """The colour of a value between -1 and 1 as red, green, blue."""
    place = (max(-1.0, min(1.0, value)) + 1) / 2 * (len(_STOPS) - 1)
    low = min(int(place), len(_STOPS) - 2)
    share = place - low
    red, green, blue = (round(a + share * (b - a)) for a, b in zip(_STOPS[low], _STOPS[low + 1], strict=True))
    return red, green, blue


def digits_of(value: float) -> str:
    """A value between -1 and 1 as a sign and its tenths, at most nine; ``0`` for none."""
    tenths = min(9, round(abs(value) * 10))
    return f"{'+' if value > 0 else '-'}{tenths}" if tenths else "0"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Some of the tokens beside each other, each column wide enough for its token."""

    places: tuple[int, ...]
    widths: tuple[int, ...]
    label: int

    def heading(self, words: Sequence[str]) -> Text:
        line = Text(" " * self.label)
        for place, width in zip(self.places, self.widths, strict=True):
            line.append(" " + set_cell_size(words[place], width), "bold")
        return line

    def row(self, name: str, values: Sequence[float | None], scale: float) -> Text:
        line = Text(set_cell_size("  " + name, self.label), "dim")
        for place, width in zip(self.places, self.widths, strict=True):
            value = values[place]
            line.append(" ")
            if value is None:
                line.append(" " * width)
            else:
                line.append(digits_of(value / scale).ljust(width), _style(value / scale))
        return line

    def tags(self, sentence: Sentence, palette: Palette) -> Iterator[Text]:
        """The spans below their first tokens, on as many lines as they need."""
        starts = {}
        offset = self.label + 1
        for place, width in zip(self.places, self.widths, strict=True):
            starts[place] = offset
            offset += width + 1
        lines: list[Text] = []
        for (first, _, slot), span in zip(sentence.runs(), sentence.spans, strict=True):
            if first in starts:
                sure = "" if span.confidence is None else f" {span.confidence:.1%}"
                line = next((line for line in lines if line.cell_len < starts[first]), None)
                if line is None:
                    line = Text()
                    lines.append(line)
                line.append(" " * (starts[first] - line.cell_len))
                line.append(visible(slot), palette.colour(slot)).append(sure, "dim")
        yield from lines


def draw_gates(
    sentence: Sentence,
    blocks: Sequence[Block],
    palette: Palette,
    width: int,
    apart: Sequence[float | None] = (),
) -> Iterator[Text]:
    """The lines of a picture of this width: blocks of neurons over the tokens, and the spans below them.

    Args:
        sentence: the tagged sentence.
        blocks: what is shown of it.
        palette: the colours of slots.
        width: of the terminal; tokens that do not fit beside each other go on below.
        apart: where there is another sentence, how far each token's state is from that of its counterpart.
    """
    words = [visible(word) for word in sentence.words]
    for columns in _columns(words, blocks, width):
        yield columns.heading(words)
        for block in blocks:
            scaled = f" ÷ {block.scale:.2f}" if block.scale > 1 else ""
            yield Text(block.title + scaled, "italic")
            for name, values in block.rows:
                yield columns.row(visible(name), values.tolist(), block.scale)
        if apart:
            yield Text("how far apart", "italic")
            yield columns.row("", apart, 1.0)
        yield from columns.tags(sentence, palette)
        yield Text()


def _columns(words: Sequence[str], blocks: Sequence[Block], width: int) -> Iterator[_Columns]:
    label = 2 + max((cell_len(visible(name)) for block in blocks for name, _ in block.rows), default=0)
    widths = [max(_LEAST, min(cell_len(word), width - label - 1)) for word in words]
    first = 0
    while first < len(words):
        end, used = first, label
        while end < len(words) and (end == first or used + 1 + widths[end] <= width):
            used += 1 + widths[end]
            end += 1
        yield _Columns(tuple(range(first, end)), tuple(widths[first:end]), label)
        first = end


def _style(value: float) -> Style:
    red, green, blue = colour_of(value)
    ink = "#ffffff" if abs(value) > 0.55 else "#202020"
    return Style.parse(f"{ink} on #{red:02x}{green:02x}{blue:02x}")
