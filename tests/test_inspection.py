"""Looking inside: properties and the neurons that tell them, the words that decide, rows of a picture, the command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from slottag.cli.draw_gates import colour_of, digits_of, draw_gates
from slottag.data.formats import jsonl
from slottag.errors import ConfigError, DataError
from slottag.inspection import Block, Choice, Observed, explain, find, parse_property, runs_at, side_by_side, view
from slottag.inspection.why import UNKNOWN
from slottag.runtime import Tagger
from slottag.runtime.recording import FORWARDS, Recorded, Recording
from slottag.text import Palette, Sentence
from tests.command import one_line, slottag
from tests.conftest import small_corpus
from tests.files import put, sentence

ARRIVE, LEAVE = "I would like to arrive Oslo on Friday", "leave Oslo on Friday"


@pytest.fixture(scope="module")
def tagger(model_dir: Path) -> Tagger:
    return Tagger.load(model_dir)


def values(text: str, own: Sentence, scheme: str = "iob2") -> list[float]:
    return parse_property(text, scheme).values(own)


def test_properties_of_slots_and_tags_here_and_next() -> None:
    own = sentence("to New York on Friday", (1, 3, "place"), (4, 5, "day"))
    assert values("slot:place", own) == [0, 1, 1, 0, 0]
    assert values("next-slot:place", own) == [1, 1, 0, 0, 0]
    assert values("tag:B-place", own) == [0, 1, 0, 0, 0]
    assert values("next-tag:O", own) == [0, 0, 1, 0, 0]
    assert values("tag:S-day", own, "bioes") == [0, 0, 0, 0, 1]


def test_properties_of_the_words() -> None:
    own = sentence("a a X b a -")
    assert values("position", own) == [1, 2, 3, 4, 5, 6]
    assert values("count:a", own) == [1, 2, 2, 2, 3, 3]
    assert values("count:a-b", own) == [1, 2, 2, 1, 2, 2]
    assert values("count:-", own) == [0, 0, 0, 0, 0, 1]
    assert values("seen:X", own) == [0, 0, 1, 1, 1, 1]
    assert values("regex:X b", own) == [0, 0, 1, 1, 0, 0]
    assert values("regex:q*", own) == [0] * 6
    assert [parse_property(name, "iob2").numeric for name in ("position", "count:a", "seen:a")] == [True, True, False]


@pytest.mark.parametrize("text", ["", "slot", "slot:", "colour:red", "position:3"])
def test_what_is_no_property(text: str) -> None:
    with pytest.raises(DataError, match="expected one of slot:NAME"):
        parse_property(text, "iob2")


def test_a_pattern_that_is_none() -> None:
    with pytest.raises(DataError, match=r"pattern '\(': is no regular expression"):
        parse_property("regex:(", "iob2")


def recording(own: Sentence, *columns: list[float]) -> Recording:
    """A network whose units hold these values."""
    return Recording(own, (Recorded(1, FORWARDS, {"hidden": np.array(columns, dtype=np.float32).T}),))


def observed(*rows: tuple[str, list[list[float]]]) -> Observed:
    recordings = [recording(sentence(words), *columns) for words, columns in rows]
    return Observed(tuple(recordings[::2]), tuple(recordings[1::2]))


def test_a_neuron_that_counts_is_found_and_scored_on_the_other_half() -> None:
    seen = observed(
        ("a a a b", [[0.1, 0.9, 0.2, 0.4], [-0.1, -0.2, -0.3, -0.3]]), ("a b a", [[0, 0, 0], [-0.1, -0.1, -0.3]])
    )
    found = find(seen, parse_property("count:a", "iob2"))
    assert [each.neuron.unit for each in found.found] == [2, 1]
    best = found.found[0]
    assert found.tokens == (4, 3)
    assert found.guess is None
    # The line through the first half gives counts 1, 1, 3 for the second, whose own are 1, 1, 2.
    assert best.explained == pytest.approx(1 - 1 / (2 / 3), abs=1e-5)
    assert best.correlation == pytest.approx(-1)
    assert best.accuracy is None


def test_a_neuron_that_tells_whether_is_found_by_its_best_threshold() -> None:
    first = ("a X b b", [[0.5, 0.1, 0.4, 0.3], [0.1, -0.9, 0.2, 0.2]])
    second = ("X b a b", [[0.3, 0.3, 0.3, 0.3], [-0.8, -0.5, 0.1, 0.2]])
    found = find(observed(first, second), parse_property("regex:X", "iob2"))
    # Both are right throughout on the first half; the more correlated goes first.
    assert [each.neuron.unit for each in found.found] == [2, 1]
    assert found.guess == 0.75
    best = found.found[0]
    # Of the second half it takes the b at -0.5 for an X.
    assert (best.accuracy, best.explained) == (0.75, 0)
    assert best.where == pytest.approx((-0.8, -0.2 / 3))


def test_only_tokens_that_match_are_judged() -> None:
    rows = [("A x x Y", [[0.0, 0.9, 0.9, 0.0]]), ("B x x Y", [[0.0, -0.9, -0.9, 0.0]])] * 2
    rows = [rows[0], rows[0], rows[1], rows[1]]
    found = find(observed(*rows), parse_property("seen:A", "iob2"), at=re.compile("x")).found[0]
    assert (found.accuracy, found.explained) == (1, 1)
    assert find(observed(*rows), parse_property("seen:A", "iob2")).found[0].accuracy == 0.75


def test_what_cannot_be_found() -> None:
    seen = observed(("a b", [[1, 2]]), ("b a", [[1, 2]]))
    with pytest.raises(DataError, match="is the same at all 2 tokens"):
        find(seen, parse_property("seen:q", "iob2"))
    with pytest.raises(DataError, match="is the same at all 0 tokens"):
        find(seen, parse_property("count:a", "iob2"), at=re.compile("q"))
    with pytest.raises(DataError, match="no neuron is left"):
        find(seen, parse_property("position", "iob2"), keep=lambda _: False)


def test_halves_share_no_sentence_and_repetitions_count_once(tagger: Tagger) -> None:
    sentences = small_corpus()
    seen = Observed.of(tagger, [*sentences, *sentences], most=20)
    first, second = ({each.sentence.text for each in half} for half in (seen.ranking, seen.scoring))
    assert (len(first), len(second), first & second) == (10, 10, set())
    with pytest.raises(DataError, match="1 distinct sentence"):
        Observed.of(tagger, sentences[:1] * 5)


def test_the_verb_is_why_a_place_is_the_destination(tagger: Tagger) -> None:
    (tagged,) = tagger.tag([tagger.parse(ARRIVE)])
    (run,) = runs_at(tagged, "oslo")
    reason = explain(tagger, tagged, run)
    assert (reason.value, run[2]) == ("Oslo", "destination")
    assert reason.rival != "destination"
    assert reason.whole.probability == pytest.approx(tagged.spans[0].confidence)
    assert [word.without.odds for word in reason.words] == sorted(word.without.odds for word in reason.words)
    assert {word.place for word in reason.words} == set(range(8)) - {5}
    replaced = Sentence.from_words([UNKNOWN if word == "arrive" else word for word in tagged.words])
    (other,) = tagger.tag([replaced])
    left_out = next(word for word in reason.words if word.text == "arrive")
    expected = {
        (first, slot): span.confidence for (first, _, slot), span in zip(other.runs(), other.spans, strict=True)
    }
    if (5, "destination") in expected:
        assert left_out.without.probability == pytest.approx(expected[5, "destination"])


def test_emission_and_transition_make_up_the_margin(tagger: Tagger) -> None:
    (tagged,) = tagger.tag([tagger.parse(LEAVE)])
    reading = tagger.reader.read([tagged])
    emissions, (best,) = reading.emissions[reading.places[0]], reading.chain.best(reading.emissions, reading.packing)[1]
    rivals = []
    for tag in range(len(tagger.tags.names)):
        forced = np.full_like(emissions, -np.inf)
        forced[[0, 2, 3]] = emissions[[0, 2, 3]]
        forced[1, tag] = emissions[1, tag]
        if tag != reading.tags[reading.places[0]][1]:
            rivals.append(reading.chain.best(forced, reading.packing)[1][0])
    reason = explain(tagger, tagged, runs_at(tagged)[0])
    margin = (best - max(rivals)) / tagger.model.temperature
    assert reason.run == (1, 2, "origin")
    assert reason.emission + reason.transition == pytest.approx(margin, rel=1e-4)


def test_words_outside_spans_can_be_asked_for(tagger: Tagger) -> None:
    (tagged,) = tagger.tag([tagger.parse(LEAVE)])
    (run,) = runs_at(tagged, "leave")
    assert run == (0, 1, "O")
    assert 0 < explain(tagger, tagged, run).whole.probability <= 1
    assert runs_at(tagged, "Oslo on") == [(1, 2, "origin"), (2, 3, "O")]
    with pytest.raises(DataError, match="'Rome': expected words as they stand"):
        runs_at(tagged, "Rome")


def test_the_most_telling_neurons_are_those_that_move_most() -> None:
    own = sentence("a b c")
    held = recording(own, [0, 0.1, 0], [0.9, -0.9, 0.9], [0.5, 0.5, 0.5])
    (block,) = view(held, Choice(most=2))
    assert [name for name, _ in block.rows] == ["2", "1"]
    assert (block.title, block.scale) == ("hidden, layer 1, forwards", 1.0)
    (block,) = view(held, Choice(units=(3,)))
    assert [name for name, _ in block.rows] == ["3"]
    (big,) = view(recording(own, [2, -4, 0]), Choice())
    assert big.scale == 4


@pytest.mark.parametrize(("choice", "message"), [
    (Choice(layer=2), "layer 2: the model has 1"),
    (Choice(direction="backwards"), "direction backwards: the model has forwards"),
    (Choice(gates=("clock",)), "gate clock: the model has hidden"),
    (Choice(units=(4,)), "neuron 4: the layer has 1"),
])  # fmt: skip
def test_what_the_model_does_not_have(choice: Choice, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        view(recording(sentence("a"), [1]), choice)


def test_two_sentences_show_where_they_part() -> None:
    first = recording(sentence("arrive Oslo now"), [1, 1, 0], [0.2, 0.2, 0.2])
    second = recording(sentence("leave Oslo now"), [0, -1, 0], [0.2, 0.2, 0.2])
    left, right = side_by_side(first, second, Choice(most=1))
    assert left.apart == (None, pytest.approx(2**0.5), 0)
    assert right.apart == left.apart
    assert [side.blocks[0].rows[0][0] for side in (left, right)] == ["1", "1"]


def test_digits_and_colours() -> None:
    assert [digits_of(value) for value in (1, 0.84, 0.04, 0, -0.3, -7)] == ["+9", "+8", "0", "0", "-3", "-9"]
    assert colour_of(-1) == (103, 0, 31)
    assert colour_of(0) == (247, 247, 247)
    assert colour_of(1) == colour_of(9) == (5, 48, 97)


def test_wide_characters_line_up_and_long_sentences_go_on_below() -> None:
    from rich.cells import cell_len

    own = sentence("飛往 台北 now please", (1, 2, "place"))
    block = Block("hidden", (("1", np.array([0.5, -0.5, 1, 0])),), 1.0)
    lines = [line.plain for line in draw_gates(own, [block], Palette(["place"]), 100)]
    assert cell_len(lines[0][: lines[0].index("now")]) == cell_len(lines[2][: lines[2].index("+9")])
    assert cell_len(lines[0][: lines[0].index("台北")]) == lines[3].index("place")
    narrow = [line.plain for line in draw_gates(own, [block], Palette(["place"]), 16)]
    assert sum("hidden" in line for line in narrow) > 1
    assert all(cell_len(line) <= 16 for line in narrow)


def test_the_command_draws_gates(model_dir: Path) -> None:
    done = slottag("inspect", ARRIVE, "-m", model_dir, "--show", "all", "--most", "2")
    assert done.status == 0, done.err
    for gate in ("hidden", "cell", "forget", "input", "output", "candidate"):
        for direction in ("forwards", "backwards"):
            assert f"{gate}, layer 1, {direction}" in done.out
    assert "destination" in done.out
    assert "\x1b" not in done.out
    assert re.search(r"^ +\d+ +([+-]\d|0)", done.out, re.M)
    assert slottag("inspect", "-m", model_dir).status == 0


def test_the_command_gives_json(model_dir: Path) -> None:
    done = slottag("inspect", ARRIVE, "-m", model_dir, "--show", "cell", "--neurons", "2,4-5", "--json")
    found = json.loads(done.out)
    assert list(found["gates"]) == ["cell, layer 1, forwards", "cell, layer 1, backwards"]
    assert list(found["gates"]["cell, layer 1, forwards"]) == ["2", "4", "5"]
    assert len(found["gates"]["cell, layer 1, forwards"]["2"]) == len(found["tokens"])


def test_the_command_tells_why(model_dir: Path) -> None:
    done = slottag("inspect", ARRIVE, "-m", model_dir, "--why", "Oslo")
    assert re.search(r"^destination  Oslo  \d+\.\d%", done.out)
    assert re.search(r"against \w+: emission [+-]\d+\.\d, transition [+-]\d+\.\d", done.out)
    found = [
        json.loads(line)
        for line in slottag("inspect", ARRIVE, "-m", model_dir, "--why", "all", "--json").out.splitlines()
    ]
    assert [each["slot"] for each in found] == ["destination", "arrival_date"]
    assert len(found[0]["without"]) == 7
    assert slottag("inspect", "good morning", "-m", model_dir, "--why", "all").out == "no slot\n"


def test_the_command_sets_two_sentences_beside_each_other(model_dir: Path) -> None:
    done = slottag("inspect", ARRIVE, "-m", model_dir, "--against", LEAVE)
    assert done.out.count("how far apart") == 2
    found = [
        json.loads(line)
        for line in slottag("inspect", ARRIVE, "-m", model_dir, "--against", LEAVE, "--json").out.splitlines()
    ]
    assert found[0]["apart"][4] is None
    assert found[0]["apart"][5] > 0


def test_the_command_finds_neurons(model_dir: Path, tmp_path: Path) -> None:
    lines = [jsonl.format_sentence(each) for each in small_corpus()]
    put(tmp_path, small__jsonl="\n".join(lines) + "\n")
    command = ("inspect", "--find", "slot:destination", tmp_path / "small.jsonl", "-m", model_dir, "--show", "hidden")
    done = slottag(*command)
    assert done.status == 0, done.err
    assert "ranked on" in done.out
    found = json.loads(slottag(*command, "--json", "--most", "3").out)
    assert len(found["neurons"]) == 3
    assert found["neurons"][0]["explained"] > 0.5
    assert {each["gate"] for each in found["neurons"]} == {"hidden"}


@pytest.mark.parametrize(("arguments", "message"), [
    (("a", "--why", "a", "--against", "b"), "exclude each other"),
    (("a", "--at", "x"), "needs --find"),
    (("a", "b", "--find", "position"), "expected one DATA"),
    (("a", "--neurons", "1-"), "expected numbers such as"),
    (("a", "--neurons", "x"), "expected numbers such as"),
    (("a", "b", "--against", "c"), "expected one TEXT"),
])  # fmt: skip
def test_wrong_usage(model_dir: Path, arguments: tuple[str, ...], message: str) -> None:
    done = slottag("inspect", *arguments, "-m", model_dir)
    assert done.status == 2
    assert message in re.sub(r"[\s│]+", " ", done.err)


@pytest.mark.parametrize(("arguments", "message"), [
    (("a", "--show", "clock"), "gate clock: the model has hidden, cell"),
    (("a", "--layer", "3"), "layer 3: the model has 1"),
    (("a", "--neurons", "0"), "neuron 0: the layer has 16"),
    (("a", "--why", "b"), "expected words as they stand in the sentence: a"),
    ((" ",), "text 1: holds no word"),
    (("--find", "taste"), "property 'taste': expected one of"),
    (("--find", "position", "nowhere"), "nowhere"),
    (("a", "--html", "/dev/null/x.html"), "cannot be written"),
])  # fmt: skip
def test_what_is_bad_is_told_in_one_line(model_dir: Path, arguments: tuple[str, ...], message: str) -> None:
    done = slottag("inspect", *arguments, "-m", model_dir)
    assert done.status == 1
    assert one_line(done.err)
    assert message in done.err
