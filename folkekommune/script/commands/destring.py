"""Turn texts into numbers, in place or with ``prefix`` into new variables.

Blanks around a number do not count; ``ignore('chars')`` strips signs first, and ``dpcomma`` reads a
comma as the decimal mark. A variable whose code list has codes that are no numbers is refused, unless
``force`` makes those codes missing. Of other texts, those that are no numbers are missing, whether or
not ``force`` is given: to refuse them would tell that somebody has such a value. Labels follow their codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.expressions import Call, Column, Text
from folkekommune.query.steps import Assign
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.closed_values import as_codes
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.labels import Labels
from folkekommune.script.lookup import filled_set, free_variable, readable
from folkekommune.script.options import find, has, one_word
from folkekommune.script.session import Session, WorkingSet

NAME = "destring"
SYNTAX = ("destring VAR [VAR …] [, OPTION …]",)
OPTIONS = {
    "prefix(TEXT)": "script.option-destring-prefix",
    "ignore('TEXT')": "script.option-destring-ignore",
    "force": "script.option-destring-force",
    "dpcomma": "script.option-destring-dpcomma",
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "destring kommune, prefix(nr_)"

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)")


@dataclass(frozen=True)
class _Reading:
    """How numbers are written."""

    stripped: str
    comma: bool

    def number(self, text: str) -> float | None:
        """Read a code, as engines read values."""
        left = "".join(sign for sign in text if sign not in self.stripped)
        if self.comma:
            left = "" if "." in left else left.replace(",", ".")
        left = left.strip(" ")
        return float(left) if _NUMBER.fullmatch(left) else None


def bind(statement: ast.Command, session: Session) -> Effect:
    """Turn texts into numbers."""
    arguments = read(statement, SYNTAX)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    names = readable(nodes, working, session)
    prefix, ignored = find(statement, "prefix"), find(statement, "ignore")
    before = one_word(prefix) if prefix else ""
    reading = _Reading(one_word(ignored) if ignored else "", has(statement, "dpcomma"))
    faults = [found for node in nodes if (found := _wrong(node, working, reading, statement))]
    for node in nodes if before else ():
        free_variable(ast.Name(before + node.text, span=node.span), working)
    if faults:
        raise Refused(*faults)
    for name in names:
        codes, call = dataset.columns[name].codes, "@number," if reading.comma else "@number"
        numbers = None if codes is None else frozenset(_numbers(codes, reading).values())
        value = Call(call, (Column(name), Text(reading.stripped)))
        dataset = dataset.then(Assign(before + name, value, codes=as_codes(numbers)))
        labels, title = working.labels.get(name), working.titles.get(name)
        working = working.with_dataset(dataset).with_labels(before + name, _relabelled(labels, reading))
        working = working.with_title(before + name, title)
    return done(session.with_set(working), "done-destring", names=", ".join(before + name for name in names))


def _wrong(
    node: ast.Name, working: WorkingSet, reading: _Reading, statement: ast.Command
) -> ScriptFault | None:
    info = working.columns[node.text]
    if info.type is not ValueType.STRING:
        return fault("destring-number", node.span, name=node.text)
    if has(statement, "force") or info.codes is None:
        return None
    if len(_numbers(info.codes, reading)) < len(info.codes):
        return fault("destring-codes", node.span, name=node.text)
    return None


def _numbers(codes: tuple[float | str, ...], reading: _Reading) -> dict[str, float]:
    read_codes = ((str(code), reading.number(str(code))) for code in codes)
    return {code: number for code, number in read_codes if number is not None}


def _relabelled(labels: Labels | None, reading: _Reading) -> Labels | None:
    if labels is None:
        return None
    entries: dict[float, object] = {}
    for value, label in labels.entries:
        number = reading.number(str(value))
        if number is not None:
            entries.setdefault(int(number) if number.is_integer() else number, label)
    return Labels(labels.name, tuple(entries.items())) if entries else None  # type: ignore[arg-type]
