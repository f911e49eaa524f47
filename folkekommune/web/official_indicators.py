"""Indicators that official tables alone give, as the pages ask for them.

:class:`folkekommune.web.ports.OutsideIndicators` over :class:`folkekommune.services.benchmarks.Benchmarks`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from folkekommune.official.descriptions import Description
from folkekommune.published.figures import CellKey
from folkekommune.services.benchmarks import Benchmarks, ComparisonValue
from folkekommune.web.official_benchmarks import LARGER, figure_of
from folkekommune.web.ports import OutsideFigure


class OfficialIndicators:
    """What the official tables in use give, other than what is held beside our own figures.

    :param databanks: whose tables; :param own: codes of the indicators that we compute.
    """

    def __init__(self, benchmarks: Benchmarks, *, databanks: Sequence[str], own: Collection[str]) -> None:
        self._benchmarks = benchmarks
        self._databanks = databanks
        self._own = own

    def described(self) -> Sequence[Description]:
        """Give the descriptions of the tables in use."""
        return [
            each
            for databank in self._databanks
            for each in self._benchmarks.outside(databank)
            if each.code not in self._own
        ]

    def series(self, description: Description, municipality: str) -> Sequence[OutsideFigure]:
        """Give a municipality's figures, oldest first."""
        key = _key(description, municipality, 0)
        found = (self._benchmarks.own(key._replace(year=year)) for year in self._benchmarks.years(key))
        return [_told(each, description) for each in found if each is not None]

    def beside(self, description: Description, municipality: str, year: int) -> Sequence[OutsideFigure]:
        """Give the country, county and group of a year, then the municipalities most alike."""
        key = _key(description, municipality, year)
        return [_told(each, description) for each in self._benchmarks.comparisons(key, earlier=0)]


def unit_of(description: Description) -> str:
    """Give the unit that pages write behind the value."""
    return "%" if description.percent else description.unit


def _told(each: ComparisonValue, description: Description) -> OutsideFigure:
    return OutsideFigure(
        each.name,
        each.year,
        each.years,
        figure_of(each, unit=unit_of(description)),
        each.origin,
        fixed=each.against in LARGER,
    )


def _key(description: Description, municipality: str, year: int) -> CellKey:
    return CellKey(description.databank, description.code, description.version, municipality, year)
