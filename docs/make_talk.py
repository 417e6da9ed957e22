"""Write the transcripts of README and ``docs/talk.md``.

Usage: python docs/make_talk.py [MODEL MODEL]

With a model of the English and one of the Chinese booking corpus, the turns below are tagged anew, each as the answer
to what was asked before it, and what was found is kept in ``docs/talks/``. The transcripts are drawn from that, as
``slottag tag --talk --format table`` draws them, so that they can be held against the code without a model.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import slottag
from slottag.cli.clerk import clerk_on
from slottag.runtime import Tagger
from slottag.tagging.lines import Block
from slottag.talking import Talk
from slottag.text import Sentence, Span, tokenize_words
from slottag.values.resolver import Resolver
from slottag.values.slots import SlotTypes
from slottag.values.zones import clock_at

HOME = Path(__file__).parent
ROOT = HOME.parent
SLOTS = ROOT / "datasets" / "booking" / "slots.toml"
NOW = datetime(2026, 11, 18, 10, 20)
TURNS: Mapping[str, Sequence[str]] = {
    "english": (
        "I'd like to go to Rome on Friday",
        "Oslo",
        "not Friday, Saturday",
        "leaving around half past eight am, nonstop please",
        "and back two days later, in the evening",
        "two adults and a child in economy",
        "under 300 euros",
        "not economy, business class",
        ":frame",
    ),
    "chinese": (
        "我想周五去北京",
        "上海",
        "不是周五，周六",
        "早上八点左右出发",
        "三天后回来",
        "两大一小",
        "二等座，五百块以内",
        "不要二等座，要一等座",
        ":frame",
    ),
}
# How wide a transcript is.
_WIDTH = 80
_PLACE = re.compile(r"(<!-- talk: (\w+)(?:, (\d+) turns)? -->\n).*?(<!-- end of the talk -->)", re.DOTALL)


class Recorded:
    """A tagger that finds what is kept of each turn."""

    def __init__(self, kept: Iterable[Mapping[str, Any]]) -> None:
        self._kept = {turn["text"]: turn for turn in kept}
        self.asked: tuple[str, ...] = ()
        self.types = SlotTypes.from_bytes(SLOTS.read_bytes(), "slots.toml")
        self.slots = tuple(self.types.slots)
        self.model = SimpleNamespace(vocabulary=SimpleNamespace(words=()))

    def resolver(self, now: datetime | None, timezone: str | None) -> Resolver:
        """What gives values their meaning."""
        return Resolver(self.types, clock_at(now, timezone))

    def __call__(self, text: str, **_options: object) -> Sentence:
        """The sentence that is kept."""
        spans = [Span(one["start"], one["end"], one["slot"], one["confidence"]) for one in self._kept[text]["spans"]]
        return Sentence(text, tokenize_words(text)).with_spans(spans)


class Recording:
    """A tagger of which is kept what it finds before a talk changes it."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger
        self.found: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tagger, name)

    def __call__(self, text: str, **options: Any) -> Sentence:
        """The tagged sentence."""
        sentence = self._tagger(text, **options)
        self.found.append(sentence.to_dict())
        return sentence


def record(language: str, model: Path) -> None:
    """Keep what a model finds in the turns."""
    recording = Recording(slottag.load(model))
    talk = Talk(cast("Tagger", recording), NOW)
    for text in TURNS[language]:
        if not text.startswith(":"):
            talk(text)
    lines = [json.dumps(one, ensure_ascii=False) for one in recording.found]
    (HOME / "talks" / f"{language}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def kept(language: str) -> list[dict[str, Any]]:
    """What a model found in the turns."""
    return [json.loads(line) for line in (HOME / "talks" / f"{language}.jsonl").read_text("utf-8").splitlines()]


def transcript(language: str, turns: int) -> str:
    """The first turns of a talk, drawn."""
    tagger = Recorded(kept(language))
    shown = io.StringIO()
    with patch.dict(os.environ, {"COLUMNS": str(_WIDTH)}):
        clerk = clerk_on(shown, Talk(cast("Tagger", tagger), NOW), tagger.slots, 0.0, 0)
        clerk(Block(list(TURNS[language][:turns]), ""))
    return "\n".join(line.rstrip() for line in shown.getvalue().splitlines()).strip("\n")


def page(path: Path) -> str:
    """A page with its transcripts anew."""

    def drawn(match: re.Match[str]) -> str:
        return f"{match[1]}```text\n{transcript(match[2], int(match[3] or len(TURNS[match[2]])))}\n```\n{match[4]}"

    return _PLACE.sub(drawn, path.read_text("utf-8"))


PAGES = (ROOT / "README.md", HOME / "talk.md")

if __name__ == "__main__":
    for name, given in zip(TURNS, sys.argv[1:], strict=False):
        record(name, Path(given))
    for each in PAGES:
        each.write_text(page(each), encoding="utf-8")
