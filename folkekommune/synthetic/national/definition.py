"""What the databank of a whole country holds: items that every meeting may ask, and facts of the children.

Nothing in it is a real questionnaire: names, codes and numbers of answers are there to be measured on.
"""

from __future__ import annotations

from datetime import date

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Databank,
    Temporality,
    Texts,
    ValueType,
    Variable,
)

NAME = "no.folkekommune.land"
VERSION = "1.0.0"
PART = "9999"
"""One part for the whole country: a release has at most 63."""

SCALES = (2, 3, 4, 5, 7)
"""How many codes an item may have; items take them in turn."""

CODED, MEASURED = 56, ("HOYDE", "VEKT")
ITEMS = (*(f"SVAR_{number:02d}" for number in range(1, CODED + 1)), *MEASURED)
MUNICIPALITY, SEX, BIRTH_YEAR = "KOMMUNE", "KJONN", "FODSELSAAR"
MUNICIPALITIES, SEXES = 357, 2

_FIRST = date(1900, 1, 1)
_TALLEST = 220.0


def national_databank() -> Databank:
    """Describe the databank."""
    towns = tuple(municipality_code(number) for number in range(MUNICIPALITIES))
    facts = (
        _variable(MUNICIPALITY, ValueType.STRING, codes=towns),
        _variable(SEX, ValueType.INTEGER, codes=tuple(range(1, SEXES + 1))),
        _variable(BIRTH_YEAR, ValueType.INTEGER),
    )
    variables = {each.name: each for each in (*facts, *(_item(name) for name in ITEMS))}
    title = _same("Et helt land (oppdiktet)")
    return Databank(NAME, title, title, (), {}, variables, {})


def municipality_code(number: int) -> str:
    """Give the code of an invented municipality."""
    return f"{1001 + number}"


def codes_of(name: str) -> int:
    """Give how many codes an item has."""
    return SCALES[ITEMS.index(name) % len(SCALES)]


def _item(name: str) -> Variable:
    if name in MEASURED:
        return _variable(name, ValueType.DECIMAL, Temporality.EVENT, clip=(0.0, _TALLEST))
    return _variable(name, ValueType.INTEGER, Temporality.EVENT, codes=tuple(range(1, codes_of(name) + 1)))


def _variable(
    name: str,
    kind: ValueType,
    temporality: Temporality = Temporality.FIXED,
    *,
    codes: tuple[int | str, ...] = (),
    clip: tuple[float, float] | None = None,
) -> Variable:
    listed = tuple(Code(code, _same(str(code)), _FIRST) for code in codes)
    return Variable(
        name,
        _same(name),
        _same(name),
        kind,
        temporality,
        code_list=CodeList(name, _same(name), listed) if listed else None,
        clip=clip,
    )


def _same(text: str) -> Texts:
    return Texts(text, text, text)
