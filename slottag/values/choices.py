"""One of several choices: the canonical word for what was said, by the synonyms of the slots' file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from slottag.values.tables import language

_BETWEEN = re.compile(r"[\s\-‐-―_.·]+")
_ASCII = str.maketrans("", "", " \t\r\n-_.")
_HAN = re.compile(r"[㐀-鿿]")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A text without what makes no difference: case, accents, spaces, dashes, the kind of Chinese characters."""
    if text.isascii():
        return text.lower().translate(_ASCII)
    if _HAN.search(text):
        text = language("chinese").plain(text)
    marked = unicodedata.normalize("NFKD", _BETWEEN.sub("", text.casefold()))
    return "".join([character for character in marked if not unicodedata.combining(character)])


def table_of(choices: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The choice for each folded text: its own name and its synonyms."""
    own = {folded(name): name for name in choices}
    return {**{folded(text): name for name, texts in choices.items() for text in texts}, **own}
