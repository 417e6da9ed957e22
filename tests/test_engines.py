"""What an engine reads and writes, on this machine alone: shares of files, parts in a folder, what is begun anew."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from slottag import extras
from slottag.data.formats import writer_of
from slottag.engines.machines import ClusterError, Having
from slottag.engines.parts import MANIFEST, Parts, writing_parts
from slottag.engines.places import where
from slottag.engines.shares import Lines, Share
from slottag.engines.sources import shares_of, sources_of
from slottag.engines.tagging import Part, Tagging, Work, call_of, tag_in_parts
from slottag.errors import DataError, OutputError
from slottag.runtime.tagger import Tagger
from slottag.tagging.answer import Answer
from slottag.tagging.fields import Fields
from slottag.tagging.tally import Tally
from tests.command import one_line, slottag
from tests.conftest import PLACES

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

TEXTS = [f"leave {place} on 😀 Friday, please" for place in PLACES] + ["", 'to "Oslo"', "café"]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The same texts as lines, packed lines, objects, a table in text and a table of parquet."""
    folder = tmp_path / "in"
    folder.mkdir()
    lines = "".join(f"{text}\r\n" for text in TEXTS)
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbf" + lines.encode())
    (folder / "b.txt.gz").write_bytes(gzip.compress(lines.encode()))
    objects = [json.dumps({"id": number, "text": text}) for number, text in enumerate(TEXTS)]
    (folder / "c.jsonl").write_text("\n\n".join(objects))
    with (folder / "d.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerows([["id", "text"], *([f"00{number}", text] for number, text in enumerate(TEXTS))])
    table = pa.table({"id": range(len(TEXTS)), "text": TEXTS})
    parquet.write_table(table, folder / "e.parquet", row_group_size=4)
    return sorted(folder.iterdir())


def here(work: Work, shares: Iterable[Share]) -> Iterator[tuple[Share, Part]]:
    return ((share, work(share)) for share in shares)


def work_of(tagger: Tagger, *, table: bool = False, field: str | None = None) -> Tagging:
    answer = partial(Answer.of, tagger, writer_of("jsonl"), 0.0, True)
    return Tagging(answer(), answer(Fields(field)), table)


def tagged(
    names: list[Path], out: Path | str, model: Path, *, most: int = 3, deal: Any = here, table: bool = False
) -> Tally:
    sources = sources_of(names)
    tagger = Tagger.load(model)
    call = call_of(sources, tagger.model, {}, most)
    with writing_parts(where(out), ".parquet" if table else ".jsonl", call) as parts:
        work = work_of(tagger, table=table)
        return tag_in_parts(shares_of(sources, None, most), parts, work, deal)


def parts_of(out: Path) -> list[Path]:
    return sorted(out.glob("part-*"))


def test_the_answers_are_those_of_the_command_to_the_byte(files: list[Path], model_dir: Path, tmp_path: Path) -> None:
    tally = tagged(files, tmp_path / "out", model_dir)
    told = "".join(slottag("tag", "-m", model_dir, "-i", file).out for file in files)
    assert "".join(part.read_text() for part in parts_of(tmp_path / "out")) == told
    assert tally.sentences == told.count("\n") == 5 * len(TEXTS)
    # 11 rows, or 21 with the blank lines between, 3 a part.
    assert len(parts_of(tmp_path / "out")) == 4 * 4 + 7
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text())
    assert (manifest["parts"], manifest["rows"]) == (23, 5 * len(TEXTS) + len(TEXTS) - 1)


def test_a_folder_is_its_files_but_hidden_ones(files: list[Path], model_dir: Path, tmp_path: Path) -> None:
    (files[0].parent / "_manifest.json").write_text("{}")
    (files[0].parent / ".a.txt").write_text("no")
    tagged(files, tmp_path / "one", model_dir)
    tagged([files[0].parent], tmp_path / "other", model_dir)
    for one, other in zip(parts_of(tmp_path / "one"), parts_of(tmp_path / "other"), strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_parts_are_tables_too(files: list[Path], model_dir: Path, tmp_path: Path) -> None:
    tagged(files[2:3], tmp_path / "t.parquet", model_dir, table=True)
    rows = parquet.read_table(tmp_path / "t.parquet").to_pylist()
    told = [json.loads(line) for line in slottag("tag", "-m", model_dir, "-i", files[2]).out.splitlines()]
    assert [row["text"] for row in rows] == TEXTS
    assert [[dict(span) for span in row["spans"]] for row in rows] == [one["spans"] for one in told]


@pytest.mark.parametrize("parts", [0, 1, 5, 8])
def test_what_is_begun_anew_keeps_what_is_done(parts: int, files: list[Path], model_dir: Path, tmp_path: Path) -> None:
    def broken_off(work: Work, shares: Iterable[Share]) -> Iterator[tuple[Share, Part]]:
        yield from islice(here(work, shares), parts)
        raise KeyboardInterrupt

    out, given = tmp_path / "out", files[:2]
    with pytest.raises(KeyboardInterrupt):
        tagged(given, out, model_dir, deal=broken_off)
    assert len(parts_of(out)) == parts
    (out / ".part-0123").write_text("half")
    before = {part: part.stat().st_mtime_ns for part in parts_of(out)}
    done = []

    def noted(work: Work, shares: Iterable[Share]) -> Iterator[tuple[Share, Part]]:
        for share, part in here(work, shares):
            done.append(share.number)
            yield share, part

    tagged(given, out, model_dir, deal=noted)
    assert done == list(range(parts, 8))
    assert {part: part.stat().st_mtime_ns for part in before} == before
    assert "".join(part.read_text() for part in parts_of(out)) == "".join(
        slottag("tag", "-m", model_dir, "-i", file).out for file in given
    )
    assert not (out / ".part-0123").exists()


def test_a_part_that_cannot_be_written_whole_is_not_there(
    files: list[Path], model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    tagged(files[:1], tmp_path / "out", model_dir)
    parts_of(tmp_path / "out")[1].unlink()
    monkeypatch.setattr("slottag.engines.parts.sync", full)
    with pytest.raises(OutputError, match="No space left on device; make room"):
        tagged(files[:1], tmp_path / "out", model_dir)
    assert len(parts_of(tmp_path / "out")) == 3


def test_parts_of_another_call_are_refused(files: list[Path], model_dir: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tagged(files[:1], out, model_dir)
    with pytest.raises(OutputError, match="begun with another input; call as then, or name another folder"):
        tagged(files[:2], out, model_dir)
    with pytest.raises(OutputError, match="begun with another part size"):
        tagged(files[:1], out, model_dir, most=4)
    with pytest.raises(OutputError, match="begun with another model"):
        tagged(files[:1], out, Path(__file__).with_name("models") / "crf")
    files[0].write_text("one more\n")
    with pytest.raises(OutputError, match="begun with another input"):
        tagged(files[:1], out, model_dir)
    (out / MANIFEST).write_text("[]")
    with pytest.raises(OutputError, match="is not of slottag's parts; name another folder"):
        tagged(files[:1], out, model_dir)
    (out / MANIFEST).write_text("{")
    with pytest.raises(OutputError, match="cannot be written: Expecting property name"):
        tagged(files[:1], out, model_dir)


def test_where_no_part_is_another_call_may_begin(files: list[Path], model_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\xff\n")
    with pytest.raises(DataError):
        tagged([tmp_path / "bad.txt"], tmp_path / "out", model_dir)
    tagged(files[:1], tmp_path / "out", model_dir)
    with pytest.raises(OutputError, match="begun with another input"):
        tagged([tmp_path / "bad.txt"], tmp_path / "out", model_dir)


def test_a_folder_of_other_things_is_refused(files: list[Path], model_dir: Path) -> None:
    with pytest.raises(OutputError, match=r"holds 'a.txt', which is no part; name another folder"):
        tagged(files[:1], files[0].parent, model_dir)


def test_a_bucket_is_read_and_written(files: list[Path], model_dir: Path, tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    bucket = fsspec.filesystem("memory")
    bucket.pipe({"/calls/a.txt": files[0].read_bytes(), "/calls/e.parquet": files[4].read_bytes()})
    tagged([Path("memory://calls")], "memory://told/here", model_dir)
    tagged([files[0], files[4]], tmp_path / "out", model_dir)
    for part in parts_of(tmp_path / "out"):
        assert bucket.cat(f"/told/here/{part.name}") == part.read_bytes()
    with pytest.raises(OutputError, match="another input"):
        tagged([files[0]], "memory://told/here", model_dir)
    with pytest.raises(DataError, match="nowhere://x: no file system opens it"):
        where("nowhere://x")


def test_a_store_of_objects_has_no_empty_folders_and_errors_of_its_own(
    files: list[Path], model_dir: Path, tmp_path: Path
) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = pytest.importorskip("fsspec.implementations.memory")

    class OutOfReachError(Exception):
        """What only its own library knows."""

    class Store(memory.MemoryFileSystem):  # type: ignore[misc,name-defined]
        """What has no folders but in the names of its objects."""

        protocol = "store"
        store: dict[str, Any] = {}  # noqa: RUF012
        pseudo_dirs = [""]  # noqa: RUF012

        def makedirs(self, path: str, exist_ok: bool = False) -> None:
            """Nothing is made."""

        def info(self, path: str, **more: Any) -> Any:
            if "far" in path:
                raise OutOfReachError(f"Could not connect to {path}. Do this. Do that.")
            return super().info(path, **more)

    fsspec.register_implementation("store", Store, clobber=True)
    tagged(files[:1], "store://told/here", model_dir)
    tagged(files[:1], tmp_path / "out", model_dir)
    store = fsspec.filesystem("store")
    for part in parts_of(tmp_path / "out"):
        assert store.cat(f"store://told/here/{part.name}") == part.read_bytes()
    with pytest.raises(OutputError, match=r"told/here/part-000000.jsonl: is a file, expected a folder for parts"):
        tagged(files[:1], "store://told/here/part-000000.jsonl", model_dir)
    with pytest.raises(
        OutputError, match=r"far: cannot be written: Could not connect to .*far; see whether it is there"
    ):
        tagged(files[:1], "store://far", model_dir)
    with pytest.raises(
        DataError, match=r"far: cannot be read: Could not connect to .*far; see whether it can be reached"
    ):
        sources_of(["store://far"])


def test_what_a_known_store_says_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import fs

    class Unreached:
        """A store that nobody answers for."""

        @staticmethod
        def from_uri(_: str) -> Any:
            raise OSError("When resolving region: no network. Check it.")

    monkeypatch.setattr(fs, "FileSystem", Unreached)
    with pytest.raises(DataError, match=r"^nowhere://x: cannot be reached \(When resolving region: no network\); see"):
        where("nowhere://x")


def test_what_cannot_be_read_is_told(files: list[Path], tmp_path: Path, model_dir: Path) -> None:
    with pytest.raises(DataError, match="there is no such file or folder"):
        sources_of([tmp_path / "none.txt"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="there is no file in this folder"):
        sources_of([tmp_path / "empty"])
    files[0].rename(tmp_path / "a.conll")
    with pytest.raises(DataError, match=r"is not read in shares, expected .txt, .jsonl"):
        sources_of([tmp_path / "a.conll"])
    (tmp_path / "bad.parquet").write_text("no")
    with pytest.raises(DataError, match=r"bad.parquet: cannot be read: "):
        tagged([tmp_path / "bad.parquet"], tmp_path / "out", model_dir)
    (tmp_path / "bad.csv").write_text("id,text\n1,a\n2\n")
    with pytest.raises(DataError, match=r"bad.csv: row 2: text: expected a string, got null"):
        tagged([tmp_path / "bad.csv"], tmp_path / "out2", model_dir)
    (tmp_path / "bad.jsonl").write_text('{"text": "a"}\n\n{"said": "b"}\n')
    with pytest.raises(DataError, match=r"bad.jsonl:3: has no text"):
        tagged([tmp_path / "bad.jsonl"], tmp_path / "out3", model_dir, most=100)
    (tmp_path / "bad.txt").write_bytes(b"a\nb\xff\n")
    with pytest.raises(DataError, match=r"bad.txt:2: byte 2"):
        tagged([tmp_path / "bad.txt"], tmp_path / "out4", model_dir)


def test_two_at_once_do_not_write_the_same_parts(tmp_path: Path) -> None:
    with (
        writing_parts(where(tmp_path / "out"), ".jsonl", {}),
        pytest.raises(OutputError, match="another call of slottag works there"),
        writing_parts(where(tmp_path / "out"), ".jsonl", {}),
    ):
        pass
    assert Parts(where(tmp_path / "out"), ".jsonl", {}).done == frozenset()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"utf16": True},
        {"nbest": 2},
        {"form": "conll", "sure": False},
        {"least": 0.5},
        {"resolve": True},
    ],
)
def test_what_a_worker_is_sent_answers_there_as_here(options: dict[str, Any], model_dir: Path) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    slots = b'[slots.destination]\ntype = "place"\n[slots.origin]\ntype = "place"\n'
    tagger = Tagger(replace(Tagger.load(model_dir).model, slots=slots))
    share = Share(0, "in", 1, len(TEXTS), Lines("\n".join(TEXTS).encode()), False)
    given = {"form": "jsonl", "least": 0.0, "sure": True, **options}
    writer, least, sure = writer_of(given.pop("form")), given.pop("least"), given.pop("sure")
    if given.pop("resolve", False):
        given["resolve"] = tagger.resolver()
    answer = Answer.of(tagger, writer, least, sure, **given)
    work = Tagging(answer, answer, False)
    assert cloudpickle.loads(cloudpickle.dumps(work))(share) == work(share)


def test_a_worker_has_the_model_without_its_directory(model_dir: Path, tmp_path: Path) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    copytree(model_dir, tmp_path / "model")
    loaded = Tagger.load(tmp_path / "model")
    work = work_of(loaded.whole())
    sent = cloudpickle.dumps(work)
    share = Share(0, "in", 1, len(TEXTS), Lines("\n".join(TEXTS).encode()), False)
    answers = work(share)
    rmtree(tmp_path / "model")
    there = cloudpickle.loads(sent)
    assert there(share) == answers
    assert there.model == work.model == loaded.model.fingerprint


def test_a_model_is_told_by_what_is_in_it(model_dir: Path) -> None:
    model = Tagger.load(model_dir).model
    array = next(iter(model.weights))
    others = [
        replace(model, temperature=model.temperature + 0.1),
        replace(model, weights={**model.weights, array: model.weights[array] * 1.001}),
        replace(model, slots=b"[slots.destination]"),
        replace(model, tokenizer="whitespace"),
        replace(model, vocabulary=replace(model.vocabulary, slots=tuple(f"{one}2" for one in model.vocabulary.slots))),
    ]
    assert len({model.fingerprint, *(other.fingerprint for other in others)}) == 1 + len(others)
    assert replace(model, mapped=None, corpus="other").fingerprint == model.fingerprint


def test_who_has_another_slottag_or_model_is_told() -> None:
    here = Having("desk", "0.2.0", "ab" * 32)
    Having("there", "0.2.0", "ab" * 32).check(here)
    with pytest.raises(ClusterError, match=r"^the machine there of the cluster has slottag 0.1.0, and here is slottag"):
        Having("there", "0.1.0", "ab" * 32).check(here)
    with pytest.raises(ClusterError, match=r"has no slottag, and here is slottag 0.2.0; install slottag 0.2.0 on all"):
        Having("there", "").check(here)
    with pytest.raises(ClusterError, match=r"there has loaded another model \(cdcd.*…\) than is here \(abab.*;"):
        Having("there", "0.2.0", "cd" * 32).check(here)


def test_without_ray_one_line_says_what_to_install(
    files: list[Path], model_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "ray" else name)
    done = slottag("tag", "-m", model_dir, "-i", files[0], "-o", tmp_path / "out", "--engine", "ray")
    assert done.status == 1
    assert one_line(done.err)
    assert "needs ray, which is not installed; install it with: pip install 'slottag[ray]'" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["-i", "a.txt"], "goes with files and a folder"),
        (["-i", "a.txt", "-o", "out", "--format", "table"], "does not go with --format table"),
        (["-i", "a.txt", "-o", "out", "--talk"], "does not go with --talk"),
        (["-i", "a.txt", "-o", "out.parquet", "--nbest", "2"], "has columns for spans"),
    ],
)
def test_what_an_engine_cannot_do_is_wrong_usage(more: list[str], told: str) -> None:
    done = slottag("tag", *more, "--engine", "ray")
    assert done.status == 2
    assert told in " ".join(done.err.split())


def test_an_address_alone_is_wrong_usage() -> None:
    done = slottag("tag", "--address", "auto", "leave Oslo")
    assert done.status == 2
    assert "goes with --engine ray" in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (
            ["train", "booking", "--engine", "ray", "--threads", "2"],
            "trains each network on one core, without --threads",
        ),
        (["compare", "copy", "--engine", "ray", "--device", "cuda"], "one core, without --device cuda"),
        (["train", "booking", "--engine", "ray", "--unlabelled", "x.txt"], "each round rests on the one before"),
        (["train", "booking", "--address", "auto"], "goes with --engine ray"),
        (["compare", "copy", "--address", "auto"], "goes with --engine ray"),
    ],
)
def test_what_a_training_elsewhere_cannot_do_is_wrong_usage(
    call: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = slottag(*call)
    assert done.status == 2
    assert told in " ".join(done.err.split())


@pytest.mark.parametrize("call", [["train", "booking"], ["compare", "copy"]])
def test_a_training_without_ray_says_what_to_install(
    call: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "ray" else name)
    done = slottag(*call, "--engine", "ray")
    assert done.status == 1
    assert one_line(done.err)
    assert done.err.endswith("needs ray, which is not installed; install it with: pip install 'slottag[ray]'\n")
    assert list(tmp_path.iterdir()) == []
