"""The arguments of a command read by typer's own declarations, without what typer imports to read them.

Typer checks values with pydantic, which takes longer to import than all of tagging a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from typer import BadParameter
from typer.models import ArgumentInfo, OptionInfo


@dataclass(frozen=True, slots=True)
class _Option:
    """What one spelling of an option means: the parameter, what makes its value, and between what that must lie.

    ``make`` is a value itself where the spelling says it all (``--no-confidence``). One that may stand ``several``
    times makes a list.
    """

    parameter: str
    make: Callable[[str], Any] | bool
    least: float | None = None
    most: float | None = None
    several: bool = False

    def value(self, text: str) -> Any:
        """The value that a text stands for.

        Raises:
            ValueError: it stands for none.
        """
        assert not isinstance(self.make, bool)
        value = self.make(text)
        if (self.least is not None and not value >= self.least) or (self.most is not None and not value <= self.most):
            raise ValueError(text)
        return value


def plain_arguments(command: Callable[..., None], arguments: Sequence[str]) -> dict[str, Any] | None:
    """What a command that takes texts is to be called with, by parameter.

    ``None`` where typer must see to it: help is asked for, something is wrong, or an option is given twice.
    """
    options, texts = _declared(command)
    try:
        return _read(iter(arguments), options, texts)
    except (KeyError, ValueError, StopIteration, BadParameter):
        return None


def _declared(command: Callable[..., None]) -> tuple[dict[str, _Option], str]:
    """The options of a command by their spellings, and the parameter that takes the texts."""
    options: dict[str, _Option] = {}
    texts = ""
    for name, whole in get_type_hints(command, include_extras=True).items():
        # Before Python 3.11 a parameter whose default is None has its annotation put into an Optional.
        hint = next((part for part in get_args(whole) if hasattr(part, "__metadata__")), whole)
        info = hint.__metadata__[0] if name != "return" else None
        if isinstance(info, ArgumentInfo):
            texts = name
        elif isinstance(info, OptionInfo):
            # In an annotation the first spelling stands where elsewhere the default would.
            spellings = [each for each in (info.default, *(info.param_decls or ())) if isinstance(each, str)]
            for spelling in spellings or [f"--{name.replace('_', '-')}"]:
                options |= _spelled(spelling, name, hint.__origin__, info)
    return options, texts


def _spelled(spelling: str, name: str, kind: Any, info: OptionInfo) -> dict[str, _Option]:
    if kind is bool:
        return {flag: _Option(name, number == 0) for number, flag in enumerate(spelling.split("/"))}
    (made,) = (part for part in get_args(kind) or (kind,) if part is not NoneType)
    several = get_origin(made) is list
    made = info.parser or (get_args(made)[0] if several else made)
    return {spelling: _Option(name, made, info.min, info.max, several)}


def _read(arguments: Iterator[str], options: dict[str, _Option], texts: str) -> dict[str, Any]:
    """The values that are given, by parameter.

    Raises:
        KeyError: there is no such option.
        ValueError: it is given twice, or its value is none.
        StopIteration: its value is missing.
    """
    given: dict[str, Any] = {}
    for argument in arguments:
        if argument == "-" or not argument.startswith("-"):
            given.setdefault(texts, []).append(argument)
        elif argument == "--":
            given.setdefault(texts, []).extend(arguments)
        else:
            option = options[argument]
            if option.several:
                given.setdefault(option.parameter, []).append(option.value(next(arguments)))
                continue
            if option.parameter in given:
                raise ValueError(argument)
            fixed = isinstance(option.make, bool)
            given[option.parameter] = option.make if fixed else option.value(next(arguments))
    return given
