"""Score models on a test set as its tokens are given, and on the same sentences as people type them.

Usage: python -m benchmarks.as_typed DATA MODEL … [--tokens [--sentences 1200]]

The models are of one kind, trained from several seeds; the figures are their mean, and the least. A kind puts something
around the text of each sentence, or glues a mark to it; what is tagged is the text.

With ``--tokens`` two corpora of tokens are made besides, of the first sentences of the built-in booking corpora: words
cut as the Penn Treebank has them, in columns without their spaces, and a Han character or digit a line. A model is
trained on each, and scored on test as tokenised, on the text that the columns make, and on the text as it was written.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks import results
from benchmarks.results import begin, shown_path, table, write_section
from slottag.api import train
from slottag.data.corpus import load_corpus
from slottag.evaluation import evaluate
from slottag.runtime.tagger import Tagger
from slottag.text import Sentence, Span, Token, tags_of
from slottag.text.schemes import SCHEMES

# What stands before and behind a sentence.
KINDS: Mapping[str, tuple[str, str]] = {
    "as it is": ("", ""),
    "full stop": ("", "."),
    "question mark": ("", "?"),
    "exclamation mark": ("", "!"),
    ", please": ("", ", please"),
    "straight quotes": ('"', '"'),
    "curly quotes": ("“", "”"),
    "quotes and full stop": ('"', '."'),
    "brackets": ("(", ")"),
    "numbered line": ("1. ", ""),
    "numbered line with a bracket": ("2) ", "."),
    "bullet": ("* ", ""),
    "dash as bullet": ("- ", "."),
    "dot as bullet": ("• ", ""),
}
# Words as the Penn Treebank cuts them.
_WORD = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|am|pm)?|(?:[A-Za-z]\.){2,}|[^\W\d_]+?(?=n't\b)|n't\b|'(?:s|m|d|re|ve|ll)\b"
    r"|[^\W\d_]+(?:-[^\W_]+)*|\S"
)
_CHARACTER = re.compile(r"[A-Za-z]+|\S")


def main() -> None:
    """Score the models and write the section down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data")
    parser.add_argument("models", nargs="+", metavar="MODEL", type=Path)
    parser.add_argument("--tokens", action="store_true")
    parser.add_argument("--sentences", type=int, default=1200)
    arguments = begin(parser, needs="the data and models of it", takes="a minute for each model")
    test = load_corpus(arguments.data).split("test")
    scores = [scores_of(Tagger.load(model), test) for model in arguments.models]
    body = f"{shown(scores)}\n\nSpan F1 over the whole test set; the first row reads the given tokens, the others text."
    if arguments.tokens:
        body += f"\n\n{shown_tokens(arguments.sentences)}"
    models = " ".join(shown_path(str(model)) for model in arguments.models)
    options = f" --tokens --sentences {arguments.sentences}" if arguments.tokens else ""
    command = f"python -m benchmarks.as_typed {shown_path(arguments.data)} {models}{options}"
    write_section(f"As typed: {Path(arguments.data).name}", command, body)


def scores_of(tagger: Tagger, test: Sequence[Sentence]) -> dict[str, float]:
    """The F1 of a tagger in percent, as tokenised and from the text of each kind."""
    found = {"as tokenised": f1(test, tagger.tag(test, confidence=False))}
    for name, (before, behind) in KINDS.items():
        typed = [around(sentence, before, behind) for sentence in test]
        found[name] = f1(typed, tagger.tag(tagger.reread(typed), confidence=False))
    return found


def f1(gold: Sequence[Sentence], found: Sequence[Sentence]) -> float:
    """The span F1 in percent."""
    return 100 * evaluate(gold, found).slot_f1


def around(sentence: Sentence, before: str, behind: str) -> Sentence:
    """The sentence with something before its text and behind it."""
    by = len(before)
    tokens = tuple(Token(token, start + by, end + by) for token, start, end in sentence.tokens)
    spans = tuple(Span(span.start + by, span.end + by, span.slot) for span in sentence.spans)
    return Sentence(before + sentence.text + behind, tokens, spans, sentence.intent, sentence.where)


def shown(scores: Sequence[Mapping[str, float]]) -> str:
    """A row for each kind."""
    rows = [
        [name, f"{statistics.mean(own[name] for own in scores):.2f}", f"{min(own[name] for own in scores):.2f}"]
        for name in scores[0]
    ]
    return table(["sentences", "F1, mean", "least"], rows)


def shown_tokens(count: int) -> str:
    """What models of columns without spaces find in tokens, in the text made of them, and in what was written."""
    rows = []
    for name, corpus, pattern in (("English words", "booking", _WORD), ("Han characters", "booking-zh", _CHARACTER)):
        written = load_corpus(corpus)
        parts = {"train": written.split("train")[:count], "dev": written.split("dev"), "test": written.split("test")}
        with tempfile.TemporaryDirectory() as folder:
            for split, sentences in parts.items():
                (Path(folder) / f"{split}.conll").write_text(columns(sentences, pattern), encoding="utf-8")
            tagger = train(folder, Path(folder) / "model", seed=0)
            made = load_corpus(folder).split("test")
        original = tagger.tag(tagger.reread(parts["test"]), confidence=False)
        found = (
            f1(made, tagger.tag(made, confidence=False)),
            f1(made, tagger.tag(tagger.reread(made), confidence=False)),
            f1(parts["test"], original),
        )
        rows.append([name, *(f"{figure:.2f}" for figure in found)])
    head = [f"{count} sentences of", "as tokenised", "text made of the tokens", "text as written"]
    return table(head, rows)


def columns(sentences: Iterable[Sentence], pattern: re.Pattern[str]) -> str:
    """Sentences as columns of words and tags, cut by a pattern and where spans begin and end."""
    return "".join(map("{}\n".format, (_rows(sentence, pattern) for sentence in sentences)))


def _rows(sentence: Sentence, pattern: re.Pattern[str]) -> str:
    pieces, end = [], 0
    for piece, _ in sentence.pieces():
        pieces += [Token(match[0], end + match.start(), end + match.end()) for match in pattern.finditer(piece)]
        end += len(piece)
    cut = Sentence(sentence.text, tuple(pieces), sentence.spans)
    return "".join(f"{word}\t{tag}\n" for word, tag in zip(cut.words, tags_of(cut, SCHEMES["iob2"]), strict=True))


if __name__ == "__main__":
    results.run(main)
