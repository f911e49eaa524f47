"""The children and young people of a municipality by age and sex, beside those of five years before.

From Statistics Norway's population; known with sex for some municipalities alone.
"""

from __future__ import annotations

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


def people_view(board: Board) -> FigureView | None:
    """Draw the pyramid of the newest year, with an earlier one as its outline.

    None where sex is unknown, or where no figure is about children and young people.
    """
    if not any(definition.people.young for definition in board.figures.indicators()):
        return None
    number = board.place.number
    years = sorted(set(population_years(number, "female")) & set(population_years(number, "male")))
    if not years:
        return None
    year = years[-1]
    before = year - _YEARS_BACK if year - _YEARS_BACK in years else None
    scale = _everyone(number, year) / _everyone(number, before) if before else 0.0
    groups = tuple(
        AgeGroup(
            board.say("dashboard.ages", first=str(ages[0]), last=str(ages[-1]), n=len(ages)),
            women=_count(number, year, "female", ages),
            men=_count(number, year, "male", ages),
            outline=(
                scale * _count(number, before, "female", ages),
                scale * _count(number, before, "male", ages),
            )
            if before
            else None,
        )
        for ages in _GROUPS
    )
    drawn = pyramid(
        groups,
        caption=board.say("dashboard.people-caption", place=board.place.name, year=str(year)),
        compared=board.say("dashboard.people-before", year=str(before)) if before else "",
        language=board.language,
    )
    return presentation_view(drawn, note=board.say("municipalities.attribution"))


def _count(number: str, year: int, sex: str, ages: range) -> int:
    found = population(number, year, sex="female" if sex == "female" else "male", ages=ages)
    return found or 0


def _everyone(number: str, year: int) -> float:
    return float(sum(_count(number, year, sex, range(LAST_AGE + 1)) for sex in ("female", "male"))) or 1.0
