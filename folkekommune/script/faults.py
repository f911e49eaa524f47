"""What is wrong with a script, as values: nothing is raised, so that all of it can be told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from folkekommune.errors import Parameter
from folkekommune.script.places import Span
from folkekommune.texts import Language, text


@dataclass(frozen=True)
class Remark:
    """A text code with its parameters and the place it speaks of."""

    code: str
    span: Span
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

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
        return text(self.code, language, **self.parameters)


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
