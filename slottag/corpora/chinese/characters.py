"""From simplified to traditional characters, one for one, so that marks stay where they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from slottag.corpora.engine.tables import Table
from slottag.errors import DataError

# The voices that write traditional characters.
TRADITIONAL = ("tw", "hk")


@dataclass(frozen=True)
class Characters:
    """A table of characters, and the phrases in which they are written otherwise than alone."""

    table: dict[int, str]
    phrases: Mapping[str, str]

    def traditional(self, text: str) -> str:
        """The text in traditional characters, of the same length."""
        parts = self._known.split(text)
        return "".join(self.phrases.get(part) or part.translate(self.table) for part in parts)

    @cached_property
    def _known(self) -> re.Pattern[str]:
        longest = sorted(self.phrases, key=lambda phrase: (-len(phrase), phrase))
        return re.compile("(" + "|".join(map(re.escape, longest)) + ")")


def read_characters(table: Table) -> Characters:
    """The table of characters.

    Raises:
        DataError: the two lists, or a phrase and its other form, are not of one length.
    """
    simple, traditional = ("".join(table.string(name).split()) for name in ("simplified", "traditional"))
    phrases = {phrase: table.sub("phrases").string(phrase) for phrase in table.sub("phrases").entries}
    odd = next((phrase for phrase, other in phrases.items() if len(phrase) != len(other)), "simplified")
    if len(simple) != len(traditional) or odd != "simplified":
        raise DataError(f"{table.where(odd)}: {odd} and its traditional form are not of one length; mend them")
    return Characters(dict(zip(map(ord, simple), traditional, strict=True)), phrases)
