"""What a databank holds: unit types, occasions, code lists and variables.

The terms are microdata.no's: a *variable* has a unit type, a value type, a value domain and a
temporality; an *enumerated* domain is a code list with validity dates. An *occasion* is ours: a
kind of meeting at which the same item is recorded, such as the six-week visit. An item recorded at
several occasions becomes one variable for each, ``ITEM_OCCASION``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from folkekommune.texts import Language


@dataclass(frozen=True)
class Texts:
    """One text in the three languages."""

    nb: str
    nn: str
    en: str

    def in_language(self, language: Language) -> str:
        """Give the text in a language."""
        return str(getattr(self, language))


class ValueType(Enum):
    """The type of a value. Dates are whole days since 1970-01-01 wherever they are computed with."""

    INTEGER = "LONG"
    DECIMAL = "DOUBLE"
    STRING = "STRING"
    DATE = "DATE"
    IDENTIFIER = "IDENTIFIER"

    @property
    def is_number(self) -> bool:
        """Whether arithmetic is possible."""
        return self is not ValueType.STRING and self is not ValueType.IDENTIFIER


class Temporality(Enum):
    """How values hold in time (microdata.no's four types)."""

    FIXED = "FIXED"
    STATUS = "STATUS"
    ACCUMULATED = "ACCUMULATED"
    EVENT = "EVENT"


class Sensitivity(Enum):
    """How sensitive a variable is (microdata.no's four levels)."""

    PUBLIC = "PUBLIC"
    NONPUBLIC = "NONPUBLIC"
    PERSON_GENERAL = "PERSON_GENERAL"
    PERSON_SPECIAL = "PERSON_SPECIAL"


@dataclass(frozen=True)
class Code:
    """One code of a code list, valid from and until a day (both included).

    ``sentinel`` marks a code outside the scale, such as "not assessed".
    """

    value: int | str
    title: Texts
    valid_from: date
    valid_until: date | None = None
    sentinel: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the code may be used on this day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Within:
    """That each code of a list lies within one code of another item, named by its first characters."""

    item: str
    characters: int

    def outer(self, code: int | str) -> str:
        """Give the code that a code lies within."""
        return str(code)[: self.characters]


@dataclass(frozen=True)
class CodeList:
    """An enumerated value domain.

    :param within: what its codes lie within, such as the municipality of a district.
    """

    name: str
    title: Texts
    codes: tuple[Code, ...]
    within: Within | None = None

    def valid_on(self, day: date) -> tuple[Code, ...]:
        """Give the codes valid on this day."""
        return tuple(code for code in self.codes if code.valid_on(day))

    @property
    def latest(self) -> tuple[Code, ...]:
        """Give each code once, with its latest title, in the order of the list."""
        last: dict[int | str, Code] = {}
        for code in self.codes:
            known = last.get(code.value)
            if known is None or code.valid_from >= known.valid_from:
                last[code.value] = code
        return tuple(last.values())


@dataclass(frozen=True)
class Occasion:
    """A kind of meeting at which items are recorded, due at an age in days."""

    name: str
    title: Texts
    due_days: int
    earliest_days: int
    latest_days: int


PERSON_TYPE = "PERSON"
"""The unit type of persons."""


@dataclass(frozen=True)
class Variable:
    """A variable of a databank.

    :param item: the item it comes from, :param occasion: where it was recorded, if anywhere. An item
        without an occasion is what all occasions say of it over time.
    :param within: the item that such a history hangs on: a district ends when the municipality changes.
    :param only: takes the spells alone in which another item has one of these codes; item and codes.
    :param limits: hard limits of a valid value (quality control).
    :param clip: public limits for clipping before any sum (disclosure control), when stated.
    """

    name: str
    title: Texts
    description: Texts
    value_type: ValueType
    temporality: Temporality = Temporality.FIXED
    unit_type: str = PERSON_TYPE
    sensitivity: Sensitivity = Sensitivity.PERSON_SPECIAL
    code_list: CodeList | None = None
    unit: str | None = None
    item: str | None = None
    occasion: str | None = None
    within: str | None = None
    only: tuple[str, tuple[int | str, ...]] | None = None
    limits: tuple[float, float] | None = None
    clip: tuple[float, float] | None = None
    theme: str = ""
    releasable: bool = True


@dataclass(frozen=True)
class UnitType:
    """A kind of unit below persons, such as a visit or a job: each unit belongs to one person.

    :param link: the variable that says to whom; its value is a person and is never shown.
    :param variables: what is known of a unit, by name, the link among them.
    """

    name: str
    title: Texts
    link: str
    variables: dict[str, Variable] = field(hash=False)


@dataclass(frozen=True)
class Databank:
    """A versioned collection of variables of one subject area, as its package describes it.

    :param variables: of persons, :param unit_types: kinds of units below persons, with their variables.
    """

    name: str
    title: Texts
    description: Texts
    occasions: tuple[Occasion, ...]
    code_lists: dict[str, CodeList] = field(hash=False)
    variables: dict[str, Variable] = field(hash=False)
    themes: dict[str, Texts] = field(hash=False)
    unit_types: dict[str, UnitType] = field(default_factory=dict, hash=False)

    @property
    def everything(self) -> dict[str, Variable]:
        """The variables of persons and of all units below them, by name."""
        return self.variables | {
            name: variable for unit in self.unit_types.values() for name, variable in unit.variables.items()
        }

    def is_link(self, variable: Variable) -> bool:
        """Tell whether a variable says which person a unit belongs to."""
        unit = self.unit_types.get(variable.unit_type)
        return unit is not None and unit.link == variable.name

    def occasion(self, name: str) -> Occasion | None:
        """Find an occasion by name."""
        return next((o for o in self.occasions if o.name == name), None)

    @property
    def spell_kinds(self) -> tuple[str, ...]:
        """The kinds of spell that variables come from: occasions that are no kind of meeting."""
        meetings = {occasion.name for occasion in self.occasions}
        named = (variable.occasion for variable in self.variables.values() if variable.occasion)
        return tuple(dict.fromkeys(name for name in named if name not in meetings))
