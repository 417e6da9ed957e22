"""What ``slottag tag`` is asked to tell of sentences beside their spans: what values mean, the frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import typer

from slottag.cli.options import TABLE
from slottag.data.formats import writer_of
from slottag.text import Sentence

if TYPE_CHECKING:
    from datetime import datetime

    from slottag.runtime.tagger import Tagger


@dataclass(frozen=True, slots=True)
class Telling:
    """The options ``--resolve``, ``--frame``, ``--now``, ``--timezone`` and ``--talk``, ``None`` where that is open."""

    resolve: bool
    frame: bool
    now: str | None
    timezone: str | None
    talk: bool | None = None

    def check(self, form: str | None, *, may_talk: bool = False) -> None:
        """See to it that they go together, and with the format of what is written; it ``may_talk`` unless it is told
        not to.

        Raises:
            BadParameter: they do not.
        """
        asked = "--talk" if self.talk else "--frame" if self.frame else "--resolve" if self.resolve else None
        for option, value in (("--now", self.now), ("--timezone", self.timezone)):
            if value is not None and not asked and not (may_talk and self.talk is None):
                raise typer.BadParameter("goes with --resolve, --frame or --talk; give one, too", param_hint=option)
        if self.talk and form not in (None, TABLE, "jsonl"):
            raise typer.BadParameter(f"{form} has no place for a talk; choose jsonl or table", param_hint=asked)
        if asked and form not in (None, TABLE) and not writer_of(form).tells_meaning:
            what = "frames" if self.frame else "what values mean"
            raise typer.BadParameter(f"{form} has no place for {what}; choose jsonl or table", param_hint=asked)
        self.moment()

    def moment(self) -> datetime | None:
        """The time of ``--now``.

        Raises:
            BadParameter: it is none.
        """
        if self.now is None:
            return None
        from slottag.values.zones import moment_of

        try:
            return moment_of(self.now)
        except ValueError as error:
            raise typer.BadParameter(
                f"{self.now!r}, expected a time such as 2026-11-30T09:15", param_hint="--now"
            ) from error

    def fixed(self) -> Telling:
        """The same, as seen at this moment by this computer's clock, whichever machine tells it."""
        from slottag.values.zones import clock_at

        return replace(self, now=self.now or clock_at(None, self.timezone)().isoformat())

    def of(self, tagger: Tagger) -> Callable[[Sentence], Sentence] | None:
        """What adds it to the sentences that a tagger finds, if anything is asked for.

        Raises:
            ModelError: the model does not say what its slots are.
            ConfigError: it says what cannot be, or there is no such time zone.
        """
        if self.frame:
            return tagger.framing(self.moment(), self.timezone)
        return tagger.resolver(self.moment(), self.timezone) if self.resolve else None
