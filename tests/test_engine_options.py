"""Each option of ``slottag tag`` beside ``--engine``: as without it, or refused in one line. Shares are dealt here."""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from slottag import extras
from slottag.engines.shares import Share
from slottag.engines.tagging import Part, Tagging
from slottag.wording import plural
from tests.command import Done, one_line, slottag
from tests.conftest import PLACES, small_corpus, train_on

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
cloudpickle = pytest.importorskip("cloudpickle")
zstandard = pytest.importorskip("zstandard")

TEXTS = [f"leave {place} on 😀 Friday, arrive tomorrow" for place in PLACES] + ["May 5th", 'to "Oslo"', "café"]
SLOTS = """
[slots.destination]
type = "place"
[slots.origin]
type = "place"
[slots.arrival_date]
type = "date"
[slots.departure_date]
type = "date"
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows questions and what its slots are."""
    directory = tmp_path_factory.mktemp("models") / "asked"
    asked = [replace(one, asked=(span.slot,)) for one in small_corpus() for span in one.spans]
    train_on([*small_corpus(), *asked], directory, epochs=6)
    (directory / "slots.toml").write_text(SLOTS)
    return directory


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a cluster would do is done here, after all of it was sent as it would be."""

    def dealt(
        work: Tagging,
        shares: Iterable[Share],
        workers: int,  # noqa: ARG001
        model_of: Callable[[Any], str],
    ) -> Iterator[tuple[Share, Part]]:
        there = cloudpickle.loads(cloudpickle.dumps(work))
        assert there.lines.tagger is there.objects.tagger
        assert model_of(there) == model_of(work)
        for share in shares:
            yield share, pickle.loads(pickle.dumps(there(pickle.loads(pickle.dumps(share)))))

    @contextmanager
    def connected(_address: str | None, cores: int | None) -> Iterator[int]:
        yield cores or 2

    monkeypatch.setattr("slottag.engines.cluster.dealt", dealt)
    monkeypatch.setattr("slottag.engines.cluster.connected", connected)
    monkeypatch.setattr(extras, "find_spec", lambda name: name)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """The same texts in files of each kind that is read, by their endings."""
    lines = "".join(f"{text}\n" for text in TEXTS)
    objects = [
        json.dumps({"id": number, "text": text, "said": {"again": f"to {text}"}, "asked": ["origin"][: number % 2]})
        for number, text in enumerate(TEXTS)
    ]
    table = "id,text\r\n" + "".join(f'00{n},"{text}"\r\n' for n, text in enumerate(t.replace('"', '""') for t in TEXTS))
    content = {
        "txt": lines.encode(),
        # As --continue packs what it writes, in several members or frames.
        "txt.gz": b"".join(gzip.compress(line.encode()) for line in lines.splitlines(keepends=True)),
        "txt.zst": b"".join(map(zstandard.ZstdCompressor().compress, (lines[:99].encode(), lines[99:].encode()))),
        "jsonl": "\n\n".join(objects).encode(),
        "jsonl.gz": gzip.compress("\n".join(objects).encode()),
        "csv": b"\xef\xbb\xbf" + table.encode(),
        "tsv": table.replace(",", "\t", 1).replace(',"', '\t"').encode(),
        "csv.gz": gzip.compress(table.encode()),
    }
    (tmp_path / "in").mkdir()
    for ending, data in content.items():
        (tmp_path / "in" / f"calls.{ending}").write_bytes(data)
    rows = pa.table({"id": range(len(TEXTS)), "text": TEXTS})
    parquet.write_table(rows, tmp_path / "in" / "calls.parquet", row_group_size=4)
    return {path.name.partition(".")[2]: path for path in (tmp_path / "in").iterdir()}


def tag(model: Path, *more: object) -> Done:
    return slottag("tag", "-m", model, *more)


def on_cluster(model: Path, out: Path, *more: object, part: int = 4) -> Done:
    return tag(model, *more, "-o", out, "--engine", "ray", "--part-size", part)


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    return zstandard.ZstdDecompressor().decompress(data) if path.suffix == ".zst" else data


def whole(out: Path) -> bytes:
    return b"".join(map(unpacked, sorted(out.glob("part-*"))))


NOW = ["--now", "2026-11-30T09:15"]
OPTIONS: list[list[object]] = [
    [],
    *(["--format", form] for form in ("jsonl", "conll", "inline", "prodigy", "doccano")),
    ["--min-confidence", 0.9],
    ["--no-confidence"],
    ["--nbest", 3],
    ["--nbest", 2, "--offsets", "utf16"],
    ["--resolve", *NOW],
    ["--resolve", *NOW, "--timezone", "Asia/Taipei"],
    ["--frame", *NOW],
    ["--frame", "--nbest", 2, *NOW],
    ["--asked", "destination"],
    ["--asked", "origin,departure_date", "--min-confidence", 0.5],
    ["--offsets", "utf16"],
    ["--jobs", 2],
]


@pytest.mark.parametrize("ending", ["txt", "jsonl"])
@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(map(str, options)))
def test_an_option_means_what_it_means_without(
    options: list[object], ending: str, model: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    alone = tag(model, *options, "-i", files[ending], "-o", tmp_path / "alone")
    assert (alone.status, alone.err) == (0, "")
    done = on_cluster(model, tmp_path / "parts", *options, "-i", files[ending])
    assert done.status == 0, done.err
    assert whole(tmp_path / "parts") == (tmp_path / "alone").read_bytes()
    form = options[1] if options[:1] == ["--format"] else "jsonl"
    assert {path.name.partition(".")[2] for path in (tmp_path / "parts").glob("part-*")} == {form}


@pytest.mark.parametrize("ending", ["txt", "txt.gz", "txt.zst", "jsonl", "jsonl.gz", "csv", "tsv", "csv.gz", "parquet"])
@pytest.mark.parametrize("form", ["jsonl", "conll"])
def test_a_file_is_read_as_without(ending: str, form: str, model: Path, files: dict[str, Path], tmp_path: Path) -> None:
    alone = tag(model, "-i", files[ending], "-o", tmp_path / "alone", "--format", form)
    assert (alone.status, alone.err) == (0, "")
    done = on_cluster(model, tmp_path / "parts", "-i", files[ending], "--format", form)
    assert done.status == 0, done.err
    assert whole(tmp_path / "parts") == (tmp_path / "alone").read_bytes()


@pytest.mark.parametrize("name", ["out", "out.jsonl", "out.gz", "out.jsonl.gz", "out.jsonl.zst"])
def test_parts_are_packed_as_their_folder_is_called(
    name: str, model: Path, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    alone = tag(model, "-i", files["txt"])
    assert on_cluster(model, Path(name), "-i", files["txt"]).status == 0
    assert whole(Path(name)) == alone.out.encode()
    packed = Path(name).suffix if name.endswith((".gz", ".zst")) else ""
    assert [path.name for path in sorted(Path(name).iterdir())] == [
        "_manifest.json", *(f"part-00000{number}.jsonl{packed}" for number in range(3))
    ]  # fmt: skip


def test_parts_of_parquet_hold_what_one_file_would(model: Path, files: dict[str, Path], tmp_path: Path) -> None:
    for ending in ("txt", "jsonl", "csv", "parquet"):
        assert tag(model, "-i", files[ending], "-o", tmp_path / f"{ending}.parquet").status == 0
        assert on_cluster(model, tmp_path / f"{ending}-parts.parquet", "-i", files[ending]).status == 0
        parts = sorted((tmp_path / f"{ending}-parts.parquet").glob("part-*.parquet"))
        rows = [row for part in parts for row in parquet.read_table(part).to_pylist()]
        assert rows == parquet.read_table(tmp_path / f"{ending}.parquet").to_pylist()


def test_several_inputs_and_a_text_elsewhere(model: Path, files: dict[str, Path], tmp_path: Path) -> None:
    given = [files["jsonl"], files["jsonl.gz"]]
    told = "".join(tag(model, "-i", one, "--text-field", "said.again").out for one in given)
    both = [part for one in given for part in ("-i", one)]
    assert on_cluster(model, tmp_path / "out", *both, "--text-field", "said.again", "--continue").status == 0
    assert whole(tmp_path / "out") == told.encode()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--format", "table"], "does not go with --format table"),
        (["-o", "-"], "writes a folder of parts, not to standard output"),
        (["--talk"], "does not go with --talk"),
        (["--source-format", "conll"], "does not go with --source-format"),
        (["--format", "conll", "--nbest", 2], "has no place for alternatives"),
        (["--format", "conll", "--frame"], "has no place for frames"),
        (["--format", "doccano", "--offsets", "utf16"], "doccano counts characters"),
        (["--no-confidence", "--min-confidence", 0.5], "asks for the confidence that --no-confidence leaves out"),
        (["--now", "noon", "--resolve"], "'noon', expected a time such as"),
        (["--asked", "a,,b"], "expected such as destination,departure_time"),
    ],
)
def test_what_an_engine_cannot_do_is_told_as_wrong_usage(
    options: list[object], told: str, model: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    out = () if "-o" in options else ("-o", tmp_path / "out")
    done = tag(model, "-i", files["txt"], *out, *options, "--engine", "ray")
    assert done.status == 2
    assert told in " ".join(done.err.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", [["--frame"], ["--resolve"], ["--nbest", 2], ["--format", "conll"]])
def test_parquet_holds_no_more_than_without(
    option: list[object], model: Path, files: dict[str, Path], tmp_path: Path
) -> None:
    done = on_cluster(model, tmp_path / "out.parquet", "-i", files["txt"], *option)
    assert done.status == 2
    assert "has columns for spans" in " ".join(done.err.split())


def test_what_is_wrong_is_told_in_one_line(model: Path, files: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a file")
    (tmp_path / "words.csv").write_text("word,tag\nOslo,B-place\n")
    (tmp_path / "bad.csv").write_bytes(b"id,text\n1,caf\xe9\n")
    (tmp_path / "notes.docx").write_text("leave Oslo")
    (tmp_path / "bare").mkdir()
    for options, told in {
        ("-i", files["txt"], "-o", tmp_path / "there"): "there: is no folder, expected one for parts; name another",
        ("-i", files["txt"], "-o", "/dev/stdout"): "/dev/stdout: is no folder, expected one for parts; name another",
        ("-i", tmp_path / "words.csv"): 'words.csv: has no text, got {"word", "tag"}; name where',
        ("-i", tmp_path / "bad.csv"): "bad.csv: cannot be read as a table ('utf-8' codec can't decode byte 0xe9",
        ("-i", tmp_path / "notes.docx"): "notes.docx: is not read in shares, expected .txt, .jsonl",
        ("-i", tmp_path / "bare"): "there is no file in this folder",
        ("-i", "-"): "-: there is no such file or folder; name one that is there",
        ("-i", files["txt"], "--asked", "cabin"): "cabin",
        ("-i", files["txt"], "--resolve", "--timezone", "Mars"): "timezone: there is none called 'Mars'",
        ("-i", files["jsonl"], "--text-field", "none"): "calls.jsonl:1: has no field 'none'",
    }.items():
        out = () if "-o" in options else ("-o", tmp_path / "parts")
        done = tag(model, *options, *out, "--engine", "ray")
        assert done.status == 1
        assert one_line(done.err), done.err
        assert told in done.err


def test_what_is_told_of_the_input_is_told_here_too(model_dir: Path, files: dict[str, Path], tmp_path: Path) -> None:
    marks = tmp_path / "marks.txt"
    marks.write_text("leave [Oslo](origin) on Friday\nleave [Rome](origin) on [May 5th](departure_date)\n")
    for path in (files["jsonl"], marks):
        alone = tag(model_dir, "-i", path, "-o", tmp_path / "alone")
        done = on_cluster(model_dir, tmp_path / path.stem, "-i", path, part=100)
        assert alone.err.count("\n") == 1
        assert done.err.startswith(alone.err), done.err


@pytest.mark.parametrize("zone", [[], ["--timezone", "Asia/Taipei"]])
def test_now_is_when_and_where_the_command_runs(
    zone: list[str], model: Path, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    def dealt(work: Tagging, _shares: Iterable[Share], **_: object) -> Iterator[tuple[Share, Part]]:
        sent.append(work.lines.resolve)
        return iter(())

    monkeypatch.setattr("slottag.engines.cluster.dealt", dealt)
    before = datetime.now()
    assert on_cluster(model, tmp_path / "out", "-i", files["txt"], "--resolve", *zone).status == 0
    now = sent[0].now()
    assert now == sent[0].now()
    assert str(now.tzinfo) == (zone[1] if zone else "None")
    assert before <= now.astimezone().replace(tzinfo=None) <= datetime.now()


BAD = {
    "txt": b"leave Oslo\n\xff\nx\0y\n\narrive Rome\xc3\n" + b"leave Lima\n" * 5 + b"\xfe\r\n",
    "jsonl": b'{"text": "leave Oslo", "id": 1}\n\n{"id": 2}\n{"text": 3}\nnone\n[]\n{"text": "arrive Rome"}\n'
    b'{"text": "\xff"}\n{"text": "\\ud83d"}\n{"text": "to \xf0\x9f\x98\x80 Oslo"}\n',
    "csv": b'id,text\n1,"leave\nOslo"\n2\n\n3,arrive Rome,more,\xc3\xa9\n4\n5,"leave ""Lima"""\n',
}


@pytest.fixture(params=["txt", "txt.gz", "jsonl", "jsonl.gz", "csv", "parquet"])
def bad(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of which some lines have no answer."""
    path = tmp_path / f"bad.{request.param}"
    if request.param == "parquet":
        parquet.write_table(pa.table({"text": ["leave Oslo", None, "arrive Rome", None, "to 😀 Lima"]}), path)
    else:
        data = BAD[request.param.removesuffix(".gz")]
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("options", [[], ["--format", "conll"], ["--nbest", 2], ["--frame", *NOW]])
def test_what_cannot_be_read_is_set_aside_as_without(
    options: list[object], bad: Path, model: Path, tmp_path: Path
) -> None:
    alone = tag(model, *options, "-i", bad, "-o", tmp_path / "alone", "--skip-errors", tmp_path / "aside")
    assert alone.status == 0
    given = [*options, "-i", bad, "--skip-errors", tmp_path / "aside2"]
    done = on_cluster(model, tmp_path / "parts", *given, part=2)
    assert done.status == 0
    assert whole(tmp_path / "parts") == (tmp_path / "alone").read_bytes()
    assert (tmp_path / "aside2").read_bytes() == (tmp_path / "aside").read_bytes()
    # The same is told, and behind it what was found.
    assert alone.err.count("\n") > 2
    assert "lines set aside; the others are answered\n" in alone.err
    assert done.err.startswith(alone.err), (done.err, alone.err)


def test_parts_of_parquet_are_without_what_is_set_aside(bad: Path, model: Path, tmp_path: Path) -> None:
    assert tag(model, "-i", bad, "-o", tmp_path / "one.parquet", "--skip-errors", tmp_path / "aside").status == 0
    done = on_cluster(model, tmp_path / "all.parquet", "-i", bad, "--skip-errors", tmp_path / "aside2", part=100)
    assert done.status == 0
    (part,) = (tmp_path / "all.parquet").glob("part-*")
    assert parquet.read_table(part).to_pylist() == parquet.read_table(tmp_path / "one.parquet").to_pylist()
    assert (tmp_path / "aside2").read_bytes() == (tmp_path / "aside").read_bytes()


def test_what_was_set_aside_is_not_tagged_again(bad: Path, model: Path, tmp_path: Path) -> None:
    given, out, aside = ["-i", bad], tmp_path / "parts", tmp_path / "aside"
    skip = ["--skip-errors", aside]
    # A call without the option makes what comes before the first such line, and is gone on with by one with it.
    assert on_cluster(model, out, *given, part=1).status == 1
    before = {part: part.stat().st_mtime_ns for part in out.glob("part-*")}
    assert before
    first = on_cluster(model, out, *given, *skip, part=1)
    assert first.status == 0
    assert f"; {plural(len(before), 'part')} w" in first.err
    told, content = aside.read_bytes(), whole(out)
    again = on_cluster(model, out, *given, *skip, part=1)
    assert again.err.splitlines()[:-1] == first.err.splitlines()[:-1]
    assert "0 sentences, 0 slots; " in again.err
    last = sorted(out.glob("part-*"))[-1]
    last.unlink()
    aside.unlink()
    assert on_cluster(model, out, *given, *skip, part=1).status == 0
    assert (aside.read_bytes(), whole(out)) == (told, content)
    assert {part: part.stat().st_mtime_ns for part in before} == before
    manifest = (out / "_manifest.json").read_bytes()
    refused = on_cluster(model, out, *given, part=1)
    assert (out / "_manifest.json").read_bytes() == manifest
    assert b'"rows": ' in manifest
    assert refused.status == 1
    assert one_line(refused.err)
    assert "parts: of its parts lines were set aside; give --skip-errors, too, or name another folder" in refused.err


def test_a_file_for_what_is_set_aside_must_be_one(model: Path, files: dict[str, Path], tmp_path: Path) -> None:
    for aside, told in {
        tmp_path: "is a folder, expected the name of a file to write",
        tmp_path / "none" / "aside": "there is no folder",
        files["txt"]: "is the input, too; name another file to write",
    }.items():
        done = on_cluster(model, tmp_path / "out", "-i", files["txt"], "--skip-errors", aside)
        assert done.status == 1
        assert one_line(done.err)
        assert told in done.err
    assert not (tmp_path / "out").exists()
