"""What hand-written phrases mean, and what is drawn and written in the styles of the corpora."""

from __future__ import annotations

import pytest

from benchmarks.values.measured import counted
from tests.phrases import read_phrases, wrong_ones

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


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_what_is_drawn_is_found_again(language: str) -> None:
    found = counted(language, 2000, seed=1)
    right = sum(number for (_, outcome), number in found.items() if outcome in ("right", "open"))
    assert not [key for key in found if key[1] == "wrong"]
    assert right >= 0.995 * found.total()
    # Most that is drawn leaves nothing open.
    assert sum(number for (_, outcome), number in found.items() if outcome == "right") >= 0.9 * found.total()
