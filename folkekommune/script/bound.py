"""What binding gives: commands in order, each with the query it asks or the sentence it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from folkekommune.catalogue.model import Texts
from folkekommune.errors import Parameter
from folkekommune.query.outputs import CategoryChart, CoefficientPlot, Hexbin, Histogram, Output
from folkekommune.script import ast
from folkekommune.script.faults import Notice
from folkekommune.script.places import Span
from folkekommune.script.session import Session
from folkekommune.texts import Language, text


class Kind(Enum):
    """What a command shows."""

    TABLE = "table"
    CHART = "chart"
    TEXT = "text"
    NONE = "none"


@dataclass(frozen=True)
class Confirmation:
    """The sentence that says what a command without output has done."""

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def message(self, language: Language) -> str:
        """Write it in a language."""
        return text(self.code, language, **self.parameters)


class Deed(Enum):
    """What a command does to the session as a whole, outside the data."""

    SAVE = "save"
    LOAD = "load"
    EDIT = "edit"
    CLEAR = "clear"


@dataclass(frozen=True)
class Action:
    """Something that whoever runs the script must do: binding changes nothing outside itself.

    :param name: of the script that is saved or loaded; empty for a name to be made up.
    :param content: what is saved.
    """

    deed: Deed
    name: str = ""
    content: str = ""


@dataclass(frozen=True)
class Around:
    """Another command that is to be bound in place of the one that was written, and what is made of it."""

    inner: ast.Command
    finish: Callable[[Effect], Effect]


@dataclass(frozen=True)
class Effect:
    """What one command does: the session after it, and what it shows.

    :param output: what is asked of the data; protection and engine come later.
    :param titles: for variables of the output, what the catalogue calls them.
    :param markdown: text to be shown as it stands.
    :param help_topic: the command to explain, or a function with ``()`` after it; empty for the list.
    :param written: Markdown that is not the same in every language.
    :param action: what is to be done outside the data.
    :param around: another command whose effect comes in place of this one.
    """

    session: Session
    confirmation: Confirmation | None = None
    output: Output | None = None
    titles: Mapping[str, Texts] = field(default_factory=dict)
    markdown: str | None = None
    help_topic: str | None = None
    written: Texts | None = None
    action: Action | None = None
    notices: tuple[Notice, ...] = ()
    around: Around | None = None

    @property
    def kind(self) -> Kind:
        """What is shown."""
        if isinstance(self.output, CategoryChart | Histogram | Hexbin | CoefficientPlot):
            return Kind.CHART
        if self.output is not None:
            return Kind.TABLE
        if not (self.markdown is None and self.help_topic is None and self.written is None):
            return Kind.TEXT
        return Kind.NONE


@dataclass(frozen=True)
class BoundCommand:
    """One command of a script, ready to run.

    :param line: the line it begins on.
    :param active: the data set that is active after it.
    """

    line: int
    span: Span
    command: str
    kind: Kind
    output: Output | None = None
    confirmation: Confirmation | None = None
    titles: Mapping[str, Texts] = field(default_factory=dict)
    markdown: str | None = None
    help_topic: str | None = None
    written: Texts | None = None
    action: Action | None = None
    active: str | None = None


def done(session: Session, code: str, **parameters: Parameter) -> Effect:
    """Say that a command without output has done its work."""
    return Effect(session, Confirmation(f"script.{code}", parameters))
