"""Lines as the turns of one talk: a line of JSON for each."""

from __future__ import annotations

import json
from typing import Any

from slottag.errors import DataError
from slottag.tagging.lines import Block
from slottag.talking import Talk
from slottag.talking.orders import obey


class Turns:
    """What lines become: each is a turn, or a command of a talk; a blank one is passed over.

    Args:
        talk: what keeps the request.
        least: spans that are less sure are left out.
        nbest: how many alternatives a turn has.
    """

    def __init__(self, talk: Talk, least: float, nbest: int) -> None:
        self._talk, self._least, self._nbest = talk, least, nbest

    def __call__(self, block: Block) -> str:
        """The text for these lines.

        Raises:
            DataError: a command that there is not.
        """
        return "".join(
            f"{json.dumps(self._answer(line, one.where), ensure_ascii=False)}\n"
            for one in block.alone()
            for line in one.lines
            if line.strip()
        )

    def _answer(self, line: str, where: str) -> dict[str, Any]:
        if not line.startswith(":"):
            return self._talk(line, least=self._least, nbest=self._nbest).to_dict()
        try:
            told = obey(self._talk, line)
        except DataError as error:
            raise DataError(f"{where}: {error}") from error
        more = {"told": told} if told else {}
        return {"command": line.strip(), **more, "frame": self._talk.frame.to_dict(), "question": self._talk.question}
