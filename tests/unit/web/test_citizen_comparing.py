"""Is that many: what citizens are told of larger areas, and only of those that are a fixed yardstick."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from web_fakes import BERGEN, MISSING, FakeFigures, shown

from folkekommune.catalogue.model import Texts
from folkekommune.web.ports import Benchmark, Cell, Figure
from folkekommune.web.public.answers import NewestFigure
from folkekommune.web.public.comparing import compared_with_larger

DEFINITION = next(each for each in FakeFigures().indicators() if each.code == "overvekt_4aar")
COUNTRY = Texts("Hele landet", "Heile landet", "The whole country")


def told(figure: Figure, *benchmarks: Benchmark, language: str = "nb") -> tuple[str, ...]:
    def larger(_definition: object, _cell: Cell) -> Sequence[Benchmark]:
        return benchmarks

    services = SimpleNamespace(citizen_benchmarks=SimpleNamespace(larger=larger))
    pages = SimpleNamespace(services=services)
    return compared_with_larger(
        pages, DEFINITION, NewestFigure(figure, 2025), place=BERGEN, language=language
    )


def country(percent: float, *, fixed: bool = True, invented: bool = False) -> Benchmark:
    """Give a country's share, told as a figure without uncertainty."""
    figure = Figure(value=percent, lower=percent, upper=percent)
    return Benchmark("country-0", COUNTRY, figure, fixed=fixed, invented=invented)


@pytest.mark.parametrize(
    ("cases", "sentence"),
    [
        (300, "Hele landet: 20 av 100. Tallet for Bergen er høyere."),
        (100, "Hele landet: 20 av 100. Tallet for Bergen er lavere."),
        (201, "Hele landet: 20 av 100. Det er ingen sikker forskjell fra Bergen."),
        (5, "Hele landet: 20 av 100. Tallet for Bergen er for usikkert til å si hva som er mest."),
    ],
)
def test_a_difference_is_told_only_where_it_is_sure(cases: int, sentence: str) -> None:
    """Of 1000 people, against 20 %; five cases are too few to be compared at all."""
    assert told(shown(cases, 1000), country(20)) == (sentence,)


def test_an_invented_yardstick_is_told_as_invented() -> None:
    sentences = told(shown(300, 1000), country(20, invented=True), language="nn")
    assert sentences[1:] == ("Talet det er målt mot, er ikkje ekte. Det er laga for å vise sida.",)


def test_nothing_is_told_of_a_hidden_figure_of_a_hidden_yardstick_or_of_other_people() -> None:
    assert told(MISSING, country(20)) == ()
    assert told(shown(300, 1000), Benchmark("x", COUNTRY, MISSING, fixed=True)) == ()
    assert told(shown(300, 1000), country(20, fixed=False)) == ()
