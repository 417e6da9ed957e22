"""Probes: short frames filled with places, and how many of these are found."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.probes import FOLDER, asked, filled, found, read_probes, shown
from slottag.text import Sentence, Span


def test_each_frame_has_room_for_one_place_of_a_hundred_of_each_kind() -> None:
    corpora = [path.stem for path in FOLDER.glob("*.toml")]
    assert corpora
    for corpus in corpora:
        frames, places = read_probes(corpus)
        assert len(frames) == 20
        assert [len(set(own)) for own in places.values()] == [100] * len(places)
        assert all(frame.count("{place}") == 1 for frame in frames)


def test_a_filled_frame_asks_for_its_place_alone() -> None:
    frame = "我在[{place}](origin)，要去[郑州](destination)"
    sentence = filled(frame, "丹佛")
    assert sentence.text == "我在丹佛，要去郑州"
    assert [sentence.value(span) for span in sentence.spans] == ["丹佛", "郑州"]
    assert asked(frame, sentence) == Span(2, 4, "origin")


def test_what_is_found_is_counted() -> None:
    def first(sentences: Sequence[Sentence]) -> list[Sentence]:
        return [
            sentence if "丹佛" in sentence.text else Sentence(sentence.text, sentence.tokens) for sentence in sentences
        ]

    frame = "去[{place}](destination)"
    assert found(frame, ["丹佛", "大邱"], [first]) == 50
    assert found(frame, ["丹佛"], [first, list]) == 100
    assert "| `去[{place}](destination)` | 50.0 |" in shown({frame: [50.0]}, ["cities"], 1)


def test_places_in_lower_case_stand_in_frames_in_lower_case() -> None:
    _, places = read_probes("booking")
    assert list(places)[4:] == [f"{kind}, lower case" for kind in list(places)[:4]]
    assert filled("I'm in [{place}](origin).", "san francisco").text == "i'm in san francisco."
    assert filled("I'm in [{place}](origin).", "San Francisco").text == "I'm in San Francisco."
