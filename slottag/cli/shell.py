"""The shell of ``slottag tag``: each line that is typed is tagged and drawn."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory
from rich.table import Table
from rich.text import Text

from slottag import __version__
from slottag.cli.console import console
from slottag.cli.plain import visible, visible_data
from slottag.data.formats import jsonl
from slottag.errors import SlottagError
from slottag.tagging.lines import decode
from slottag.text import Palette, Sentence

if TYPE_CHECKING:
    from slottag.cli.clerk import Clerk
    from slottag.runtime.tagger import Tagger

# How many slots the welcome names; :help names all.
_NAMED = 20
# How many words :why names for each span.
_WORDS = 4
# How many readings :nbest shows.
_READINGS = 5


class Shell:
    """A conversation: text is tagged and shown, a line that begins with a colon is a command.

    It ends at ``:quit`` or Ctrl-D. Ctrl-C drops what is being typed or done. Spans of a lower confidence than
    ``least`` are left out; ``resolve`` gives the others their meaning. Each sentence is shown with ``nbest``
    alternatives, and read as the answer to a question about the slots that were ``asked``. With a ``clerk`` it is a
    turn of a talk, and the commands of talks are there, too.
    """

    def __init__(
        self,
        tagger: Tagger,
        model: Path,
        show: Callable[[Sentence], None],
        least: float = 0.0,
        resolve: Callable[[Sentence], Sentence] | None = None,
        nbest: int = 0,
        asked: tuple[str, ...] = (),
        clerk: Clerk | None = None,
    ) -> None:
        self._tagger = tagger
        self._model = model
        self._show = show
        self._least = least
        self._resolve = resolve
        self._nbest = nbest
        self._asked = asked
        self._clerk = clerk
        self._console = console()
        self._palette = Palette(tagger.slots)
        self._last: Sentence | None = None
        self._interrupted = False
        self._commands = {
            ":help": ("show this", self._help),
            ":json": ("the last sentence as JSON", self._json),
            ":nbest": ("what else the last sentence could mean", self._alternatives),
            ":why": ("which words decided the slots of the last sentence", self._why),
            ":gates": ("what the network held while it read the last sentence", self._gates),
            ":quit": ("end; Ctrl-D does it, too", self._quit),
        }
        self._session: PromptSession[str] = PromptSession(
            history=history(),
            enable_history_search=True,
            completer=WordCompleter([*self._purposes], sentence=True),
            complete_while_typing=False,
        )

    def run(self) -> None:
        """Converse until the end."""
        self._welcome()
        with suppress(EOFError):
            while True:
                self._turn()

    def _turn(self) -> None:
        try:
            self._answer(self._session.prompt("> "))
            self._interrupted = False
        except KeyboardInterrupt:
            if self._interrupted or not self._session.default_buffer.text:
                self._say("Ctrl-D or :quit ends the shell.")
            self._interrupted = True

    def _answer(self, typed: str) -> None:
        """Answer what was typed, or several lines that were pasted; a bad one does not end the conversation."""
        try:
            for line in typed.split("\n"):
                self._answer_line(line)
        except SlottagError as error:
            self._say(str(error))

    def _answer_line(self, line: str) -> None:
        if line.startswith(":"):
            self._obey(line.strip())
        elif line.strip():
            self._tag(line)

    def _tag(self, line: str) -> None:
        text = decode(line.encode("utf-8", "surrogateescape"), "this line")
        if self._clerk:
            self._last = self._clerk.hear(text)
            return
        last = self._tagger.tag([self._tagger.parse(text, self._asked)], nbest=self._nbest)[0].at_least(self._least)
        self._last = self._resolve(last) if self._resolve else last
        self._show(self._last)

    @property
    def _purposes(self) -> dict[str, str]:
        """The commands, and what each is for."""
        own = {name: purpose for name, (purpose, _) in self._commands.items()}
        return {**self._clerk.orders, **own} if self._clerk else own

    def _obey(self, name: str) -> None:
        if name in self._commands:
            self._commands[name][1]()
            return
        command = name.split()[0]
        if self._clerk and command in self._clerk.orders:
            self._clerk.obey(name)
            return
        if command in self._commands:
            self._say(f"{command} takes nothing after it; a space in front makes it text.")
            return
        near = get_close_matches(name, self._purposes, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        self._say(f"There is no command {name}.{meant} :help lists them; a space in front makes it text.")

    def _welcome(self) -> None:
        slots = self._tagger.slots
        more = f" and {len(slots) - _NAMED} more" if len(slots) > _NAMED else ""
        self._console.print(Text.assemble((f"slottag {__version__}", "bold"), " with ", visible(str(self._model))))
        self._console.print(Text.assemble("It finds ", self._names(slots[:_NAMED]), more, "."))
        if self._least > 0:
            self._say(f"What is less than {self._least:.1%} sure is left out.")
        if self._asked:
            self._say(f"Each line is read as an answer about {', '.join(self._asked)}.")
        what = "what you would book" if self._clerk else "a sentence"
        self._say(f"Type {what}; :help shows more, Ctrl-D ends.")

    def _names(self, slots: tuple[str, ...]) -> Text:
        return Text(", ").join(Text(visible(slot), self._palette.colour(slot)) for slot in slots)

    def _help(self) -> None:
        told = "a turn of a talk, which fills a request" if self._clerk else "a sentence, whose slots are shown"
        self._console.print(f"Each line is {told}. What begins with a colon is a command:")
        commands = Table.grid(padding=(0, 2, 0, 0))
        for name, purpose in self._purposes.items():
            commands.add_row(f"  {name}", purpose)
        self._console.print(commands)
        self._console.print(Text.assemble("Slots: ", self._names(self._tagger.slots)))

    def _json(self) -> None:
        if self._last is None:
            self._say("Nothing has been tagged yet.")
            return
        self._console.print(visible_data(jsonl.format_sentence(self._last, values=True)), soft_wrap=True)

    def _alternatives(self) -> None:
        from slottag.cli.draw import frame, readings

        last = self._filled()
        if last is None:
            return
        (found,) = self._tagger.tag([last], nbest=_READINGS)
        if not found.alternatives:
            self._say("It is too long to be read as a whole: it has no alternatives.")
            return
        self._console.print(frame(found, self._palette))
        self._console.print()
        self._console.print(readings(found.alternatives, self._palette))

    def _why(self) -> None:
        from slottag.cli.draw_inspection import draw_reason
        from slottag.inspection import explain, runs_at

        last = self._filled()
        if last is None:
            return
        if not last.spans:
            self._say("No slot was found in it.")
        for run in runs_at(last):
            for part in draw_reason(explain(self._tagger, last, run), self._palette, self._console.width, _WORDS):
                self._console.print(part)

    def _gates(self) -> None:
        from slottag.cli.draw_gates import draw_gates
        from slottag.inspection import Choice, view

        last = self._filled()
        if last is None:
            return
        for recording in self._tagger.reader.recordings([last]):
            blocks = view(recording, Choice())
            for line in draw_gates(recording.sentence, blocks, self._palette, self._console.width):
                self._console.print(line, soft_wrap=True)

    def _filled(self) -> Sentence | None:
        """The last sentence, if it has a word; else what is missing is told."""
        if self._last is None or not self._last.tokens:
            self._say("Nothing has been tagged yet.")
            return None
        return self._last

    def _quit(self) -> None:
        raise EOFError

    def _say(self, message: str) -> None:
        self._console.print(Text(visible(message), "dim"))


def history() -> FileHistory:
    """What was typed before, kept in the user's state folder where that can be written."""
    return _History(_state_folder() / "slottag" / "history")


def _state_folder() -> Path:
    with suppress(RuntimeError):
        return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    # A user without a home: here nothing can be made.
    return Path(os.devnull)


class _History(FileHistory):
    """A file that only its owner can read, and no trouble where there can be none."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)

    def load_history_strings(self) -> list[str]:
        """The lines typed before, the last one first; none where they cannot be read."""
        with suppress(OSError):
            return list(super().load_history_strings())
        return []

    def store_string(self, string: str) -> None:
        """Add a line where that is possible."""
        with suppress(OSError, UnicodeError):
            super().store_string(string)
