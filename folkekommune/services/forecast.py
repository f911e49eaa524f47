"""A privacy forecast: what disclosure control is likely to say to a script, before anything is asked.

Computed from the script, the catalogue and published counts alone. What rests on metadata is certain; what
rests on a guess of how people spread over categories says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.shares import Audience
from folkekommune.errors import Parameter
from folkekommune.published.figures import FigureSet
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs import Summary, Table
from folkekommune.script.bound import BoundCommand
from folkekommune.services.likely_shares import persons_left
from folkekommune.texts import Language, text

PersonsOf = Callable[[Dataset], int | None]
"""Gives the published number of persons that a data set begins with, if there is one."""

AUDIENCE = Audience.PUBLIC
_DIGITS = 2
_THIN = 3


@dataclass(frozen=True)
class Forecast:
    """What is likely to happen to the output of a line.

    :param certain: whether it follows from the script and the policy alone.
    """

    line: int
    code: str
    parameters: dict[str, Parameter] = field(default_factory=dict)
    certain: bool = False

    def message(self, language: Language) -> str:
        """Write it in a language."""
        return text(f"forecast.{self.code}", language, **self.parameters)


def forecasts(
    commands: tuple[BoundCommand, ...], policy: Policy, persons_of: PersonsOf
) -> tuple[Forecast, ...]:
    """Foresee what will be refused or mostly hidden, in the order of the script."""
    return tuple(found for command in commands for found in _foreseen(command, policy, persons_of))


def published_persons(figures: FigureSet) -> PersonsOf:
    """Give the persons of a data set's parts as published cubes count them.

    No cube counts everybody: the one that counts most persons of a municipality is the nearest.
    """
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for key, cell in figures.cells.items():
        if key.is_whole:
            people = sum(int(each.text or 0) for each in (cell.numerator, cell.complement))
            by_indicator = counted.setdefault((key.databank, key.municipality), {})
            by_indicator[key.indicator] = by_indicator.get(key.indicator, 0) + people

    def persons(dataset: Dataset) -> int | None:
        grant = getattr(dataset.root, "grant", ())
        found = [max(counted.get((dataset.release.databank, part), {"": 0}).values()) for part in grant]
        return sum(found) or None

    return persons


def forecasts_as_text(found: tuple[Forecast, ...], language: Language) -> str:
    """Write a line for each, and what guesses rest on."""
    lines = [
        text("forecast.line", language, line=each.line, sentence=each.message(language)) for each in found
    ]
    if any(not each.certain for each in found):
        lines.append(text("forecast.basis", language))
    return "\n".join(lines)


def forecasts_as_data(found: tuple[Forecast, ...], language: Language) -> list[dict[str, Any]]:
    """Give forecasts as plain data."""
    return [
        {
            "line": each.line,
            "code": f"forecast.{each.code}",
            "message": each.message(language),
            "severity": "forecast",
            "certain": each.certain,
        }
        for each in found
    ]


def _foreseen(command: BoundCommand, policy: Policy, persons_of: PersonsOf) -> Iterator[Forecast]:
    output = command.output
    dataset = getattr(output, "dataset", None)
    if not isinstance(dataset, Dataset):
        return
    cells = _cells(output) if isinstance(output, Table) else 1
    if isinstance(output, Table):
        limit = policy.tables
        if len(output.dimensions) > limit.dimensions:
            parameters = {"dimensions": len(output.dimensions), "limit": limit.dimensions}
            yield Forecast(command.line, "dimensions", dict(parameters), certain=True)
            return
        if cells > limit.cells:
            yield Forecast(command.line, "cells", {"cells": cells, "limit": limit.cells}, certain=True)
            return
    known = persons_of(dataset)
    left = persons_left(dataset, known) if known else None
    if known and left is not None:
        yield from _likely(command, cells, (known, left), policy)


def _likely(
    command: BoundCommand, cells: int, people: tuple[int, float], policy: Policy
) -> Iterator[Forecast]:
    known, left = people
    floors, output = policy.floors, command.output
    # The published count misses those no cube counts, so the lower floor is taken unless it is well above.
    floor = floors.population if known >= floors.large_databank else floors.population_small
    if left < floor:
        yield Forecast(command.line, "population", {"persons": _about(left), "floor": floor})
        return
    each = left / cells
    said: dict[str, Parameter] = {"cells": cells, "persons": _about(each)}
    if isinstance(output, Table) and each < floors.band:
        yield Forecast(command.line, "thin", said | {"band": floors.band})
    elif isinstance(output, Table) and each < _THIN * floors.band:
        yield Forecast(command.line, "some-thin", said | {"band": floors.band})
    measured = isinstance(output, Summary) or (isinstance(output, Table) and output.value is not None)
    if measured and each < floors.numeric:
        yield Forecast(command.line, "values", said | {"numeric": floors.numeric})


def _cells(table: Table) -> int:
    """Count the cells whose categories are known; a derived number counts as one."""
    cells = 1
    for dimension in table.dimensions:
        known = dimension.categories
        cells *= max(1, len(known) if known is not None else 1) + table.missing
    return cells


def _about(number: float) -> float:
    """Round a guess to what it can bear."""
    rounded = float(f"{number:.{_DIGITS}g}")
    return int(rounded) if rounded.is_integer() else rounded
