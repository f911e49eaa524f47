"""The children and young people of a municipality by age and sex, beside those of five years before.

From Statistics Norway's population; known with sex for some municipalities alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.municipalities.population import LAST_AGE, population, population_years
from folkekommune.rendering.presentations.pyramid import AgeGroup, pyramid
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.presentation import presentation_view
from folkekommune.web.municipality.board import Board

_GROUPS = (
    range(1),
    range(1, 3),
    range(3, 6),
    range(6, 10),
    range(10, 13),
    range(13, 16),
    range(16, LAST_AGE + 1),
)
_YEARS_BACK = 5


@dataclass(frozen=True)
class People:
    """The people of a municipality at the end of a year.

    :param groups: the ages, and how many girls and boys.
    """

    year: int
    groups: tuple[tuple[range, int, int], ...]


def people_of(board: Board) -> tuple[People, ...]:
    """Count the newest year, and one five years earlier where it is known.

    Nothing where sex is unknown, or where no figure is about children and young people.
    """
    if not any(definition.people.young for definition in board.figures.indicators()):
        return ()
    number = board.place.number
    years = sorted(set(population_years(number, "female")) & set(population_years(number, "male")))
    wanted = (years[-1], years[-1] - _YEARS_BACK) if years else ()
    return tuple(_counted(number, year) for year in wanted if year in years)


def people_view(board: Board) -> FigureView | None:
    """Draw the pyramid of the newest year, with an earlier one as its outline; None where it is unknown."""
    found = people_of(board)
    if not found:
        return None
    now, before = found[0], found[1] if len(found) > 1 else None
    number = board.place.number
    scale = _everyone(number, now.year) / _everyone(number, before.year) if before else 0.0
    outlines = [(scale * women, scale * men) for _, women, men in before.groups] if before else []
    groups = tuple(
        AgeGroup(
            board.say("dashboard.ages", first=str(ages[0]), last=str(ages[-1]), n=len(ages)),
            women=women,
            men=men,
            outline=outlines[at] if outlines else None,
        )
        for at, (ages, women, men) in enumerate(now.groups)
    )
    drawn = pyramid(
        groups,
        caption=board.say("dashboard.people-caption", place=board.place.name, year=str(now.year)),
        compared=board.say("dashboard.people-before", year=str(before.year)) if before else "",
        language=board.language,
    )
    return presentation_view(drawn, note=board.say("municipalities.attribution"))


def _counted(number: str, year: int) -> People:
    return People(
        year,
        tuple(
            (ages, _count(number, year, "female", ages), _count(number, year, "male", ages))
            for ages in _GROUPS
        ),
    )


def _count(number: str, year: int, sex: str, ages: range) -> int:
    found = population(number, year, sex="female" if sex == "female" else "male", ages=ages)
    return found or 0


def _everyone(number: str, year: int) -> float:
    return float(sum(_count(number, year, sex, range(LAST_AGE + 1)) for sex in ("female", "male"))) or 1.0
