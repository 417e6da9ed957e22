"""Folders and files that are written whole or not at all, and touched only where they are slottag's own."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from slottag.errors import ModelError, OutputError
from slottag.files import (
    FolderKind,
    Place,
    beside,
    check_writable,
    working_alone,
    write_together,
    writing,
    writing_folder,
)
from slottag.files import folders as folders_module
from slottag.files.reading import read_whole
from slottag.files.strays import stray, sweep
from slottag.model import Model
from slottag.model.place import model_place
from slottag.training.checkpoint import training_place
from slottag.training.others import others_place
from tests.files import put

KIND = FolderKind(
    "a nest", frozenset({"egg", "straw"}), "egg", lambda path: path.read_text() == "1", frozenset({"straw"})
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def killed(code: str, folder: Path) -> None:
    """Run code in a process that is killed as soon as it says so."""
    done = subprocess.run([sys.executable, "-c", code + "\nos.kill(os.getpid(), 9)"], cwd=folder, timeout=60)
    assert done.returncode == -9


BEGIN = "import os\nfrom pathlib import Path\nfrom slottag.files import *\n"


def test_a_folder_takes_its_place_with_the_rights_of_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        for text in ("one", "two"):
            with writing_folder(tmp_path / "made" / "f") as folder:
                (folder / "a").write_text(text)
            with writing(tmp_path / "made" / "file") as stream:
                stream.write(text)
    finally:
        os.umask(before)
    assert (tmp_path / "made" / "f" / "a").read_text() == (tmp_path / "made" / "file").read_text() == "two"
    assert [oct(path.stat().st_mode & 0o777) for path in sorted((tmp_path / "made").rglob("*"))] == [
        "0o750", "0o640", "0o640",
    ]  # fmt: skip
    assert names(tmp_path / "made") == ["f", "file"]


def test_a_file_keeps_the_rights_that_it_had(tmp_path: Path) -> None:
    put(tmp_path, secret="old")
    (tmp_path / "secret").chmod(0o600)
    with writing(tmp_path / "secret") as stream:
        stream.write("new")
    assert ((tmp_path / "secret").read_text(), (tmp_path / "secret").stat().st_mode & 0o777) == ("new", 0o600)


@pytest.mark.parametrize("write", [writing, writing_folder])
def test_a_block_that_fails_leaves_what_was_there(tmp_path: Path, write: Callable[[Path], object]) -> None:
    put(tmp_path, f="old") if write is writing else put(tmp_path, f___a="old")
    with pytest.raises(ValueError, match="no"), write(tmp_path / "f"):  # type: ignore[attr-defined]
        raise ValueError("no")
    assert names(tmp_path) == ["f"]
    assert ((tmp_path / "f") if write is writing else (tmp_path / "f" / "a")).read_text() == "old"


def test_what_else_fails_is_not_told_as_the_place(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), writing(tmp_path / "f"):
        (tmp_path / "nowhere").read_text()
    full = pytest.raises(OutputError, match=r"/dev/full: cannot be written: No space left on device; make room")
    with full, writing(Path("/dev/full")) as stream:
        stream.write("x" * 100_000)


def test_what_is_open_is_written_to_as_it_stands(tmp_path: Path) -> None:
    code = BEGIN + 'with writing(Path("/dev/stdout")) as stream: stream.write("more\\n")'
    with (tmp_path / "out").open("w") as out:
        out.write("before\n")
        out.flush()
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
    assert (tmp_path / "out").read_text() == "before\nmore\n"
    assert names(tmp_path) == ["out"]


# ---- what a kill leaves ------------------------------------------------------------------------------------------


def test_an_interrupt_as_soon_as_a_stray_is_made_leaves_none(tmp_path: Path) -> None:
    def make(path: Path) -> None:
        path.mkdir()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), stray(tmp_path / "m", make):
        pass
    assert not list(tmp_path.iterdir())


def test_what_killed_processes_left_goes_at_the_next_start_and_nothing_else_does(tmp_path: Path) -> None:
    killed(BEGIN + 'block = writing_folder(Path("m")); (block.__enter__() / "a").touch()', tmp_path)
    killed(BEGIN + 'block = writing(Path("m")); block.__enter__().write("half")', tmp_path)
    killed(BEGIN + 'block = writing(Path("other")); block.__enter__()', tmp_path)
    assert len(names(tmp_path)) == 2, "the second start clears up after the first"
    put(tmp_path, **{".m.backup": "mine", ".m.0123abcd": "mine"})
    with stray(tmp_path / "m", Path.mkdir) as living:
        check_writable(tmp_path / "m")
        kept = names(tmp_path)
        assert living.is_dir()
    assert [name for name in kept if not name.startswith((".other.", living.name))] == [".m.0123abcd", ".m.backup"]
    assert len(kept) == 4


def test_without_an_exchange_the_next_start_ends_what_was_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced(text: str) -> None:
        with writing_folder(tmp_path / "m") as folder:
            (folder / "a").write_text(text)

    monkeypatch.setattr(folders_module, "exchange", lambda *_: False)
    replaced("one")
    replaced("two")
    assert (names(tmp_path), (tmp_path / "m" / "a").read_text()) == (["m"], "two")
    code = BEGIN + (
        "from slottag.files import folders\n"
        "folders.exchange = lambda first, second: False\n"
        "rename = Path.rename\n"
        "def dying(self, target):\n"
        "    if str(self).endswith('.whole'): os.kill(os.getpid(), 9)\n"
        "    return rename(self, target)\n"
        "Path.rename = dying\n"
        'with writing_folder(Path("m")) as folder: (folder / "a").write_text("three")'
    )
    killed(code, tmp_path)
    assert not (tmp_path / "m").exists()
    assert read_whole(tmp_path / "m", (tmp_path / "m" / "a").read_text, OSError) == "three"
    sweep(tmp_path / "m")
    assert names(tmp_path) == ["m"]


def test_what_was_left_beside_a_folder_is_not_taken_for_that_of_another(tmp_path: Path) -> None:
    put(tmp_path, **{".m.training.1f2e3d4c.slottag.whole___a": "of a training"})
    sweep(tmp_path / "m")
    assert names(tmp_path) == [".m.training.1f2e3d4c.slottag.whole"]
    sweep(tmp_path / "m.training")
    assert names(tmp_path) == ["m.training"]


def test_a_reader_that_is_overtaken_reads_again(tmp_path: Path) -> None:
    put(tmp_path, m___a="1")
    tries = []

    def read() -> str:
        tries.append(1)
        if len(tries) == 1:
            with writing_folder(tmp_path / "m") as folder:
                (folder / "a").write_text("2")
            raise ModelError("mixed")
        return (tmp_path / "m" / "a").read_text()

    assert read_whole(tmp_path / "m", read, ModelError) == "2"
    with pytest.raises(ModelError, match="broken"):
        read_whole(tmp_path / "m", lambda: (_ for _ in ()).throw(ModelError("broken")), ModelError)


def test_a_model_is_never_missing_or_mixed_while_it_is_replaced(model_dir: Path, tmp_path: Path) -> None:
    model = Model.load(model_dir)
    target = tmp_path / "m"
    model.save(target)
    code = (
        "import sys, dataclasses\nfrom pathlib import Path\nfrom slottag.model import Model\n"
        "model = Model.load(Path(sys.argv[1]))\n"
        "print(flush=True)\n"
        "for number in range(10_000):\n"
        "    weights = {name: array + number for name, array in model.weights.items()}\n"
        "    dataclasses.replace(model, weights=weights, metrics={'number': number}).save(Path(sys.argv[2]))\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", code, model_dir, target], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    name = next(iter(model.weights))
    try:
        writer.stdout.readline()
        end = time.monotonic() + 2
        seen = set()
        while time.monotonic() < end:
            found = Model.load(target)
            number = found.metrics.get("number", 0)
            assert found.weights[name].flat[0] == model.weights[name].flat[0] + number
            seen.add(number)
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert len(seen) > 1


# ---- whose a folder is -------------------------------------------------------------------------------------------


def test_a_place_is_told_by_what_lies_there(tmp_path: Path) -> None:
    place = Place(tmp_path / "nest", KIND)
    place.check()
    assert not place.holds()
    for texts, refused in [
        ({"egg": "1", "straw": ""}, None),
        ({"straw": ""}, None),
        ({}, None),
        ({"egg": "2"}, "holds a 'egg' that is not of a nest and would be lost"),
        ({"egg": "1", "stone": ""}, "holds 'stone', which is no part of a nest and would be lost"),
        ({"egg": "1", "straw___a": ""}, "holds 'straw', which is no part of a nest"),
    ]:
        place.path.mkdir()
        put(place.path, **texts)
        if refused:
            for do in (place.check, place.remove, place.replacing().__enter__):
                with pytest.raises(OutputError, match=f"nest: {refused}"):
                    do()
            assert names(tmp_path) == ["nest"]
            shutil.rmtree(place.path)
        else:
            assert place.holds() == ("egg" in texts)
            place.remove()
            assert names(tmp_path) == []
    put(tmp_path, nest="a file")
    with pytest.raises(
        OutputError, match="nest: is a file, expected a place for a nest; move it away, or name another"
    ):
        place.check()


def test_what_is_checked_before_is_checked_again_at_the_end(tmp_path: Path) -> None:
    place = Place(tmp_path / "nest", KIND)
    replacing = place.replacing()
    (replacing.__enter__() / "egg").write_text("1")
    put(tmp_path, nest___mine="came meanwhile")
    with pytest.raises(OutputError, match="'mine', which is no part"):
        replacing.__exit__(None, None, None)
    assert (tmp_path / "nest" / "mine").read_text() == "came meanwhile"


def test_models_trainings_and_their_networks_are_told_from_what_is_called_alike(tmp_path: Path) -> None:
    state = json.dumps({"config": {}, "fingerprint": "", "history": []})
    good = [
        (training_place, "training", {"state__json": state, "state__safetensors": ""}),
        (training_place, "training", {"state__safetensors": ""}),
        (others_place, "networks", {"1___config__toml": "[model]\nformat = 1\n", "2__training___state__json": state}),
        (others_place, "networks", {"1___weights__safetensors": "", "__1__lock__slottag": ""}),
    ]
    bad = [
        (
            model_place,
            "",
            {"config__toml": "[server]\nport = 1\n", "README__md": "mine"},
            "a 'config.toml' that is not",
        ),
        (model_place, "", {"README__md": "mine"}, "'README.md' without the 'config.toml' of a model"),
        (training_place, "training", {"train__jsonl": ""}, "'train.jsonl', which is no part of a training under way"),
        (training_place, "training", {"state__json": '{"here": 1}'}, "a 'state.json' that is not of a training"),
        (others_place, "networks", {"notes__txt": "mine"}, "'notes.txt', which is no part of the networks of"),
        (others_place, "networks", {"1___README__md": "mine"}, "in '1' 'README.md' without"),
    ]
    for number, (kind, suffix, texts) in enumerate(good):
        place = kind(tmp_path / f"good{number}")
        put(tmp_path, **{f"good{number}__{suffix}___{name}": text for name, text in texts.items()})
        assert place.path.is_dir()
        place.check()
    for number, (kind, suffix, texts, refused) in enumerate(bad):
        place = kind(tmp_path / f"bad{number}")
        folder = f"bad{number}__{suffix}" if suffix else f"bad{number}"
        put(tmp_path, **{f"{folder}___{name}": text for name, text in texts.items()})
        assert place.path.is_dir()
        with pytest.raises(OutputError, match=refused):
            place.check()


def test_the_folder_one_is_in_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match=r"^\.: is the folder that you are in"):
        Place(Path(), KIND).check()
    assert beside(Path("m"), ".x") == Path("m.x")
    assert beside(Path(), ".x") == tmp_path.with_name(tmp_path.name + ".x")
    with pytest.raises(OutputError, match="is the root of all folders"):
        beside(Path("/"), ".x")


def test_a_mounted_disk_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "m").mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path == tmp_path / "m")
    with pytest.raises(OutputError, match="is where a disk is mounted"):
        Place(tmp_path / "m", KIND).check()


def test_room_is_tried_before(tmp_path: Path) -> None:
    check_writable(tmp_path / "m", 2**20)
    with pytest.raises(OutputError, match=r"m: cannot be written: .*; make room there"):
        check_writable(tmp_path / "m", 2**60)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "advice"),
    [
        (errno.ENOSPC, "make room there"),
        (errno.EACCES, "name a place that you may write"),
        (errno.EROFS, "name a place that you may write"),
        (errno.ENAMETOOLONG, "name a shorter one"),
        (errno.EIO, "look after the disk"),
    ],
)
def test_advice_fits_the_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, advice: str) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "mkdir", refuse)
    told = pytest.raises(OutputError, match=f"cannot be written: {os.strerror(number)}; {advice}")
    with told, writing_folder(tmp_path / "m"):
        pass


# ---- one at a time -----------------------------------------------------------------------------------------------


def test_one_works_at_a_time_and_a_kill_gives_way(tmp_path: Path) -> None:
    with working_alone(tmp_path / "m"):
        refused = pytest.raises(OutputError, match=rf"slottag works there \(process {os.getpid()}\); wait for it")
        with refused, working_alone(tmp_path / "m"):
            pass
        with working_alone(tmp_path / "n"):
            pass
        sweep(tmp_path / "m")
        assert len(names(tmp_path)) == 1
    assert names(tmp_path) == []
    killed(BEGIN + 'alone = working_alone(Path("m")); alone.__enter__()', tmp_path)
    with working_alone(tmp_path / "m"):
        pass
    assert names(tmp_path) == []


# ---- several files -----------------------------------------------------------------------------------------------


def test_files_are_written_together_and_others_stay_the_same_files(tmp_path: Path) -> None:
    put(tmp_path, d___train="old", d___notes="mine")
    (tmp_path / "d" / "link").symlink_to("notes")
    (tmp_path / "d" / "train").chmod(0o600)
    (tmp_path / "d").chmod(0o711)
    notes = (tmp_path / "d" / "notes").stat().st_ino
    write_together(tmp_path / "d", {tmp_path / "d" / "train": "new", tmp_path / "d" / "test" / "a": "new"})
    assert names(tmp_path) == ["d"]
    assert names(tmp_path / "d") == ["link", "notes", "test", "train"]
    assert ((tmp_path / "d" / "notes").stat().st_ino, (tmp_path / "d" / "link").readlink()) == (notes, Path("notes"))
    assert [oct(path.stat().st_mode & 0o777) for path in (tmp_path / "d", tmp_path / "d" / "train")] == [
        "0o711", "0o600",
    ]  # fmt: skip


def test_a_folder_with_others_folders_keeps_its_place(tmp_path: Path) -> None:
    put(tmp_path, d___train="old", d___src___a="mine")
    inside = (tmp_path / "d").stat().st_ino
    write_together(tmp_path / "d", {tmp_path / "d" / "train": "new"})
    assert ((tmp_path / "d").stat().st_ino, (tmp_path / "d" / "train").read_text()) == (inside, "new")
    assert (names(tmp_path), names(tmp_path / "d")) == (["d"], ["src", "train"])
