"""Bind expressions: from what was written to what is computed, with every fault at its own place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query import expressions as query
from folkekommune.query.columns import ColumnInfo
from folkekommune.query.dataset import Dataset, Step
from folkekommune.query.expressions import Operator
from folkekommune.query.functions import FUNCTIONS, Function, Kind
from folkekommune.query.steps import Assign, Rank, Select
from folkekommune.script import ast
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.label_functions import LABEL_FUNCTIONS, codes_of_call
from folkekommune.script.nearest import nearest
from folkekommune.script.places import Span
from folkekommune.script.session import HIDDEN, Session, WorkingSet
from folkekommune.script.words import FUNCTION_WORDS

_TESTS_MISSING = "sysmiss"


@dataclass(frozen=True)
class Typed:
    """An expression and its type; ``None`` is the type of missing, which fits everywhere."""

    expression: query.Expression
    type: ValueType | None

    @property
    def is_text(self) -> bool:
        """Whether it is a text."""
        return self.type is ValueType.STRING

    @property
    def is_number(self) -> bool:
        """Whether it is a number."""
        return self.type is not None and self.type.is_number


@dataclass(frozen=True)
class Edit:
    """What a command gives a variable, and where.

    :param dataset: the data set with what the value rests on, :param between: the names of that.
    """

    dataset: Dataset
    value: Typed
    where: query.Expression | None
    between: frozenset[str] = frozenset()

    def done(self, step: Step) -> Dataset:
        """Apply the step that uses it, and put away what it rested on."""
        after = self.dataset.then(step)
        names = tuple(name for name in after.columns if name not in self.between)
        return after.then(Select(names)) if self.between else after


def bind_condition(
    node: ast.Expression, columns: Mapping[str, ColumnInfo], session: Session
) -> query.Expression:
    """Bind the expression after ``if``: any number will do, it holds unless it is 0 or missing.

    :raises Refused: with every fault in it.
    """
    binding = _Binding(columns, session)
    condition = binding.bind_condition(node)
    binding.refuse()
    return condition.expression


def bind_value(node: ast.Expression, columns: Mapping[str, ColumnInfo], session: Session) -> Typed:
    """Bind an expression that stands by itself, over variables alone.

    :raises Refused: with every fault in it.
    """
    binding = _Binding(columns, session)
    value = binding.bind(node)
    binding.refuse()
    return value


def bind_edit(statement: ast.Command, working: WorkingSet, dataset: Dataset, session: Session) -> Edit:
    """Bind the value a command gives a variable, and the condition it does so on.

    :raises Refused: with every fault in either.
    """
    binding = _Binding(working.columns, session, dataset)
    value = _UNKNOWN if statement.assigned is None else binding.bind(statement.assigned)
    where = None if statement.condition is None else binding.bind_condition(statement.condition)
    binding.refuse()
    prepared = binding.dataset or dataset
    between = frozenset(prepared.columns) - frozenset(dataset.columns)
    return Edit(prepared, value, None if where is None else where.expression, between)


_UNKNOWN = Typed(query.Missing(), None)
"""What stands for a faulty part: it fits everywhere, so that one fault makes no others."""


class _Binding:
    """The binding of one expression; faults are gathered."""

    def __init__(
        self, columns: Mapping[str, ColumnInfo], session: Session, dataset: Dataset | None = None
    ) -> None:
        self._columns = columns
        self._doubtful = session.doubtful
        active = session.sets.get(session.active or "")
        self._labels = active.labels if active else {}
        self.dataset = dataset
        self.faults: list[ScriptFault] = []
        self.doubt = False

    def bind(self, node: ast.Expression) -> Typed:
        """Bind any node."""
        return self._of[type(node)](self, node)

    def bind_condition(self, node: ast.Expression) -> Typed:
        """Bind what must be a number to hold or not."""
        typed = self.bind(node)
        self.require_number(typed, node, "if")
        return typed

    def refuse(self) -> None:
        """Leave the command if there are faults.

        :raises Refused: with all of them; with none if it rests on a name that is already at fault.
        """
        if self.faults or self.doubt:
            raise Refused(*self.faults)

    def require_number(self, typed: Typed, node: ast.Expression, where: str) -> None:
        """Note a fault if a text stands where a number must."""
        if not typed.is_text:
            return
        code = "condition-is-text" if where == "if" else "number-expected"
        self.faults.append(fault(code, node.span, suggestion=_as_number(node), where=where))

    # --- one function a class of the tree

    def _name(self, node: ast.Name) -> Typed:
        if node.text not in self._columns:
            if node.text in self._doubtful:
                self.doubt = True
                return _UNKNOWN
            self.faults.append(unknown_variable(node, self._columns))
            return _UNKNOWN
        kind = self._columns[node.text].type
        if kind is ValueType.IDENTIFIER:
            return self._fault(fault("identifier-read", node.span, name=node.text))
        return Typed(query.Column(node.text), kind)

    def _number(self, node: ast.Number) -> Typed:
        kind = ValueType.INTEGER if float(node.value).is_integer() else ValueType.DECIMAL
        return Typed(query.Number(float(node.value)), kind)

    def _string(self, node: ast.String) -> Typed:
        return Typed(query.Text(node.value), ValueType.STRING)

    def _missing(self, _node: ast.Missing) -> Typed:
        return Typed(query.Missing(), None)

    def _date(self, node: ast.Date) -> Typed:
        day = node.value
        instead = f"date({day.year}, {day.month}, {day.day})"
        return self._fault(fault("date-in-expression", node.span, suggestion=instead, instead=instead))

    def _minus(self, node: ast.Minus) -> Typed:
        operand = self.bind(node.operand)
        self.require_number(operand, node.operand, "-")
        if isinstance(operand.expression, query.Number):
            return Typed(query.Number(-operand.expression.value), operand.type)
        return Typed(query.Negative(operand.expression), operand.type)

    def _arithmetic(self, node: ast.Arithmetic) -> Typed:
        left, right = self.bind(node.left), self.bind(node.right)
        self.require_number(left, node.left, node.operator)
        self.require_number(right, node.right, node.operator)
        whole = node.operator in {"+", "-", "*"} and ValueType.DECIMAL not in {left.type, right.type}
        kind = ValueType.INTEGER if whole else ValueType.DECIMAL
        return Typed(query.Binary(Operator(node.operator), left.expression, right.expression), kind)

    def _comparison(self, node: ast.Comparison) -> Typed:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, ast.Missing):
                return self._compared_with_missing(node, other)
        left, right = self.bind(node.left), self.bind(node.right)
        if node.operator in {"==", "!="}:
            self._require_same_kind(node, left, right)
        else:
            self.require_number(left, node.left, node.operator)
            self.require_number(right, node.right, node.operator)
        compared = query.Binary(Operator(node.operator), left.expression, right.expression)
        return Typed(compared, ValueType.INTEGER)

    def _compared_with_missing(self, node: ast.Comparison, other: ast.Expression) -> Typed:
        self.bind(other)
        instead = None
        if isinstance(other, ast.Name) and node.operator in {"==", "!="}:
            instead = f"{'!' if node.operator == '!=' else ''}{_TESTS_MISSING}({other.text})"
        return self._fault(fault("compared-with-missing", node.span, suggestion=instead))

    def _require_same_kind(self, node: ast.Comparison, left: Typed, right: Typed) -> None:
        if left.type is None or right.type is None or left.is_text == right.is_text:
            return
        # The correction belongs at the literal, if one side is a literal.
        at = node.left if isinstance(node.left, ast.String | ast.Number) else node.right
        other = right if at is node.left else left
        name = other.expression.name if isinstance(other.expression, query.Column) else ""
        instead = _as_number(at) if isinstance(at, ast.String) else _as_text(at)
        code = "text-compared-with-number" if other.is_text else "number-compared-with-text"
        self.faults.append(fault(code if name else "mixed-kinds", at.span, suggestion=instead, name=name))

    def _negation(self, node: ast.Negation) -> Typed:
        operand = self.bind(node.operand)
        self.require_number(operand, node.operand, "!")
        return Typed(query.Not(operand.expression), ValueType.INTEGER)

    def _logic(self, node: ast.Conjunction | ast.Disjunction) -> Typed:
        operator = Operator.AND if isinstance(node, ast.Conjunction) else Operator.OR
        parts = []
        for operand in node.operands:
            typed = self.bind(operand)
            self.require_number(typed, operand, operator.value)
            parts.append(typed.expression)
        return Typed(_balanced(operator, parts), ValueType.INTEGER)

    def _call(self, node: ast.Call) -> Typed:
        if node.function in LABEL_FUNCTIONS:
            return self._of_labels(node)
        if node.function == "quantile":
            return self._quantile(node)
        arguments = [self.bind(argument) for argument in node.arguments]
        if node.function == _TESTS_MISSING:
            if len(arguments) != 1:
                return self._wrong_count(node, 1)
            return Typed(query.IsMissing(arguments[0].expression), ValueType.INTEGER)
        function = FUNCTIONS.get(node.function)
        if function is None:
            return self._unknown_function(node)
        fewest = len(function.arguments) - function.optional
        if len(arguments) < fewest or (len(arguments) > len(function.arguments) and not function.repeats):
            return self._wrong_count(node, fewest)
        for place, argument in enumerate(arguments):
            self._require_kind(function, place, node.arguments[place], argument, arguments[0])
        return Typed(
            query.Call(function.name, tuple(argument.expression for argument in arguments)), function.result
        )

    def _of_labels(self, node: ast.Call) -> Typed:
        """Look labels up now: they are known without looking at data."""
        try:
            codes = codes_of_call(node, self._labels)
        except Refused as refused:
            self.faults.extend(refused.faults)
            return _UNKNOWN
        read = self.bind(node.arguments[0])
        if self.faults or self.doubt:
            return _UNKNOWN
        values = tuple(query.Text(c) if isinstance(c, str) else query.Number(float(c)) for c in codes)
        if node.function == "label_to_code":
            return Typed(values[0], read.type)
        if not values:
            return Typed(query.Number(0), ValueType.INTEGER)
        return Typed(query.Call("inlist", (read.expression, *values)), ValueType.INTEGER)

    def _quantile(self, node: ast.Call) -> Typed:
        """Rank over the whole data set: a step of its own before the value."""
        if len(node.arguments) != 2:  # noqa: PLR2004 - the variable and the number of groups
            return self._wrong_count(node, 2)
        given, count = node.arguments
        ranked = self.bind(given)
        self.require_number(ranked, given, node.function)
        if not (isinstance(count, ast.Number) and isinstance(count.value, int) and 2 <= count.value <= 100):  # noqa: PLR2004
            return self._fault(fault("quantile-groups", count.span))
        if self.dataset is None:
            return self._fault(fault("quantile-in-condition", node.span))
        if self.faults or self.doubt:
            return _UNKNOWN
        made = len(self.dataset.columns)
        column, name = f"{HIDDEN}value {made}", f"{HIDDEN}group {made}"
        self.dataset = self.dataset.then(Assign(column, ranked.expression))
        self.dataset = self.dataset.then(Rank(name, column, count.value))
        return Typed(query.Column(name), ValueType.INTEGER)

    def _require_kind(
        self, function: Function, place: int, node: ast.Expression, given: Typed, first: Typed
    ) -> None:
        kind = function.arguments[min(place, len(function.arguments) - 1)]
        if kind is Kind.SAME:
            if given.type is None or first.type is None:
                return
            kind = Kind.TEXT if first.is_text else Kind.NUMBER
        if kind is Kind.NUMBER:
            self.require_number(given, node, function.name)
        elif kind is Kind.TEXT and given.is_number:
            code = fault("text-expected", node.span, suggestion=_as_text(node), where=function.name)
            self.faults.append(code)

    def _wrong_count(self, node: ast.Call, expected: int) -> Typed:
        given = len(node.arguments)
        return self._fault(
            fault("argument-count", node.span, name=node.function, expected=expected, given=given)
        )

    def _unknown_function(self, node: ast.Call) -> Typed:
        instead = nearest(node.function, FUNCTION_WORDS)
        code = "unknown-function-nearest" if instead else "unknown-function"
        name = Span(node.span.line, node.span.column, node.span.line, node.span.column + len(node.function))
        return self._fault(fault(code, name, suggestion=instead, name=node.function, nearest=instead or ""))

    def _fault(self, found: ScriptFault) -> Typed:
        self.faults.append(found)
        return _UNKNOWN

    _of: Mapping[type, Callable[..., Typed]] = {
        ast.Name: _name,
        ast.Number: _number,
        ast.String: _string,
        ast.Missing: _missing,
        ast.Date: _date,
        ast.Minus: _minus,
        ast.Arithmetic: _arithmetic,
        ast.Comparison: _comparison,
        ast.Negation: _negation,
        ast.Conjunction: _logic,
        ast.Disjunction: _logic,
        ast.Call: _call,
    }


def unknown_variable(node: ast.Name, columns: Mapping[str, ColumnInfo]) -> ScriptFault:
    """Say that the active data set has no such variable, and which one was likely meant."""
    instead = nearest(node.text, columns)
    code = "unknown-variable-nearest" if instead else "unknown-variable"
    return fault(code, node.span, suggestion=instead, name=node.text, nearest=instead or "")


def _balanced(operator: Operator, parts: list[query.Expression]) -> query.Expression:
    """Join conditions in a tree as flat as can be, in their order."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return query.Binary(operator, _balanced(operator, parts[:middle]), _balanced(operator, parts[middle:]))


def _as_number(node: ast.Expression) -> str | None:
    """Write a text literal as the number it looks like."""
    if not isinstance(node, ast.String):
        return None
    written = node.value.strip()
    return written if written.isascii() and written.removeprefix("-").isdigit() else None


def _as_text(node: ast.Expression) -> str | None:
    """Write a number literal as the text it may have been meant to be."""
    return f"'{node.value}'" if isinstance(node, ast.Number) else None
