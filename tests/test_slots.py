"""What a file says of slots: read, checked, guessed, kept beside data and in models, and used by the commands."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

import slottag as library
from slottag.data.builtin import builtin_folder
from slottag.data.slot_types import slots_beside
from slottag.errors import ConfigError, ModelError
from slottag.runtime.tagger import Tagger
from slottag.values.guesses import guessed, type_of
from slottag.values.resolver import Resolver
from slottag.values.slots import SlotTypes
from slottag.values.tables import read_own
from tests.command import one_line, slottag
from tests.conftest import marked, small_corpus
from tests.phrases import DATASETS

MODELS = Path(__file__).parent / "models"
BOOKING = (DATASETS / "booking" / "slots.toml").read_bytes()
SMALL = b"""
[slots.destination]
type = "place"
[slots.origin]
type = "place"
[slots.departure_date]
type = "date"
[slots.arrival_date]
type = "date"
after = "departure_date"
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Path:
    """A model of a few sentences, with a file that says what its slots are."""
    import shutil

    directory = tmp_path_factory.mktemp("resolving") / "model"
    shutil.copytree(model_dir, directory)
    (directory / "slots.toml").write_bytes(SMALL)
    return directory


def test_the_built_in_corpora_say_of_each_slot_what_it_is() -> None:
    assert (DATASETS / "booking-zh" / "slots.toml").read_bytes() == BOOKING
    types = SlotTypes.from_bytes(BOOKING, "slots.toml")
    for name in ("booking", "booking-zh"):
        lines = (DATASETS / name / "train.jsonl").read_text("utf-8").splitlines()
        assert {span["slot"] for line in lines for span in json.loads(line)["spans"]} == types.slots.keys()
    assert {name for name, slot in types.slots.items() if slot.required} == {"origin", "destination", "departure_date"}
    assert types["return_date"].after == "departure_date"
    assert types["destination"].ask.keys() == {"en", "zh"}
    assert not types["destination"].often
    assert types.depth("return_date") == 1


def test_a_slot_that_the_file_does_not_name_is_text() -> None:
    assert SlotTypes.from_bytes(b"", "slots.toml")["anything"].type == "text"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[slots.a", "expected TOML"),
        ("slots = 1", "slots: expected a table"),
        ("[slot.a]\ntype = 'date'", "unknown table 'slot'"),
        ("[slots]\na = 1", "[slots.a]: expected a table"),
        ("[slots.a]", "type: expected one of date, time, count, money, place, one of, text, got None"),
        ("[slots.a]\ntype = 'day'", "type: expected one of"),
        ("[slots.a]\ntype = 'date'\nmust = true", "unknown key 'must'"),
        ("[slots.a]\ntype = 'date'\nrequired = 1", "required: expected true or false, got 1"),
        ("[slots.a]\ntype = 'date'\ncomes = 'twice'", "comes: expected once or often, got 'twice'"),
        ("[slots.a]\ntype = 'date'\nask = 'When?'", "ask: expected questions by language"),
        ("[slots.a]\ntype = 'date'\nask = {en = 1}", "ask: en: expected a question, got 1"),
        ("[slots.a]\ntype = 'place'\nafter = 'b'", "after is for date and time, not for place"),
        ("[slots.a]\ntype = 'date'\nafter = 'b'", "after: expected another slot of type date, got 'b'"),
        ("[slots.a]\ntype = 'date'\nafter = 'b'\n[slots.b]\ntype = 'time'", "another slot of type date"),
        ("[slots.a]\ntype = 'date'\nafter = 'a'", "a comes after a already"),
        ("[slots.a]\ntype = 'date'\nafter = 'b'\n[slots.b]\ntype = 'date'\nafter = 'a'", "already; leave one"),
        ("[slots.a]\ntype = 'date'\nchoices = {x = []}", "choices is for one of, not for date"),
        ("[slots.a]\ntype = 'one of'\nchoices = {x = 'y'}", "choices: x: expected a list of texts, got 'y'"),
        ("[slots.a]\ntype = 'one of'\nchoices = {x = [1]}", "choices: x: expected a list of texts"),
        ("[slots.a]\ntype = 'date'\ncalled = {en = 'x'}", "called: en: expected a list of texts, got 'x'"),
        ("[slots.a]\ntype = 'money'\ncurrency = 'euro'", "currency: expected a code such as EUR, got 'euro'"),
        ("[parts]\nteatime = '16:00'", "unknown part 'teatime'"),
        ("[parts]\nevening = '17:00/'", "evening: expected a time or two"),
        ("[parts]\nevening = 17", "evening: expected a time or two"),
        ("[parts]\nevening = '17:00/18:00/19:00'", "evening: expected a time or two"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(content: str, told: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(told)) as caught:
        SlotTypes.from_bytes(content.encode(), "mine/slots.toml")
    assert str(caught.value).startswith("mine/slots.toml: ")


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(ConfigError, match="expected TOML"):
        SlotTypes.from_bytes(b"\xff\xfe", "slots.toml")


def test_tables_of_words_have_words_of_their_own_kind() -> None:
    for name in ("english", "chinese"):
        tables = read_own(name)
        rules, parts = read_own("holidays")["rules"], read_own("parts")["parts"]
        assert tables["words"]["holiday"].keys() <= rules.keys()
        assert tables["words"]["part"].keys() <= parts.keys()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["Friday", "next week", "May 5th"], "date"),
        (["at 5 pm", "noon", "17:30"], "time"),
        (["two adults", "3 people", "4"], "count"),
        (["2", "3", "seven"], "count"),
        (["two students", "10 pupils", "4"], "count"),
        (["12 Mill Lane", "3 Harbour Street", "41 Oak Avenue"], "text"),
        (["under $300", "cheapest", "80 euros"], "money"),
        (["Rome", "New York", "Taipei"], "place"),
        (["周五", "12月4号", "下周"], "date"),
        (["a", "b"] * 10, "one of"),
        (["something", "else", "altogether"], "text"),
    ],
)
def test_types_are_guessed_from_values(values: list[str], kind: str) -> None:
    assert type_of(Counter(values)) == kind


def test_what_is_guessed_can_be_read_and_says_what_is_meant() -> None:
    sentences = [*small_corpus(), *([marked("in {flight class}", **{"flight class": "Coach"})] * 30)]
    text = guessed(sentences, {"economy": ["coach"]})
    types = SlotTypes.from_bytes(text.encode(), "slots.toml")
    assert types["destination"].type == types["origin"].type == "place"
    assert types["departure_date"].type == types["arrival_date"].type == "date"
    assert types["flight class"].choices == {"economy": ("Coach",)}
    assert not types["destination"].often
    assert types["destination"].ask["en"] == "Which destination?"


def test_what_is_known_already_is_left_as_it_is() -> None:
    known = b'# mine\n[slots.destination]\ntype = "text"\n'
    text = guessed(small_corpus(), {}, known)
    assert text.startswith(known.decode())
    types = SlotTypes.from_bytes(text.encode(), "slots.toml")
    assert (types["destination"].type, types["origin"].type) == ("text", "place")


def test_prepare_writes_guesses_and_carries_what_is_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    library.write(small_corpus(), data / "train.jsonl")
    done = slottag("prepare", data, "-o", tmp_path / "out", "--slots")
    assert done.status == 0, done.err
    written = (tmp_path / "out" / "slots.toml").read_bytes()
    assert SlotTypes.from_bytes(written, "")["destination"].type == "place"
    # A folder made of that one has the same file, and nothing is written over.
    assert slottag("prepare", tmp_path / "out", "-o", tmp_path / "again").status == 0
    assert (tmp_path / "again" / "slots.toml").read_bytes() == written
    done = slottag("prepare", data, "-o", tmp_path / "out", "--slots")
    assert done.status == 1
    assert one_line(done.err)
    assert "is there already" in done.err
    (tmp_path / "out" / "slots.toml").write_bytes(SMALL)
    assert slottag("prepare", data, "-o", tmp_path / "out").status == 0
    assert (tmp_path / "out" / "slots.toml").read_bytes() == SMALL


def test_what_stands_beside_several_corpora_is_that_of_the_first() -> None:
    paths = {
        name: builtin_folder(part) / f"{name}.jsonl" for name, part in (("train", "booking"), ("test", "booking-zh"))
    }
    assert slots_beside(paths) == BOOKING
    assert slots_beside({"train": MODELS / "crf.jsonl"}) == b""


def test_training_puts_the_file_into_the_model(tmp_path: Path) -> None:
    data = tmp_path / "data"
    library.write(small_corpus(), data / "train.jsonl")
    (data / "slots.toml").write_bytes(SMALL)
    library.train(data, tmp_path / "model", epochs=1, hidden=8)
    assert (tmp_path / "model" / "slots.toml").read_bytes() == SMALL
    assert Tagger.load(tmp_path / "model").model.slots == SMALL
    # Training it anew replaces the directory, which holds nothing that is not slottag's.
    library.train(data, tmp_path / "model", epochs=1, hidden=8, replace=True)


def test_a_file_that_cannot_be_ends_the_training_before_it_begins(tmp_path: Path) -> None:
    data = tmp_path / "data"
    library.write(small_corpus(), data / "train.jsonl")
    (data / "slots.toml").write_bytes(b"[slots.a]\ntype = 'day'")
    with pytest.raises(ConfigError, match=r"slots\.toml: \[slots\.a\]: type"):
        library.train(data, tmp_path / "model", epochs=1)
    assert not (tmp_path / "model").exists()


def test_without_the_option_nothing_changes(model: Path, model_dir: Path) -> None:
    texts = ["leave Oslo on Friday", "I would like to arrive Rome on May 5th"]
    assert slottag("tag", "-m", model, *texts).out == slottag("tag", "-m", model_dir, *texts).out
    table = ["--format", "table", *texts]
    assert slottag("tag", "-m", model, *table).out == slottag("tag", "-m", model_dir, *table).out


def test_with_it_spans_have_their_meaning(model: Path) -> None:
    done = slottag("tag", "-m", model, "--resolve", "--now", "2026-11-18", "leave Oslo on Friday")
    assert done.status == 0, done.err
    spans = json.loads(done.out)["spans"]
    meant = {span["slot"]: span["resolved"] for span in spans}
    assert meant["origin"] == {"type": "place", "name": "Oslo", "country": "NO", "code": "OSL"}
    assert meant["departure_date"] == {"type": "date", "value": "2026-11-20"}
    plain = json.loads(slottag("tag", "-m", model, "leave Oslo on Friday").out)
    assert [{key: value for key, value in span.items() if key != "resolved"} for span in spans] == plain["spans"]


def test_the_zone_tells_the_day(model: Path) -> None:
    arguments = ["tag", "-m", model, "--resolve", "--now", "2026-11-18T23:30+00:00", "leave Oslo on tomorrow"]
    for zone, day in (("Europe/London", "2026-11-19"), ("Asia/Taipei", "2026-11-20")):
        spans = json.loads(slottag(*arguments, "--timezone", zone).out)["spans"]
        assert [span["resolved"]["value"] for span in spans if span["slot"] == "departure_date"] == [day]


def test_tables_lines_and_jobs_tell_meanings_too(model: Path, tmp_path: Path) -> None:
    now = ["--resolve", "--now", "2026-11-18"]
    assert "2026-11-20" in slottag("tag", "-m", model, *now, "--format", "table", "leave Oslo on Friday").out
    lines = b"leave Oslo on Friday\n\nleave Rome on tomorrow\n"
    one, two = (slottag("tag", "-m", model, *now, *jobs, stdin=lines).out for jobs in ([], ["--jobs", "2"]))
    assert one == two
    spans = [json.loads(line)["spans"] for line in one.splitlines()]
    assert [own[-1]["resolved"]["value"] for own in spans if own] == ["2026-11-20", "2026-11-19"]
    (tmp_path / "in.jsonl").write_text('{"id": 7, "text": "leave Oslo on Friday"}\n')
    told = json.loads(slottag("tag", "-m", model, *now, "-i", tmp_path / "in.jsonl").out)
    assert told["id"] == 7
    assert told["spans"][-1]["resolved"]["value"] == "2026-11-20"


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--now", "2026-11-18"], 2, "goes with --resolve"),
        (["--timezone", "Asia/Taipei"], 2, "goes with --resolve"),
        (["--resolve", "--now", "yesterday"], 2, "expected a time such as 2026-11-30T09:15"),
        (["--resolve", "--format", "conll"], 2, "conll has no place for what values mean"),
        (["--resolve", "--timezone", "Mars/Base"], 1, "there is none called 'Mars/Base'"),
    ],
)
def test_what_does_not_go_together_is_told(model: Path, arguments: list[str], status: int, told: str) -> None:
    done = slottag("tag", "-m", model, *arguments, "to Rome")
    assert done.status == status
    assert told in " ".join(done.err.split())


def test_a_model_without_the_file_tags_and_says_how_to_make_one() -> None:
    assert slottag("tag", "-m", MODELS / "crf", "to Rome").status == 0
    done = slottag("tag", "-m", MODELS / "crf", "--resolve", "to Rome")
    assert done.status == 1
    assert one_line(done.err)
    assert "slottag prepare DATA --slots" in done.err


def test_a_broken_file_in_a_model_hinders_only_who_needs_it(model: Path, tmp_path: Path) -> None:
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(model, broken)
    (broken / "slots.toml").write_bytes(b"[slots.a]\ntype = 3")
    assert slottag("tag", "-m", broken, "to Rome").status == 0
    done = slottag("tag", "-m", broken, "--resolve", "to Rome")
    assert done.status == 1
    assert one_line(done.err)
    (broken / "slots.toml").unlink()
    (broken / "slots.toml").mkdir()
    assert one_line(slottag("tag", "-m", broken, "to Rome").err)


def test_the_library_resolves_as_the_command_does(model: Path) -> None:
    tagger = library.load(model)
    assert all(slot.resolved is None for slot in tagger("leave Oslo on Friday").slots)
    now = datetime(2026, 11, 18)
    sentence = tagger("leave Oslo on Friday", resolve=now)
    assert [slot.resolved["value"] for slot in sentence.slots if slot.resolved and slot.name == "departure_date"] == [
        "2026-11-20"
    ]
    resolver = tagger.resolver(now, "Asia/Taipei")
    assert isinstance(resolver, Resolver)
    assert isinstance(resolver, library.Resolver)
    assert [one.to_dict() for one in tagger.tag_many(["leave Oslo on Friday"], resolve=resolver)] == [
        sentence.to_dict()
    ]
    told = json.loads(slottag("tag", "-m", model, "--resolve", "--now", "2026-11-18", "leave Oslo on Friday").out)
    assert told == json.loads(json.dumps(sentence.to_dict()))
    assert tagger("leave Oslo on tomorrow", resolve=True).slots[-1].resolved is not None
    with pytest.raises(ModelError, match="no such file"):
        library.load(MODELS / "crf")("to Rome", resolve=True)


def test_nothing_of_values_is_loaded_that_is_not_asked_for(model: Path) -> None:
    from tests.test_startup import loaded

    assert not any(name.startswith("slottag.values") for name in loaded("tag", "-m", model, "leave Oslo"))
    modules = loaded("tag", "-m", model, "--resolve", "leave Oslo")
    assert "slottag.values.resolver" in modules
    assert not modules & {"torch", "prompt_toolkit", "rich.console", "pydantic", "yaml"}
