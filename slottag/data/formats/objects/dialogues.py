"""Dialogues turn by turn: SGD and MultiWOZ 2.2, Taskmaster, simulated dialogues. The user's turns are the sentences.

A slot that a frame gives without a place in the text (MultiWOZ's categorical ones) is no span. Where the system's turn
before has acts, the slots that it requests are what was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from slottag.data.content import Content
from slottag.data.formats.format import Format
from slottag.data.formats.objects.dialect import has_keys, holds, reader
from slottag.data.formats.objects.parts import Mark, intent_in, listed, mark_of, record, shown, string, whole
from slottag.data.formats.objects.words import place_words
from slottag.data.formats.remarks import Say
from slottag.data.records import Record
from slottag.errors import DataError
from slottag.text.values import is_slot_name


def _is_frame_turn(node: Any) -> bool:
    return has_keys("utterance", "frames")(node) and isinstance(node["frames"], list)


class _FrameTurns:
    """The user's turns of a file, in order, each with what the system's turn before it requests."""

    def __init__(self) -> None:
        self._asked: tuple[str, ...] = ()

    def __call__(self, path: Path, node: Any, line: int, say: Say) -> Record | None:
        if not _is_user(node):
            self._asked = _requested(
                [act for frame in listed(node, "frames") for act in listed(frame, "actions")], "act"
            )
            return None
        asked, self._asked = self._asked, ()
        return replace(_frame_turn(path, node, line, say), asked=asked)


def _frame_turn(path: Path, node: Any, line: int, say: Say) -> Record:
    slots = [slot for frame in listed(node, "frames") for slot in listed(frame, "slots")]
    placed = [slot for slot in slots if "start" in slot]
    for _ in range(len(slots) - len(placed)):
        say("slots without a place in the text, passed over", line)
    marks = [mark_of({key: slot[key] for key in slot if key != "value"}) for slot in placed]
    return record(path, line, string(node, "utterance"), marks)


def _is_segment_turn(node: Any) -> bool:
    return has_keys("text", "speaker")(node)


def _segment_turn(path: Path, node: Any, line: int, say: Say) -> Record | None:
    if not _is_user(node):
        return None
    marks = []
    for segment in listed(node, "segments"):
        names = [string(annotation, "name") for annotation in listed(segment, "annotations")]
        if len(names) > 1:
            say("segments with several names, read as the first", line)
        start, end = whole(segment.get("start_index"), "start_index"), whole(segment.get("end_index"), "end_index")
        value = segment.get("text")
        marks += [Mark(start, end, name, value if isinstance(value, str) else None) for name in names[:1]]
    return record(path, line, string(node, "text"), marks)


_is_pair_of_turns = has_keys("user_utterance")


def _simulated_turn(path: Path, node: Any, line: int, say: Say) -> Record:
    said = node["user_utterance"]
    words = listed(said, "tokens", str) if isinstance(said, dict) else []
    text = string(said, "text") if isinstance(said, dict) and "text" in said else " ".join(words)
    tokens = place_words(text, words)
    if tokens is None:
        say("turns whose text does not hold their tokens; text was made of the tokens", line)
        text = " ".join(words)
        tokens = place_words(text, words) or ()
    marks = []
    for slot in listed(said, "slots") if isinstance(said, dict) else []:
        first, end = whole(slot.get("start"), "start"), whole(slot.get("exclusive_end"), "exclusive_end")
        if not first < end <= len(tokens):
            raise DataError(f"a slot has the tokens {shown([first, end])} of {len(tokens)}; correct it")
        marks.append(Mark(tokens[first].start, tokens[end - 1].end, string(slot, "slot")))
    asked = _requested(listed(node, "system_acts"), "type")
    return record(path, line, text, marks, intent=intent_in(node), asked=asked)


def _requested(acts: Iterable[Mapping[str, Any]], kind: str) -> tuple[str, ...]:
    """The slots that acts of the system request, each once."""
    slots = (act.get("slot") for act in acts if str(act.get(kind, "")).upper() == "REQUEST")
    return tuple(dict.fromkeys(slot for slot in slots if isinstance(slot, str) and is_slot_name(slot)))


def _is_user(node: Any) -> bool:
    return str(node.get("speaker", "USER")).upper() not in ("SYSTEM", "ASSISTANT", "AGENT", "BOT")


def _recognise_frames(content: Content) -> bool:
    return holds(content, _is_frame_turn)


def _recognise_segments(content: Content) -> bool:
    return holds(content, has_keys("start_index", "end_index", "annotations"))


def _recognise_simulated(content: Content) -> bool:
    return holds(content, _is_pair_of_turns)


SGD = Format(
    name="sgd",
    endings=(".json",),
    known_by='turns with "utterance" and "frames"',
    recognise=_recognise_frames,
    read=lambda content: reader(_is_frame_turn, _FrameTurns())(content),
    rules="also MultiWOZ 2.2; the user's turns; `exclusive_end`; slots without `start` are no spans; what the system's"
    " turn before requests was asked",
)
TASKMASTER = Format(
    name="taskmaster",
    endings=(".json",),
    known_by='"segments" with "start_index"',
    recognise=_recognise_segments,
    read=reader(_is_segment_turn, _segment_turn),
    rules="the user's turns; `end_index` exclusive; of several names of a segment the first",
)
SIMULATED = Format(
    name="simdial",
    endings=(".json",),
    known_by='turns with "user_utterance"',
    recognise=_recognise_simulated,
    read=reader(_is_pair_of_turns, _simulated_turn),
    rules="offsets in tokens, `exclusive_end`; `user_intents` are the intent; what `system_acts` request was asked",
)
