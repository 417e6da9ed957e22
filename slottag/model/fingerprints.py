"""Which sentences a model was trained on, as fingerprints that take four bytes each and give no text away."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from slottag.text import Sentence

# Where they stand among a model's metrics.
TRAINED_ON = "trained_on"
_SIZE = 4


def fingerprints(sentences: Iterable[Sentence]) -> str:
    """Those of sentences, in one string of plain data. Case and spaces make no difference."""
    return b64encode(b"".join(sorted(set(map(_fingerprint, sentences))))).decode()


def known_among(metrics: Mapping[str, Any], sentences: Sequence[Sentence]) -> tuple[bool, ...]:
    """For each sentence whether the model with these metrics was trained on it; none of a model that does not tell.

    By chance one of another text counts as known: of a million pairs of a sentence and one trained on, 0.0002.
    """
    kept = metrics.get(TRAINED_ON)
    try:
        packed = b64decode(kept, validate=True) if isinstance(kept, str) else b""
    except ValueError:
        packed = b""
    known = {packed[place : place + _SIZE] for place in range(0, len(packed), _SIZE)}
    return tuple(_fingerprint(sentence) in known for sentence in sentences)


def same_text(sentence: Sentence) -> str:
    """What two sentences share that are the same to whoever reads them: the text without case and spaces, and what was
    asked before it.
    """
    return "\n".join(["".join(sentence.text.split()).casefold(), *sorted(sentence.asked)])


def _fingerprint(sentence: Sentence) -> bytes:
    return blake2b(same_text(sentence).encode(), digest_size=_SIZE).digest()
