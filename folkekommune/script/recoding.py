"""The rules of ``recode``: what they match, what they give, and what they do to a code list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from folkekommune.catalogue.model import Texts
from folkekommune.query import expressions as query
from folkekommune.query.expressions import Operator
from folkekommune.script.labels import Labels, Value


@dataclass(frozen=True)
class Exactly:
    """One value."""

    value: Value

    def matches(self, value: Value) -> bool:
        """Tell whether a value is hit."""
        return value == self.value

    def test(self, column: query.Column) -> query.Expression:
        """Write the test."""
        return query.Binary(Operator.EQUAL, column, literal(self.value))


@dataclass(frozen=True)
class Between:
    """All numbers from one to another, both included; ``None`` is no limit."""

    low: float | None
    high: float | None

    def matches(self, value: Value) -> bool:
        """Tell whether a value is hit."""
        if isinstance(value, str):
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def test(self, column: query.Column) -> query.Expression:
        """Write the test. Missing is not between anything."""
        tests: list[query.Expression] = []
        if self.low is not None:
            tests.append(query.Binary(Operator.AT_LEAST, column, query.Number(self.low)))
        if self.high is not None:
            tests.append(query.Binary(Operator.AT_MOST, column, query.Number(self.high)))
        if not tests:
            return query.Not(query.IsMissing(column))
        return tests[0] if len(tests) == 1 else query.Binary(Operator.AND, tests[0], tests[1])


@dataclass(frozen=True)
class AnyValue:
    """``nonmissing``: every value there is."""

    def matches(self, _value: Value) -> bool:
        """Tell whether a value is hit."""
        return True

    def test(self, column: query.Column) -> query.Expression:
        """Write the test."""
        return query.Not(query.IsMissing(column))


@dataclass(frozen=True)
class NoValue:
    """``missing``: where there is no value."""

    def matches(self, _value: Value) -> bool:
        """Tell whether a value is hit."""
        return False

    def test(self, column: query.Column) -> query.Expression:
        """Write the test."""
        return query.IsMissing(column)


@dataclass(frozen=True)
class Everything:
    """``*``: all that no rule before it has hit, missing too."""

    def matches(self, _value: Value) -> bool:
        """Tell whether a value is hit."""
        return True

    def test(self, _column: query.Column) -> query.Expression:
        """Write the test."""
        return query.Number(1)


Pattern = Exactly | Between | AnyValue | NoValue | Everything


@dataclass(frozen=True)
class Rule:
    """``(patterns = value 'label')``.

    :param value: ``None`` makes the rows missing.
    """

    patterns: tuple[Pattern, ...]
    value: Value | None
    label: Texts | None = None

    def matches(self, value: Value) -> bool:
        """Tell whether a value is hit by this rule."""
        return any(pattern.matches(value) for pattern in self.patterns)

    @property
    def closes(self) -> bool:
        """Whether nothing with a value gets past this rule."""
        return any(isinstance(pattern, AnyValue | Everything) for pattern in self.patterns)


def recoded(rules: Iterable[Rule], column: query.Column) -> query.Expression:
    """Write what the rules make of a variable: the first rule that hits decides, others stay."""
    branches = tuple(
        query.Branch(_any(tuple(pattern.test(column) for pattern in rule.patterns)), literal(rule.value))
        for rule in rules
    )
    return query.Choose(branches, column)


def values_after(rules: tuple[Rule, ...], before: Iterable[Value] | None) -> frozenset[Value] | None:
    """Give the values a variable can have after the rules, if that is a closed set."""
    given = frozenset(rule.value for rule in rules if rule.value is not None)
    if before is None:
        return given if any(rule.closes for rule in rules) else None
    untouched = frozenset(value for value in before if not any(rule.matches(value) for rule in rules))
    return given | untouched


def labels_after(rules: tuple[Rule, ...], before: Labels | None, name: str) -> Labels | None:
    """Give the code list after the rules: labels of values that remain, and those the rules give.

    A value that rules make others into keeps the label it had, unless the rule gives it one.
    """
    old = before.entries if before else ()
    targets = {rule.value for rule in rules}
    staying = tuple(
        (value, label)
        for value, label in old
        if value in targets or not any(rule.matches(value) for rule in rules)
    )
    new = tuple(
        (rule.value, rule.label) for rule in rules if rule.value is not None and rule.label is not None
    )
    if not old and not new:
        return None
    return Labels(before.name if before else name, staying).with_entries(new)


def literal(value: Value | None) -> query.Expression:
    """Write a value as an expression."""
    if value is None:
        return query.Missing()
    return query.Text(value) if isinstance(value, str) else query.Number(float(value))


def _any(tests: tuple[query.Expression, ...]) -> query.Expression:
    """Join tests in a tree as flat as can be, in their order."""
    if len(tests) == 1:
        return tests[0]
    middle = len(tests) // 2
    return query.Binary(Operator.OR, _any(tests[:middle]), _any(tests[middle:]))
