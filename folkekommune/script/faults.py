"""What is wrong with a script, as values: nothing is raised, so that all of it can be told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from folkekommune.errors import Parameter
from folkekommune.script.places import Span
from folkekommune.script.syntax import in_language
from folkekommune.texts import Language, text

_FORMS = frozenset({"syntax", "form", "needed"})
"""Parameters that show how something is written; their placeholders are words of the language."""

First = TypeVar("First")
Second = TypeVar("Second")


@dataclass(frozen=True)
class Remark:
    """A text code with its parameters and the place it speaks of."""

    code: str
    span: Span
    parameters: Mapping[str, Parameter] = field(default_factory=dict, hash=False)

    @property
    def line(self) -> int:
        """The line it stands on."""
        return self.span.line

    @property
    def column(self) -> int:
        """The column it begins in."""
        return self.span.column

    def message(self, language: Language) -> str:
        """Write the sentence in a language. Names and words of the script come back as they stood."""
        written = dict(self.parameters)
        for key in _FORMS & written.keys():
            written[key] = in_language(str(written[key]), language)
        return text(self.code, language, **written)


@dataclass(frozen=True)
class Notice(Remark):
    """Something that was understood, but is better written otherwise."""


@dataclass(frozen=True)
class ScriptFault(Remark):
    """Something that stops the script from running.

    :param suggestion: what could stand at the place instead, if something is likely.
    """

    suggestion: str | None = None


def fault(code: str, span: Span, *, suggestion: str | None = None, **parameters: Parameter) -> ScriptFault:
    """Make a fault with a text of ``texts/script.toml``."""
    return ScriptFault(f"script.{code}", span, parameters, suggestion)


def notice(code: str, span: Span, **parameters: Parameter) -> Notice:
    """Make a notice with a text of ``texts/script.toml``."""
    return Notice(f"script.{code}", span, parameters)


class Refused(Exception):
    """Leaves the binding of a command, carrying its faults. It goes no further than the binder.

    None at all means that the command rests on one that is already at fault.
    """

    def __init__(self, *faults: ScriptFault) -> None:
        super().__init__()
        self.faults = faults


def together(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Do two things that may be refused, so that the faults of both are told.

    :raises Refused: when either is refused, with all faults.
    """
    try:
        done = first()
    except Refused as refused:
        faults = refused.faults
        try:
            second()
        except Refused as another:
            faults += another.faults
        raise Refused(*faults) from None
    return done, second()
