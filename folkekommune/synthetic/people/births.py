"""How many children of each birth year and sex there are in each district, from population figures."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL
from folkekommune.synthetic.source import Source

_DETAILED = "geo/folketall_0_20_bergen_alver_bjornafjorden.csv"
_TOTALS = "geo/folketall_0_20_kommuner.csv"
_SEXES = {"male": BOY, "female": GIRL}
_OLDEST_IN_TABLE = 20


@dataclass(frozen=True)
class Cohort:
    """Children of one birth year and sex in one district."""

    district: int
    birth_year: int
    sex: int
    children: int


class BirthTable:
    """Population by single year of age on 1 January, read as births.

    A child aged 0 on 1 January was born the year before; children born before the first table are the
    older ages of the first table.
    """

    def __init__(self, source: Source, *, girl_share: float) -> None:
        self._rows: dict[tuple[str, int, int], dict[str, str]] = {}
        for row in source.rows(_DETAILED, delimiter=","):
            self._rows[row["kode"], _SEXES[row["kjonn"]], int(row["aar"])] = row
        self._totals: dict[tuple[str, int], dict[str, str]] = {}
        for row in source.rows(_TOTALS, delimiter=","):
            self._totals[row["kode"], int(row["aar"])] = row
        self._weights = {
            row["bydelsnr"]: float(row["alder_0"])
            for row in source.rows("geo/bydeler_2024.csv", delimiter=",")
        }
        self._share = {BOY: 1.0 - girl_share, GIRL: girl_share}

    def cohorts(self, places: Places, municipality: int, years: range) -> list[Cohort]:
        """Give the cohorts of a municipality."""
        districts = [int(district) for district in places.districts_of(municipality)]
        code = places.municipalities[municipality]
        total_weight = sum(self._weights.get(places.districts[d], 1.0) for d in districts)
        found = []
        for district in districts:
            own = places.districts[district] or code
            weight = self._weights.get(own, 1.0) / total_weight
            for year in years:
                for sex in (BOY, GIRL):
                    number = self._detailed(own, sex, year)
                    if number is None:
                        number = round(self._total(code, year) * weight * self._share[sex])
                    found.append(Cohort(district, year, sex, number))
        return found

    def _detailed(self, code: str, sex: int, birth_year: int) -> int | None:
        years = sorted(year for own, own_sex, year in self._rows if own == code and own_sex == sex)
        if not years:
            return None
        table = min(max(birth_year + 1, years[0]), years[-1])
        age = min(max(table - 1 - birth_year, 0), _OLDEST_IN_TABLE)
        return int(self._rows[code, sex, table][f"a{age}"])

    def _total(self, code: str, birth_year: int) -> int:
        """Give a year's births; years before the table have those of its first year."""
        years = sorted(year for own, year in self._totals if own == code)
        return int(self._totals[code, min(max(birth_year + 1, years[0]), years[-1])]["a0"])
