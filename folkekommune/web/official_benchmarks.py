"""Official figures as the pages ask for them: what a municipality's figures are held against.

:class:`folkekommune.web.ports.BenchmarkService` over :class:`folkekommune.services.benchmarks.Benchmarks`.
"""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.indicators.definition import Definition
from folkekommune.official.figures import Absent
from folkekommune.published.figures import CellKey
from folkekommune.services.benchmarks import Against, Benchmarks, ComparisonValue
from folkekommune.web.ports import Benchmark, Cell, Figure, Sign
from folkekommune.web.published_figures import SEX_CODES

LARGER = (Against.COUNTRY, Against.COUNTY, Against.KOSTRA_GROUP)
_SIGNS = {
    Absent.WITHHELD: Sign.WITHHELD,
    Absent.MISSING: Sign.MISSING,
    Absent.NOT_COMPUTABLE: Sign.NOT_COMPUTABLE,
}


class OfficialBenchmarks:
    """Official figures of larger areas, and the places most alike."""

    def __init__(self, benchmarks: Benchmarks) -> None:
        self._benchmarks = benchmarks

    def larger(self, definition: Definition, cell: Cell) -> Sequence[Benchmark]:
        """Give the country, the county and the group, where an official table holds them for the period."""
        found = self._benchmarks.comparisons(_key(definition, cell), similar=0, earlier=0)
        return [
            Benchmark(
                key=f"{each.against.value.replace('_', '-')}-{each.area.code}",
                name=each.name,
                figure=figure_of(each),
                source=each.origin.source,
                fixed=True,
                invented=each.origin.invented,
            )
            for each in found
            if each.against in LARGER and each.years == cell.years
        ]

    def similar(self, definition: Definition, municipality: str) -> Sequence[str]:
        """Give the municipalities most alike, by number."""
        return self._benchmarks.similar(definition.databank, municipality)


def _key(definition: Definition, cell: Cell) -> CellKey:
    sex = SEX_CODES[cell.sex] if cell.sex else None
    return CellKey(
        definition.databank,
        definition.code,
        definition.version,
        cell.municipality,
        cell.year,
        sex=sex,
        years=cell.years,
    )


def figure_of(each: ComparisonValue, *, unit: str = "%") -> Figure:
    """Make a figure for a page; where the source tells no counts, its limits are the value itself."""
    if each.value is None:
        return Figure(sign=_SIGNS[each.absent or Absent.MISSING], unit=unit)
    interval, counts = each.interval, each.counts
    return Figure(
        value=each.value,
        lower=interval.lower if interval else each.value,
        upper=interval.upper if interval else each.value,
        numerator=round(counts.cases) if counts else None,
        denominator=round(counts.people) if counts else None,
        decimals=each.decimals,
        interval=interval,
        strict_interval=each.strict_interval,
        unit=unit,
    )
