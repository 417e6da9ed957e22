"""What hand-written phrases mean, and what is drawn and written in the styles of the corpora."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.values.measured import counted
from tests.phrases import booking_resolver, read_phrases, told, wrong_ones

ROOT = Path(__file__).parents[1]
# Those that rules were written by, those set aside before that, those written when the rules stood.
FILES = [f"{language}{kind}" for language in ("english", "chinese") for kind in ("", "-sealed", "-last")]


@pytest.mark.parametrize("name", FILES)
def test_phrases_mean_what_they_say(name: str) -> None:
    spans = sum(len(phrase.expected) for phrase in read_phrases(name))
    wrong = wrong_ones(name)
    # What is given is right; of the rest nothing is told.
    assert [each for each in wrong if each[3] != "-"] == []
    assert len(wrong) <= 0.02 * spans, wrong


def test_there_are_many_phrases() -> None:
    counts = {name: sum(len(phrase.expected) for phrase in read_phrases(name)) for name in FILES}
    assert sum(count for name, count in counts.items() if name.startswith("english")) >= 300
    assert sum(count for name, count in counts.items() if name.startswith("chinese")) >= 150
    assert counts["english-sealed"] + counts["chinese-sealed"] >= 200


def test_the_page_shows_what_is_told_and_what_was_measured() -> None:
    page = (ROOT / "docs" / "values.md").read_text("utf-8")
    _, _, measured = (ROOT / "benchmarks" / "RESULTS.md").read_text("utf-8").partition("## Values, phrase by phrase\n")
    resolve, count = booking_resolver(), 0
    for name in ("english-shown", "chinese-shown"):
        for phrase in read_phrases(name):
            said = told(resolve(phrase.sentence).slots[0].resolved)
            assert said == phrase.expected[0]
            text = phrase.sentence.value(phrase.sentence.spans[0])
            (row,) = (line for line in page.splitlines() if line.startswith(f"| {text} |"))
            assert f"| {' or '.join(f'`{one}`' for one in said.split('|'))} | right |" in row
            assert row in measured
            count += 1
    assert count == 31


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_what_is_drawn_is_found_again(language: str) -> None:
    found = counted(language, 2000, seed=1)
    right = sum(number for (_, outcome), number in found.items() if outcome in ("right", "open"))
    assert not [key for key in found if key[1] == "wrong"]
    assert right >= 0.995 * found.total()
    # Most that is drawn leaves nothing open.
    assert sum(number for (_, outcome), number in found.items() if outcome == "right") >= 0.9 * found.total()
