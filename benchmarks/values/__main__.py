"""How well and how fast values are resolved.

Usage: python -m benchmarks.values [--duckling PYTHON] [--drawn 20000]

Values are drawn and written in the styles of the built-in corpora, and found again; the hand-written phrases of the
tests are read; the spans of the corpora's test sets are resolved on one core, each text for the first time and again.
With ``--duckling`` the phrases that were set aside are read by Duckling, too: PYTHON is an interpreter that has the
package pyduckling-native-phihos.
"""

from __future__ import annotations

import argparse
import time

from benchmarks.results import begin, run, table, write_section
from benchmarks.values.beside import (
    OUTCOMES,
    TYPES,
    Phrase,
    answers_of,
    as_phrase,
    counted,
    duckling_outcome,
    own_outcome,
)
from benchmarks.values.measured import counted as counted_drawn
from slottag.data.corpus import load_corpus
from slottag.values import choices, counts, date_values, money, places, time_values
from tests.phrases import NOW, booking_resolver, read_phrases, told, type_of_slot, wrong_ones

COMMAND = "python -m benchmarks.values --duckling PYTHON"
LANGUAGES = ("english", "chinese")
KINDS = {"": "that rules were written by", "-sealed": "set aside before", "-last": "written when the rules stood"}


def main() -> None:
    """Measure, and write the section."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.values")
    parser.add_argument("--duckling", metavar="PYTHON", help="an interpreter that has pyduckling-native-phihos")
    parser.add_argument("--drawn", type=int, default=20_000, metavar="N", help="values to draw in each language")
    read = begin(parser, needs="Duckling in an environment of its own for --duckling", takes="a minute")
    parts = [_drawn(read.drawn), _phrases(), _speed()]
    if read.duckling:
        parts.append(_beside(read.duckling))
        write_section("Values, phrase by phrase", COMMAND, _shown(read.duckling))
    write_section("Values", COMMAND, "\n\n".join(parts))


def _drawn(number: int) -> str:
    rows = []
    for language in LANGUAGES:
        found = counted_drawn(language, number)
        for kind in TYPES:
            own = {outcome: found[kind, outcome] for outcome in ("right", "open", "wrong", "none")}
            share = (own["right"] + own["open"]) / sum(own.values())
            rows.append([language, kind, *map(str, own.values()), f"{share:.2%}"])
    head = ["language", "type", "right", "open", "wrong", "none", "right or open"]
    text = (
        "Values drawn, written in the styles of the corpora and found again; *open*: among the readings that the text"
        " leaves open."
    )
    return f"{text}\n\n{table(head, rows)}"


def _phrases() -> str:
    rows = []
    for language in LANGUAGES:
        for kind, words in KINDS.items():
            name = f"{language}{kind}"
            spans, wrong = sum(len(phrase.expected) for phrase in read_phrases(name)), wrong_ones(name)
            silent = sum(found != "-" for *_, found in wrong)
            rows.append([language, words, str(spans), str(spans - len(wrong)), str(silent)])
    text = "Values of phrases written by hand, as they are read now."
    return f"{text}\n\n{table(['language', 'phrases', 'values', 'right', 'wrong'], rows)}"


def _speed() -> str:
    sentences = [sentence for name in ("booking", "booking-zh") for sentence in load_corpus(name).split("test")]
    spans = sum(len(sentence.spans) for sentence in sentences)
    resolve = booking_resolver()
    for sentence in sentences:
        resolve(sentence)
    readers = (date_values.read_date, time_values.read_time, counts.read_count, money.read_money, places.read_place)
    for reader in (*readers, choices.folded):
        reader.cache_clear()
    paces = []
    for _ in range(2):
        begun = time.process_time()
        for sentence in sentences:
            resolve(sentence)
        paces.append(spans / (time.process_time() - begun))
    return (
        f"On one core {paces[0]:,.0f} spans a second where each text is met for the first time, {paces[1]:,.0f} where"
        f" it was met before ({spans} spans of the test sets of booking and booking-zh)."
    )


def _asked(kind_of_phrases: str) -> tuple[list[Phrase], list[str]]:
    """The phrases of dates, times, counts and sums of both languages, and what slottag makes of each."""
    resolve, phrases, ours = booking_resolver(), [], []
    for language in LANGUAGES:
        for phrase in read_phrases(f"{language}-{kind_of_phrases}"):
            kind = type_of_slot(phrase.sentence.spans[0].slot)
            if kind in TYPES and len(phrase.expected) == 1 and phrase.is_bare:
                phrases.append(as_phrase(phrase.sentence, kind, language, phrase.expected[0]))
                ours.append(told(resolve(phrase.sentence).slots[0].resolved))
    return phrases, ours


def _shown(python: str) -> str:
    phrases, ours = _asked("shown")
    answers = answers_of(python, phrases, NOW)
    rows = [
        [phrase.text, f"`{own}`".replace("|", "` or `"), own_outcome(phrase, own), duckling_outcome(phrase, answer)]
        for phrase, own, answer in zip(phrases, ours, answers, strict=True)
    ]
    return table(["phrase", "slottag tells", "slottag", "Duckling"], rows)


def _beside(python: str) -> str:
    phrases, ours = _asked("sealed")
    answers = answers_of(python, phrases, NOW)
    rows = []
    for language in LANGUAGES:
        own = [number for number, phrase in enumerate(phrases) if phrase.language == language]
        theirs = [duckling_outcome(phrases[number], answers[number]) for number in own]
        rows.append([language, "Duckling", str(len(own)), *counted(theirs)])
        rows.append([language, "slottag", str(len(own)), *counted(own_outcome(phrases[n], ours[n]) for n in own)])
    text = (
        "Phrases that were set aside, of dates, times, head counts and sums, beside Duckling (pyduckling-native-phihos"
        " 0.3.0). Where only its conventions are others Duckling counts as right."
    )
    return f"{text}\n\n{table(['language', 'by', 'phrases', *OUTCOMES], rows)}"


if __name__ == "__main__":
    run(main)
