"""M2, V1, G2: visits and persons against official counts, and visits without a known district."""

from __future__ import annotations

from collections.abc import Iterator

from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review.outcome import Observation
from folkekommune.ingest.review.visits import DraftTables
from folkekommune.municipalities import districts, population

_DAYS_A_YEAR = 365.25
_YOUNGEST, _OLDEST = 40, 740
"""Days between which almost everyone is expected: six weeks and two years."""

_SUBJECT_BORN = "born"
_PERCENT = 100.0


def describe_coverage(tables: DraftTables, municipality: str, limits: Threshold) -> Iterator[Observation]:
    """Tell the share of residents who came, by occasion and year they reached its age (M2)."""
    for occasion in tables.databank.occasions:
        if occasion.name not in tables.columns:
            continue
        due_years = int(occasion.due_days / _DAYS_A_YEAR)
        found = tables.rows(
            f"SELECT year(visit_date), count(DISTINCT person) FROM live_{occasion.name} "
            f"WHERE {tables.came(occasion.name)} GROUP BY 1 ORDER BY 1"
        )
        for year, persons in found:
            # Who reaches the age in a year is of that age on the first day of the next.
            residents = population(municipality, year + 1, ages=[due_years])
            if residents:
                share = _PERCENT * persons / residents
                expected = _YOUNGEST <= occasion.due_days <= _OLDEST
                yield Observation(
                    "M2",
                    residents,
                    max(residents - persons, 0),
                    flagged=share < (limits["flag_below"] if expected else 0),
                    occasion=occasion.name,
                    period=str(year),
                    group="expected" if expected else "",
                    figure=round(share, 1),
                )


def compare_with_births(tables: DraftTables, municipality: str, limits: Threshold) -> Iterator[Observation]:
    """Tell how many children under one year are known, against those of that age who live there (V1)."""
    selects = [
        f"SELECT person, year(visit_date - age_days) AS born FROM live_{occasion.name} "
        f"WHERE age_days BETWEEN 0 AND {int(_DAYS_A_YEAR)}"
        for occasion in tables.databank.occasions
        if occasion.name in tables.columns
    ]
    if not selects:
        return
    found = tables.rows(
        f"SELECT born, count(DISTINCT person) FROM ({' UNION ALL '.join(selects)}) GROUP BY 1 ORDER BY 1"
    )
    # The last year's children have not all been seen yet.
    for born, persons in found[:-1]:
        residents = population(municipality, born + 1, ages=[0])
        if residents:
            share = _PERCENT * persons / residents
            yield Observation(
                "V1",
                residents,
                abs(residents - persons),
                flagged=abs(share - _PERCENT) > limits["difference"],
                period=str(born),
                group=_SUBJECT_BORN,
                figure=round(share, 1),
            )


def describe_districts(tables: DraftTables, municipality: str, limits: Threshold) -> Iterator[Observation]:
    """Tell the share of visits by the municipality's residents whose district is not known, by year (G2).

    Only a municipality that has districts is asked.
    """
    district = tables.declaration.reviewed.items.district
    if not districts(municipality):
        return
    selects = [
        f'SELECT year(visit_date) AS year, "{district}" AS district FROM live_{occasion} '
        f"WHERE {tables.came(occasion)}"
        for occasion, columns in tables.columns.items()
        if district in columns
    ]
    if not selects:
        return
    found = tables.rows(
        f"SELECT year, count(*), count(*) - count(district) FROM ({' UNION ALL '.join(selects)}) "
        "GROUP BY year ORDER BY year"
    )
    for year, visits, unknown in found:
        share = _PERCENT * unknown / visits
        yield Observation(
            "G2",
            visits,
            unknown,
            flagged=share > limits["warn"],
            item=district,
            period=str(year),
            group="withhold" if share > limits["withhold"] else "",
            figure=round(share, 1),
        )
