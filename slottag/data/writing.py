"""Writing a corpus to a folder: all of its files or none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from slottag.data.corpus import Corpus
from slottag.data.folders import data_files, speaks_for_itself
from slottag.data.formats import FORMATS, WRITTEN, Writer
from slottag.data.slot_types import SLOTS
from slottag.data.synonyms import SYNONYMS, synonyms_text
from slottag.errors import DataError, OutputError
from slottag.files import write_together, writing
from slottag.text import Scheme

# What text files are called that are in no format of that name.
_TEXT = {".txt"}
# What a model directory holds, and data never does.
_OF_MODEL = "weights.safetensors"


def write_corpus(
    corpus: Corpus, folder: Path, writer: Writer, scheme: Scheme, *, sources: Iterable[Path] = (), anew: bool = False
) -> list[Path]:
    """Write each split in the format, and beside them what slots are and values mean where that is known; give the
    files' paths. Other files in the folder stay, a ``slots.toml`` too.

    Args:
        corpus: what to write.
        folder: made if it is not there.
        writer: that of one of the ``FORMATS``.
        scheme: of the tags, where the format has any.
        sources: the files and folders that the corpus was read from, which are never written over.
        anew: whether sentences were divided anew, so that no split of before may stay beside the new ones.

    Raises:
        DataError: the format cannot hold a sentence.
        OutputError: the folder cannot be written, is the source, or holds another file for one of the splits.
    """
    texts = {folder / name: text for name, text in _rendered(corpus, writer, scheme).items()}
    if corpus.slots and not (folder / SLOTS).exists():
        texts[folder / SLOTS] = corpus.slots.decode("utf-8", "replace")
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file, expected a folder to write to; name another")
    if (folder / _OF_MODEL).exists():
        raise OutputError(f"{folder}: holds a model, which data would be mixed with; name another folder")
    _spare_sources(list(texts), sources)
    _check_rivals(corpus, folder, list(texts))
    if anew:
        _check_alone(corpus, folder)
    write_together(folder, texts)
    return list(texts)


def has_file_ending(path: Path) -> bool:
    """Whether a path ends as files of data do."""
    return path.suffix.lower() in _TEXT.union(*(FORMATS[name].endings for name in WRITTEN))


def write_file(corpus: Corpus, path: Path, writer: Writer, scheme: Scheme) -> Path:
    """Write a corpus of one split to a file; what values mean is written where the format has a place for that.

    Raises:
        DataError: the corpus has several splits, or the format cannot hold a sentence or needs several files.
        OutputError: the file cannot be written.
    """
    if corpus.single is None:
        raise DataError(
            f"{path}: is the name of a file, which holds one split, and there are {', '.join(corpus.splits)}; name a"
            " folder (without an ending), or write the sentences of one split"
        )
    rendered = writer.render(path.stem, corpus.single, scheme)
    if len(rendered) != 1:
        raise DataError(f"{path}: the format has several files, expected one; name a folder, or write jsonl")
    with writing(path) as stream:
        stream.write(next(iter(rendered.values())))
        if writer.synonyms:
            stream.write(writer.synonyms(corpus.synonyms))
    return path


def _rendered(corpus: Corpus, writer: Writer, scheme: Scheme) -> dict[str, str]:
    """The files of a corpus by their names, the first with what values mean where the format has a place for that."""
    texts = {
        name: text
        for split, sentences in corpus.splits.items()
        for name, text in writer.render(split, sentences, scheme).items()
    }
    if corpus.synonyms and writer.synonyms:
        texts[next(iter(texts))] += writer.synonyms(corpus.synonyms)
    elif corpus.synonyms:
        texts[SYNONYMS] = synonyms_text(corpus.synonyms)
    return texts


def _spare_sources(targets: Iterable[Path], sources: Iterable[Path]) -> None:
    kept = {path.resolve() for path in sources}
    for target in targets:
        if kept & {target.resolve(), target.resolve().parent}:
            raise OutputError(
                f"{target}: is what the data was read from and would be written over; name another folder"
            )


def _check_alone(corpus: Corpus, folder: Path) -> None:
    """See to it that no split of before holds sentences that are now in another."""
    found = data_files(folder) if folder.is_dir() else {}
    before = next((paths[0] for split, paths in found.items() if split not in corpus.splits), None)
    if before is not None:
        raise OutputError(
            f"{before}: is a split of before, which may hold what is now in another; remove it, or name another folder"
        )


def _check_rivals(corpus: Corpus, folder: Path, targets: list[Path]) -> None:
    """See to it that the folder can be read afterwards: one file a split."""
    if not folder.is_dir():
        return
    ours = {*targets, *(target.parent for target in targets)}
    found = data_files(folder)
    same_split = [path for split in corpus.splits for path in found.get(split, []) if speaks_for_itself(path)]
    # A folder with seq.in is read as one split, and a label file belongs to the seq.in beside it.
    hidden = [folder / "seq.in", *(target.with_name("label") for target in targets if target.name == "seq.in")]
    rivals = [path for path in (*same_split, *hidden) if path.exists() and path not in ours]
    if rivals:
        raise OutputError(
            f"{rivals[0]}: is data already, and with it the new files would be misread; name another folder or"
            " remove it"
        )
