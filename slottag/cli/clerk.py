"""The booking clerk of ``slottag tag``: what a talk makes of each turn, drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import IO, TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from slottag.cli.console import console
from slottag.cli.draw import coloured, is_wide, readings
from slottag.cli.draw_frame import contradictions, draw_frame, missing
from slottag.cli.plain import visible
from slottag.talking.orders import ORDERS, obey
from slottag.text import Palette, Sentence

if TYPE_CHECKING:
    from slottag.tagging.lines import Block
    from slottag.talking import Talk
    from slottag.text.frame import Frame


class Clerk:
    """Draws turns: the sentence in colour, what it changed of the request, what contradicts, and what is asked next.

    Args:
        talk: what keeps the request.
        slots: the slots that have a colour.
        target: where it is drawn.
        least: spans that are less sure are left out.
        nbest: how many alternatives are drawn of a turn.
        mark: what stands in front of a turn.
    """

    def __init__(
        self, talk: Talk, slots: tuple[str, ...], target: Console, least: float = 0.0, nbest: int = 0, mark: str = ""
    ) -> None:
        self._talk = talk
        self._palette = Palette(slots)
        self._target = target
        self._least = least
        self._nbest = nbest
        self._mark = mark

    @property
    def orders(self) -> Mapping[str, str]:
        """The commands that it obeys, and what each is for."""
        return ORDERS

    def hear(self, text: str) -> Sentence:
        """Take a turn, draw what became of it, and give its sentence."""
        before = self._talk.frame
        turn = self._talk(text, least=self._least, nbest=self._nbest)
        said = Text.assemble((self._mark, "dim"), coloured(turn.sentence, self._palette))
        self._target.print(said, soft_wrap=is_wide(text))
        if turn.sentence.alternatives:
            self._target.print(readings(turn.sentence.alternatives, self._palette))
            self._target.print()
        self._draw(before, [Text(turn.told, "dim")] if turn.told else ())
        return turn.sentence

    def obey(self, line: str) -> None:
        """Do what a command says, and draw what is known then: with ``:frame`` all that is missing, too.

        Raises:
            DataError: it is none, or names no time.
        """
        told = obey(self._talk, line)
        if told:
            self._target.print(Text(told, "dim"))
        else:
            self._draw(None, missing(self._talk.frame) if line.strip() == ":frame" else ())

    def _draw(self, before: Frame | None, lines: Iterable[Text] = ()) -> None:
        """What is known of the request, or changed since ``before``, what contradicts, some lines, and the question."""
        frame = self._talk.frame
        self._target.print(draw_frame(frame, self._palette, before))
        for line in (*contradictions(frame), *lines, Text(visible(self._talk.reply), "bold")):
            self._target.print(line)
        self._target.print()


def clerk_on(stream: IO[str], talk: Talk, slots: tuple[str, ...], least: float, nbest: int) -> Callable[[Block], str]:
    """What draws lines as turns of a talk on a stream, and has nothing else to say of them."""
    target = console(file=stream)
    clerk = Clerk(talk, slots, target, least, nbest, mark="> ")

    def draw(block: Block) -> str:
        for line in filter(str.strip, block.lines):
            if line.startswith(":"):
                target.print(Text(f"> {visible(line)}", "dim"))
                clerk.obey(line)
            else:
                clerk.hear(line)
        return ""

    return draw
