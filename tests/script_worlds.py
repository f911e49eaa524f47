"""An invented databank to write scripts against, and short ways to bind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Databank,
    Temporality,
    Texts,
    UnitType,
    ValueType,
    Variable,
)
from folkekommune.script.binder import Bound, bind_text
from folkekommune.script.session import Session

BANK = "no.example.children"
GRANT = ("4601",)
BEGINNING = date(1900, 1, 1)


def words(word: str) -> Texts:
    """Make a text whose three languages can be told apart."""
    return Texts(f"{word} nb", f"{word} nn", f"{word} en")


def codes(name: str, *values: int | str, changed: date | None = None) -> CodeList:
    """Make a code list; with ``changed`` every title is another from that day on."""
    if changed is None:
        return CodeList(name, words(name), tuple(Code(v, words(f"{name} {v}"), BEGINNING) for v in values))
    day_before = date.fromordinal(changed.toordinal() - 1)
    old = (Code(value, words(f"old {value}"), BEGINNING, day_before) for value in values)
    new = (Code(value, words(f"new {value}"), changed) for value in values)
    return CodeList(name, words(name), (*old, *new))


SLEEP = codes("sleep", 1, 2, 9)
PLACE = codes("place", "4601", "4631", changed=date(2020, 1, 1))


def variable(name: str, kind: ValueType, **more: object) -> Variable:
    """Make a variable."""
    return Variable(name, words(name), words(name), kind, **more)  # type: ignore[arg-type]


VARIABLES = (
    variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2)),
    variable("SLEEP", ValueType.INTEGER, code_list=SLEEP),
    variable("WEIGHT", ValueType.DECIMAL, clip=(2.0, 30.0)),
    variable("YEAR", ValueType.INTEGER),
    variable("NOTE", ValueType.STRING),
    variable("VISIT", ValueType.DATE),
    variable("MOTHER", ValueType.IDENTIFIER),
    variable("PLACE", ValueType.STRING, temporality=Temporality.EVENT, code_list=PLACE),
    variable("SECRET", ValueType.INTEGER),
    variable("INTERNAL", ValueType.INTEGER, releasable=False),
    variable("JOB_HOURS", ValueType.DECIMAL, unit_type="JOBB"),
)


@dataclass(frozen=True)
class Bank:
    """A catalogue with one databank, where one variable is closed to the user.

    :param links: for each unit type below persons its link variable.
    """

    variables: tuple[Variable, ...] = VARIABLES
    releases: tuple[str, ...] = ("1.2.0", "1.10.0", "1.9.9", "2.0.1")
    closed: frozenset[str] = field(default_factory=lambda: frozenset({"SECRET"}))
    links: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Give the one name."""
        return (BANK,)

    def databank(self, name: str) -> Databank | None:
        """Give the databank."""
        if name != BANK:
            return None
        below = {
            unit: {each.name: each for each in self.variables if each.unit_type == unit}
            for unit in self.links
        }
        variables = {each.name: each for each in self.variables if each.unit_type not in below}
        units = {unit: UnitType(unit, words(unit), self.links[unit], own) for unit, own in below.items()}
        return Databank(BANK, words("bank"), words("bank"), (), {}, variables, {}, units)

    def versions(self, name: str) -> tuple[str, ...]:
        """Give what is released."""
        return self.releases if name == BANK else ()

    def withdrawn(self, name: str) -> Mapping[str, str]:  # noqa: ARG002  (the protocol's)
        """Give no version: none was withdrawn."""
        return {}

    def may_import(self, databank: str, variable: Variable) -> bool:
        """Refuse the closed variable."""
        return databank == BANK and variable.name not in self.closed


def session(bank: Bank | None = None) -> Session:
    """Begin a session."""
    return Session(bank or Bank(), GRANT)


BEGIN = f"""require {BANK}:1 as db
create-dataset kids
import db/SEX as sex
import db/SLEEP as sleep
import db/WEIGHT as weight
import db/YEAR as year
import db/NOTE as note
import db/VISIT as visit
import db/MOTHER as mother
import db/PLACE 2021-05-01 as place
"""
"""A data set with one variable of each kind; nine lines of commands after ``require``."""


def bound(script: str, *, begin: str = BEGIN, bank: Bank | None = None) -> Bound:
    """Bind a script after the usual beginning."""
    return bind_text(begin + script, session(bank))


def faults(
    script: str, *, begin: str = BEGIN, bank: Bank | None = None
) -> list[tuple[int, int, str, str | None]]:
    """Give line (counted from the script itself), column, code and suggestion of each fault."""
    before = begin.count("\n")
    found = bound(script, begin=begin, bank=bank).faults
    return [
        (each.line - before, each.column, each.code.removeprefix("script."), each.suggestion)
        for each in found
    ]
