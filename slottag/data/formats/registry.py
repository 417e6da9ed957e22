"""The formats by name. A new one is a module with a ``FORMAT`` and an entry here; choices, help, messages and the page
on formats follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

from slottag.data.formats.format import Format, Writer
from slottag.errors import DataError


@dataclass(frozen=True, slots=True)
class Entry:
    """A format before its module is loaded, which takes time that ``slottag tag`` and ``--help`` do not have.

    ``module`` stands in this package, by default under the format's name; one with several formats is followed by
    ``:`` and the name in it. ``writes`` says that whole corpora can be
    written in it, ``streams`` that sentences can, one by one.
    """

    name: str
    module: str = ""
    writes: bool = False
    streams: bool = False

    def load(self) -> Format:
        """The format itself."""
        module, _, name = (self.module or self.name.replace("-", "_")).partition(":")
        format: Format = getattr(import_module(f"slottag.data.formats.{module}"), name or "FORMAT")
        return format


ENTRIES = (
    Entry("jsonl", writes=True, streams=True),
    Entry("conll", writes=True, streams=True),
    Entry("inline", writes=True, streams=True),
    Entry("seqio", writes=True),
    Entry("rasa", "markup.rasa_yaml", writes=True),
    Entry("rasa-md", "markup.rasa_markdown"),
    Entry("rasa-json", "objects.rasa_json"),
    Entry("snips", "objects.snips", writes=True),
    Entry("snips-yaml", "markup.snips_yaml"),
    Entry("dialogflow", "objects.dialogflow"),
    Entry("luis", "objects.luis"),
    Entry("lu", "markup.lu"),
    Entry("clu", "objects.clu"),
    Entry("wit", "objects.wit"),
    Entry("spacy", "objects.spacy", writes=True),
    Entry("spacy-documents", "objects.spacy_documents"),
    Entry("docbin", "packed.docbin"),
    Entry("prodigy", "objects.prodigy", writes=True, streams=True),
    Entry("doccano", "objects.doccano", writes=True, streams=True),
    Entry("label-studio", "objects.labelstudio"),
    Entry("brat", "markup.brat", writes=True),
    Entry("json", "objects.spans"),
    Entry("tokens", "objects.tagged"),
    Entry("parquet", "packed.parquet"),
    Entry("arrow", "packed.arrow"),
    Entry("excel", "packed.excel"),
    Entry("massive", "objects.massive", writes=True),
    Entry("slurp", "objects.slurp"),
    Entry("sgd", "objects.dialogues:SGD"),
    Entry("taskmaster", "objects.dialogues:TASKMASTER"),
    Entry("simdial", "objects.dialogues:SIMULATED"),
    Entry("gliner", "objects.gliner", writes=True),
    Entry("cluener", "objects.values:CLUENER"),
    Entry("smp", "objects.values:SMP"),
    Entry("sebis", "objects.values:SEBIS"),
    Entry("conllu", "columns.universal"),
    Entry("conll2012", "columns.ontonotes"),
    Entry("webanno", "columns.webanno"),
    Entry("csv", "columns.separated"),
    Entry("csv-spans", "columns.span_cells"),
    Entry("sentence-tags", "lines.sentence_tags"),
    Entry("word-tags", "lines.word_tags"),
    Entry("places", "lines.places"),
    Entry("trees", "lines.trees"),
    Entry("elements", "lines.elements"),
    Entry("opennlp", "lines.opennlp"),
    Entry("nlu-eval", "lines.nlu_eval"),
    Entry("word-tag-files", "pairs.word_tag_files"),
    Entry("i2b2", "pairs.i2b2"),
)
NAMES = tuple(entry.name for entry in ENTRIES)
WRITTEN = tuple(entry.name for entry in ENTRIES if entry.writes)
STREAMED = tuple(entry.name for entry in ENTRIES if entry.streams)


class _Formats(Mapping[str, Format]):
    """Each format is loaded when it is asked for."""

    _entries = {entry.name: entry for entry in ENTRIES}  # noqa: RUF012

    def __getitem__(self, name: str) -> Format:
        return self._entries[name].load()

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


FORMATS: Mapping[str, Format] = _Formats()


def named_format(name: str) -> Format:
    """The format of a name.

    Raises:
        DataError: there is none.
    """
    if name not in FORMATS:
        raise DataError(f"unknown format {name!r}; expected one of {', '.join(NAMES)}")
    return FORMATS[name]


def writer_of(name: str) -> Writer:
    """What writes a format.

    Raises:
        DataError: it is unknown or only read.
    """
    writer = named_format(name).writer
    if writer is None:
        raise DataError(f"{name} is read and not written; write one of {', '.join(WRITTEN)}")
    return writer
