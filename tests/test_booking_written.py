"""Hand-written sentences, and noise: the marks stay where they belong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from slottag.corpora.__main__ import clean
from slottag.corpora.engine.pieces import Piece, join
from slottag.corpora.engine.written import read_kinds, read_written
from slottag.corpora.english import ENGLISH
from slottag.corpora.english.language import read_english
from slottag.corpora.english.noise import Noise
from slottag.errors import DataError
from slottag.text import Sentence

FOLDER = Path(__file__).parents[1] / "datasets" / "booking"
NOISE = Noise({"tomorrow": ("tmrw",), "to": ("2",), "please": ("pls",)}, ("um",))


def values(sentence: Sentence) -> list[tuple[str, str]]:
    return [(sentence.value(span), span.slot) for span in sentence.spans]


def marked(*pieces: tuple[str, str | None]) -> Sentence:
    return join(Piece(*piece) for piece in pieces)


LYON = marked(
    ("Please get me from ", None),
    ("Lyon", "origin"),
    (" to ", None),
    ("New York", "destination"),
    (" ", None),
    ("tomorrow", "departure_date"),
    (" at ", None),
    ("quarter to 7", "departure_time"),
    ("!", None),
)


# ---- hand-written sentences ----------------------------------------------------------------------------------------


def test_written_sentences_are_read_with_their_marks(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_text("to [Oslo](destination)!\n\nthanks\n", encoding="utf-8")
    first, second = read_written(file)
    assert (first.text, values(first)) == ("to Oslo!", [("Oslo", "destination")])
    assert (second.text, second.spans) == ("thanks", ())


def test_headings_tell_the_kinds_of_written_sentences(tmp_path: Path) -> None:
    file = tmp_path / "some.txt"
    file.write_text("hello\n## places\nto [Oslo](destination)\n## talk\nthanks\n#1 sorry\n", encoding="utf-8")
    texts = {kind: [sentence.text for sentence in own] for kind, own in read_kinds(file).items()}
    assert texts == {"": ["hello"], "places": ["to Oslo"], "talk": ["thanks", "#1 sorry"]}
    assert [sentence.text for sentence in read_written(file)] == ["hello", "to Oslo", "thanks", "#1 sorry"]


@pytest.mark.parametrize("joint", ["-", "–", "—", "/", "→", ",", ">", "->", "~"])
def test_values_may_be_joined_without_a_space(joint: str) -> None:
    sentence = marked(("from ", None), ("LHR", "origin"), (joint, None), ("New York", "destination"), (".", None))
    assert values(sentence) == [("LHR", "origin"), ("New York", "destination")]
    assert {"LHR", "New", "York"} <= set(sentence.words)


@pytest.mark.parametrize("line", ["to [Oslo", "t[o Os](destination)lo", "to {place}", "to Oslo]", "[{place}](via)"])
def test_a_broken_mark_is_reported_with_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "some.txt"
    file.write_text(f"thanks\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"some\.txt:2"):
        read_written(file)


def test_a_missing_file_of_sentences_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.txt: cannot be read: No such file"):
        read_written(tmp_path / "none.txt")


# ---- noise ---------------------------------------------------------------------------------------------------------


def test_typing_on_a_telephone_shortens_words_and_keeps_names_and_numbers() -> None:
    found = [NOISE.on(LYON, Random(number), Noise.phone) for number in range(30)]
    assert all(sentence.text == sentence.text.lower() and "!" not in sentence.text for sentence in found)
    assert any("tmrw" in [value for value, _ in values(sentence)] for sentence in found)
    assert any(sentence.text.startswith("pls") for sentence in found)
    assert not any("quarter 2 7" in sentence.text for sentence in found)


def test_speech_has_number_words_and_fillers_outside_spans() -> None:
    found = [NOISE.on(LYON, Random(number), Noise.spoken) for number in range(30)]
    assert all("seven" in sentence.text for sentence in found)
    assert any(" um" in sentence.text for sentence in found)
    assert not any("um" in value.split() for sentence in found for value, _ in values(sentence))


def test_slips_change_a_letter_or_two_and_no_mark() -> None:
    found = [NOISE.on(LYON, Random(number), Noise.slips) for number in range(30)]
    assert sum(sentence.text != LYON.text for sentence in found) > 20
    assert all(abs(len(sentence.text) - len(LYON.text)) <= 2 for sentence in found)
    assert all(len(sentence.spans) == 4 for sentence in found)


def test_every_kind_of_noise_keeps_the_slots_of_every_sentence() -> None:
    dev = replace(ENGLISH.split("dev"), written="")
    english = read_english(FOLDER, dev)
    for sentence in ENGLISH.generate(FOLDER, dev)[:150]:
        for change in (Noise.phone, Noise.spoken, Noise.slips, Noise.shouted, Noise.bare):
            noised = english.noise.on(sentence, Random(sentence.text), change)
            assert [span.slot for span in noised.spans] == [span.slot for span in sentence.spans]


def test_noise_can_be_left_away() -> None:
    train = ENGLISH.split("train")
    without, noised = (recipe.generate(FOLDER, recipe.split("train")) for recipe in (clean(ENGLISH), ENGLISH))
    texts = {sentence.text for sentence in without}
    changed = sum(sentence.text not in texts for sentence in noised[: train.size])
    assert train.noise / 2 < changed / train.size < train.noise


def test_only_the_sentences_to_train_on_lose_their_noise() -> None:
    noise = {split.name: split.noise for split in clean(ENGLISH).splits}
    assert (noise["train"], noise["noisy"]) == (0.0, 1.0)
