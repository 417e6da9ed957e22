"""Which of the tables that come with slottag are of the language of some sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

# Words that English sentences are held together by and few other languages have.
_ENGLISH = frozenset(
    ["the", "of", "to", "and", "with", "is", "my", "from", "what", "this", "that", "you", "your", "please", "would"]
)
# The part of all words that are letters of English at least, and the part of those that hold sentences together.
_LETTERS, _TOGETHER = 0.1, 0.1
# The part of all words that are Han characters at least, and how many kana there may be for each.
_HAN, _KANA = 0.1, 0.1
_LATIN_WORD, _HAN_WORD, _KANA_WORD = map(re.compile, (r"[a-z]+(?:'[a-z]+)?", r"[\u4e00-\u9fff]+", r"[\u3041-\u30ff]+"))


def tables_for(sentences: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The names of the tables for sentences, each the texts of its tokens; none where they are of no such language."""
    counts = Counter(word.lower() for words in sentences for word in words)
    total = sum(counts.values())
    latin, han, kana = (
        {word: count for word, count in counts.items() if kind.fullmatch(word)}
        for kind in (_LATIN_WORD, _HAN_WORD, _KANA_WORD)
    )
    letters = sum(latin.values())
    together = sum(count for word, count in latin.items() if word in _ENGLISH)
    found = []
    if letters > _LETTERS * total and together > _TOGETHER * letters:
        found.append("english")
    if sum(han.values()) > max(_HAN * total, 1) and sum(kana.values()) <= _KANA * sum(han.values()):
        found.append("chinese")
    return tuple(found)
