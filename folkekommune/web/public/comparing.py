"""Is that many: a municipality's figure against that of the country and the county, where there is one."""

from __future__ import annotations

from folkekommune.indicators.definition import Definition, Direction
from folkekommune.indicators.questions import nearest
from folkekommune.texts import Language, text
from folkekommune.web.comparison import hold_against
from folkekommune.web.pages import Pages
from folkekommune.web.ports import Cell, Place
from folkekommune.web.public.answers import NewestFigure


def compared_with_larger(
    pages: Pages, definition: Definition, newest: NewestFigure, *, place: Place, language: Language
) -> tuple[str, ...]:
    """Tell how it is in larger areas, and whether the difference is sure; nothing where nobody knows."""
    service = pages.services.citizen_benchmarks
    if service is None or newest.year is None or newest.figure.value is None:
        return ()
    told = []
    for benchmark in service.larger(definition, Cell(definition.code, place.number, newest.year)):
        value = benchmark.figure.value
        if not benchmark.fixed or value is None:
            continue
        # Whether it differs does not depend on which direction is better; the sentence says neither.
        comparison = hold_against(newest.figure, benchmark.figure, Direction.HIGH).comparison
        told.append(
            text(
                f"public.larger-{comparison.value.replace('_', '-')}",
                language,
                area=benchmark.name.in_language(language),
                value=nearest(value),
                place=place.name,
            )
        )
        if benchmark.invented:
            told.append(text("public.larger-invented", language))
    return tuple(dict.fromkeys(told))
