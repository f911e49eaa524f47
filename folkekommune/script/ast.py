"""The syntax tree of a script: what was written and where, before anything is known about what it means.

Every node keeps its place. Two nodes are equal when they say the same, wherever they stand, so that
text → tree → text → tree can be compared. The names are the rule names of ``grammar.lark``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date

from folkekommune.script.places import Span


@dataclass(frozen=True, slots=True)
class Node:
    """Anything that stands somewhere in a script."""

    span: Span = field(compare=False, repr=False, kw_only=True)


# --- the smallest pieces ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, data set, label list, or a bare word; ``START@x`` and ``date@panel`` are names too."""

    text: str


@dataclass(frozen=True, slots=True)
class Word(Node):
    """A bare word with hyphens, as in ``help create-dataset``."""

    text: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number; whole numbers stay whole."""

    value: int | float


@dataclass(frozen=True, slots=True)
class String(Node):
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Date(Node):
    """A date written ``2021-01-01``."""

    value: date


@dataclass(frozen=True, slots=True)
class Missing(Node):
    """The missing value, written ``.``."""


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """``$name``: the value of a binding."""

    name: str


# --- expressions -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(argument, …)``."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Concatenation(Node):
    """``a ++ $y ++ "_2"``: a name, date or text put together from bindings and literals."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``left + right`` and its like: ``+ - * / ^``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Minus(Node):
    """``-operand``."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``left == right`` and its like: ``== != < <= > >=``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``!operand``. It binds looser than a comparison."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Conjunction(Node):
    """``a & b & c``."""

    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Disjunction(Node):
    """``a | b | c``."""

    operands: tuple[Expression, ...]


Expression = (
    Name
    | Number
    | String
    | Date
    | Missing
    | Reference
    | Call
    | Concatenation
    | Arithmetic
    | Minus
    | Comparison
    | Negation
    | Conjunction
    | Disjunction
)


# --- what stands between a command and its condition -----------------------------------------------


@dataclass(frozen=True, slots=True)
class RegisterVariable(Node):
    """``alias/NAME``: a variable of a databank."""

    alias: str
    name: str


@dataclass(frozen=True, slots=True)
class DatabankVersion(Node):
    """``no.folkekommune.helseprofil:1``: a databank and the version wanted, if one is given."""

    databank: str
    version: str | None


@dataclass(frozen=True, slots=True)
class Factor(Node):
    """``i.name`` (categories) or ``c.name`` (a quantity) in a model."""

    kind: str
    operand: Name | Reference


@dataclass(frozen=True, slots=True)
class Interaction(Node):
    """``left#right``, or ``left##right`` with main effects."""

    operator: str
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """``low/high`` in a recode rule, both ends included."""

    low: Name | Number | Reference
    high: Name | Number | Reference


@dataclass(frozen=True, slots=True)
class Star(Node):
    """``*``: everything else, in a recode rule."""


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Parentheses among arguments: ``(mean)``, ``(1/3 = 1 'Low')``, ``(endogenous = instruments)``.

    :param result: what stands after ``=``; ``None`` without ``=``.
    """

    items: tuple[Item, ...]
    result: tuple[Item, ...] | None


@dataclass(frozen=True, slots=True)
class Renaming(Node):
    """``old -> new``."""

    old: Operand
    new: Operand


Term = Name | Reference | Factor | Interaction
Operand = Name | Number | String | Reference | Call | Concatenation | Arithmetic
Item = (
    Operand
    | Word
    | Date
    | Missing
    | Factor
    | Interaction
    | Interval
    | Star
    | RegisterVariable
    | DatabankVersion
)
Argument = Item | Group | Renaming


# --- statements ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option(Node):
    """An option after the comma.

    :param arguments: ``None`` for a bare word, empty for ``margins()``.
    """

    name: str
    arguments: tuple[Item, ...] | None


@dataclass(frozen=True, slots=True)
class Command(Node):
    """``word arguments [= assigned] [if condition] [, options]``: the shape of every command.

    :param word_span: where the command word itself stands.
    """

    word: str
    arguments: tuple[Argument, ...] = ()
    assigned: Expression | None = None
    condition: Expression | None = None
    options: tuple[Option, ...] = ()
    word_span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Textblock(Node):
    """Markdown between ``textblock`` and ``endblock``, shown and never run."""

    content: str


@dataclass(frozen=True, slots=True)
class Range(Node):
    """``low : high`` in a loop, both ends included."""

    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class Values(Node):
    """One blank-separated list of a loop."""

    items: tuple[Operand | Range, ...]


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """``i, j in values, values``: names that walk together."""

    names: tuple[Name, ...]
    lists: tuple[Values, ...]


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """``for iteration; iteration`` up to ``end``. The last iteration is the outermost."""

    iterations: tuple[Iteration, ...]
    body: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment(Node):
    """``// text``, a whole line or after a command. A line beginning with ``#`` counts as one."""

    text: str


@dataclass(frozen=True, slots=True)
class Unreadable(Node):
    """A line that could not be read, as it stood; it has a fault beside it.

    :param known: whether it begins with a command of the language.
    """

    text: str
    known: bool


Statement = Command | Textblock | Loop | Unreadable


@dataclass(frozen=True, slots=True)
class Script(Node):
    """A whole script: statements in order, and the comments beside them."""

    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...] = ()


def parts(node: Node) -> Iterator[Node]:
    """Give the nodes directly inside a node, in order."""
    for each in fields(node):
        value = getattr(node, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Node):
                yield part


def walk(node: Node) -> Iterator[Node]:
    """Give a node and everything inside it, in order, without recursion."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(tuple(parts(current))))
