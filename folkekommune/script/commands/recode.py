"""Change values by rules: ``(1/3 = 1 'low') (4 6 = 2) (missing = 9) (* = 0)``.

Left of ``=`` stand values, closed intervals ``low/high`` with ``min`` and ``max``, the words
``missing`` and ``nonmissing``, or ``*`` for all that is left, missing included. Right of it stands the
new value, a label if wanted, and the word ``missing`` if the new value shall count as missing. The
first rule that hits a value decides; values that no rule hits stay. Rows that ``if`` does not hold
for are left alone. With ``prefix('p')`` or ``generate('p')`` the originals stay and new variables
get the prefix.

A value flagged with ``missing`` becomes missing: its label is not kept apart from other missing values.
"""

from __future__ import annotations

from folkekommune.catalogue.model import Texts, ValueType
from folkekommune.query import expressions as query
from folkekommune.query.dataset import Dataset
from folkekommune.query.steps import Assign
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Effect, done
from folkekommune.script.closed_values import as_codes, union
from folkekommune.script.expressions import bind_condition
from folkekommune.script.faults import Refused, ScriptFault, fault, together
from folkekommune.script.labels import Value, same_in_all, written
from folkekommune.script.lookup import filled_set, free_variable, readable
from folkekommune.script.options import find, one_word
from folkekommune.script.recoding import (
    AnyValue,
    Between,
    Everything,
    Exactly,
    NoValue,
    Pattern,
    Rule,
    labels_after,
    recoded,
    values_after,
)
from folkekommune.script.session import Session, WorkingSet

NAME = "recode"
SYNTAX = ("recode VAR [VAR …] (VALUES = NEW ['LABEL']) [(…) …] [if CONDITION] [, OPTION]",)
OPTIONS = {"prefix('TEXT')": "script.option-recode-prefix", "generate('TEXT')": "script.option-recode-prefix"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "recode amming (1 2 = 1 'Ammes') (3 = 0 'Ammes ikke') (8 9 = .)"

_WORDS: dict[str, Pattern] = {"missing": NoValue(), "nonmissing": AnyValue()}


def bind(statement: ast.Command, session: Session) -> Effect:
    """Recode variables."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = _names(arguments)
    groups = _groups(arguments)
    working, dataset = filled_set(session, statement)
    names, (rules, where) = together(
        lambda: readable(nodes, working, session),
        lambda: together(
            lambda: tuple(_rule(group, arguments) for group in groups),
            lambda: _condition(statement, working, session),
        ),
    )
    _require_same_kind(names, groups, working)
    prefix = _prefix(statement)
    for node in nodes if prefix else ():
        free_variable(ast.Name(prefix + node.text, span=node.span), working)
    for name in names:
        working = _recode(working, dataset, name=name, target=prefix + name, rules=rules, where=where)
        dataset = working.dataset or dataset
    return done(session.with_set(working), "done-recode", names=", ".join(prefix + name for name in names))


def _recode(
    working: WorkingSet,
    dataset: Dataset,
    *,
    name: str,
    target: str,
    rules: tuple[Rule, ...],
    where: query.Expression | None,
) -> WorkingSet:
    codes = dataset.columns[name].codes
    after = values_after(rules, codes)
    if where is not None:
        after = union(after, None if codes is None else frozenset(codes))
    if target != name:
        # Copied first, so that rows the condition does not hold for keep their value.
        dataset = dataset.then(Assign(target, query.Column(name)))
    dataset = dataset.then(Assign(target, recoded(rules, query.Column(name)), where, as_codes(after)))
    changed = working.with_dataset(dataset).with_title(target, working.titles.get(name))
    return changed.with_labels(target, labels_after(rules, working.labels.get(name), target))


def _names(arguments: Arguments) -> tuple[ast.Name, ...]:
    found = [arguments.name()]
    while isinstance(arguments.peek(), ast.Name):
        found.append(arguments.name())
    return tuple(found)


def _groups(arguments: Arguments) -> tuple[ast.Group, ...]:
    found: list[ast.Group] = []
    while not found or arguments.peek() is not None:
        group = arguments.next()
        if not isinstance(group, ast.Group) or not group.items or not group.result:
            raise Refused(arguments.misfit(group))
        found.append(group)
    return tuple(found)


def _condition(statement: ast.Command, working: WorkingSet, session: Session) -> query.Expression | None:
    if statement.condition is None:
        return None
    return bind_condition(statement.condition, working.columns, session)


def _prefix(statement: ast.Command) -> str:
    given = [option for name in ("prefix", "generate") if (option := find(statement, name)) is not None]
    if len(given) == 2:  # noqa: PLR2004  both of the two
        raise Refused(fault("options-exclude", given[1].span, option="generate", other="prefix"))
    return one_word(given[0]) if given else ""


def _rule(group: ast.Group, arguments: Arguments) -> Rule:
    patterns = tuple(_pattern(item, arguments) for item in group.items)
    value, label = _result(group, arguments)
    return Rule(patterns, value, label)


def _pattern(item: ast.Item, arguments: Arguments) -> Pattern:
    match item:
        case ast.Number(value) | ast.String(value):
            return Exactly(value)
        case ast.Interval(low, high):
            return Between(_end(low, "min", arguments), _end(high, "max", arguments))
        case ast.Star():
            return Everything()
        case ast.Missing():
            return NoValue()
        case ast.Name(word) if word in _WORDS:
            return _WORDS[word]
        case ast.Name(word) | ast.Word(word):
            raise Refused(fault("value-needs-quotes", item.span, suggestion=f"'{word}'"))
        case _:
            raise Refused(arguments.misfit(item))


def _end(node: ast.Node, open_word: str, arguments: Arguments) -> float | None:
    match node:
        case ast.Number(value):
            return float(value)
        case ast.Name(word) if word == open_word:
            return None
        case _:
            raise Refused(arguments.misfit(node))


def _result(group: ast.Group, arguments: Arguments) -> tuple[Value | None, Texts | None]:
    """Read the new value, its label and the word ``missing``."""
    first, *rest = group.result or ()
    flagged = bool(rest) and isinstance(rest[-1], ast.Name) and rest[-1].text == "missing"
    if flagged:
        rest.pop()
    if len(rest) > 1:
        raise Refused(arguments.misfit(rest[1]))
    label = _label(rest[0], arguments) if rest else None
    match first:
        case ast.Missing():
            return None, None
        case ast.Number(value) | ast.String(value):
            return (None, None) if flagged else (value, label)
        case ast.Name(word) | ast.Word(word):
            raise Refused(fault("value-needs-quotes", first.span, suggestion=f"'{word}'"))
        case _:
            raise Refused(arguments.misfit(first))


def _label(item: ast.Item, arguments: Arguments) -> Texts:
    match item:
        case ast.String(text) | ast.Name(text) | ast.Word(text):
            return same_in_all(text)
        case ast.Number(value):
            return same_in_all(written(value))
        case _:
            raise Refused(arguments.misfit(item))


def _require_same_kind(names: tuple[str, ...], groups: tuple[ast.Group, ...], working: WorkingSet) -> None:
    """Check that rules for numbers hold numbers, and rules for texts hold texts."""
    texts = [name for name in names if working.columns[name].type is ValueType.STRING]
    numbers = [name for name in names if name not in texts]
    faults: list[ScriptFault] = []
    for group in groups:
        for item in (*group.items, *(group.result or ())[:1]):
            of_text = isinstance(item, ast.String)
            if of_text and numbers:
                faults.append(fault("recode-number-by-text", item.span, name=numbers[0]))
            elif isinstance(item, ast.Number | ast.Interval) and texts:
                code = (
                    "recode-interval-of-text" if isinstance(item, ast.Interval) else "recode-text-by-number"
                )
                suggestion = f"'{written(item.value)}'" if isinstance(item, ast.Number) else None
                faults.append(fault(code, item.span, suggestion=suggestion, name=texts[0]))
    if faults:
        raise Refused(*faults)
