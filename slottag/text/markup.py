"""A sentence with its spans in colour, as HTML for notebooks."""

from __future__ import annotations

from html import escape

from slottag.text.palette import Palette
from slottag.text.values import Sentence, Span

_MARK = "padding:0 .25em;border-radius:.25em;border-bottom:2px solid {colour};background:{colour}22"
_LABEL = "font-size:75%;margin-left:.4em;color:{colour}"


def to_html(sentence: Sentence) -> str:
    """The sentence in one element, each span with its slot and, where it has one, its confidence; text is escaped.

    Style and text stand in the element itself, so it needs nothing from the page around it.
    """
    palette = Palette()
    pieces = [
        escape(text) if span is None else _mark(text, span, palette.colour(span.slot))
        for text, span in sentence.pieces()
    ]
    intent = "" if sentence.intent is None else f' <small title="intent">{escape(sentence.intent)}</small>'
    return f'<div style="line-height:2;white-space:pre-wrap">{"".join(pieces)}{intent}</div>'


def _mark(text: str, span: Span, colour: str) -> str:
    sure = "" if span.confidence is None else f" {span.confidence:.1%}"
    label = f'<span style="{_LABEL.format(colour=colour)}">{escape(span.slot)}{sure}</span>'
    return f'<mark style="color:inherit;{_MARK.format(colour=colour)}">{escape(text)}{label}</mark>'
