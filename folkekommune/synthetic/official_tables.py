"""Synthetic official tables: invented figures in the shapes of statistics banks, and files that say so.

Municipalities stand under the numbers of each year's own time, so that renumbering and the split of Ålesund
are there to be met. Small counts are withheld as a source would. What is declared stands in the databank's
``synthetic/official.toml``.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune.catalogue.packages import Package
from folkekommune.municipalities.division import municipalities
from folkekommune.municipalities.population import population
from folkekommune.municipalities.tables import read_rows

DECLARATION = Path("synthetic") / "official.toml"
_GROUPS = 6
_SMALL = 5
_KNOWN_FROM = 2024
_PERIODS = {"three": 3, "five": 5}
_SEXES = {"0": "Begge kjønn", "1": "Menn", "2": "Kvinner"}

Counts = tuple[int, int]


@dataclass(frozen=True)
class _Table:
    """A declared table and its name."""

    code: str
    declared: Mapping[str, Any]
    title: str
    source: str

    @property
    def sexes(self) -> tuple[str, ...]:
        """The sexes it is divided by."""
        return tuple(_SEXES) if self.declared.get("sexes") else ("0",)

    def period(self, year: int) -> str:
        """Write a period as the source does."""
        kind = self.declared.get("period", "year")
        if kind == "school_year":
            return f"{year}-{year + 1}"
        return f"{year - _PERIODS[kind] + 1}-{year}" if kind in _PERIODS else str(year)


def write_official_tables(out: Path, package: Package, *, seed: int) -> tuple[Path, ...]:
    """Write every declared table, the births and a grouping; the same seed gives the same bytes."""
    content = tomllib.loads((package.folder / DECLARATION).read_text(encoding="utf-8"))
    years: list[int] = content["years"]
    out.mkdir(parents=True, exist_ok=True)
    written = [_write_grouping(out, content["title"]), _write_births(out, content, years)]
    for number, (code, declared) in enumerate(content["tables"].items()):
        table = _Table(code, declared, f"{content['title']}: {code}", content["source"])
        figures = _figures(table, years, np.random.default_rng([seed, number]))
        write = _json_stat if declared["form"] == "json-stat" else _pxweb
        file = out / f"{code}.{'json' if declared['form'] == 'json-stat' else 'csv'}"
        file.write_text(write(table, figures, years), encoding="utf-8")
        written.append(file)
    return tuple(written)


def _figures(
    table: _Table, years: list[int], draws: np.random.Generator
) -> dict[tuple[str, int, str], Counts]:
    """Draw cases and people of every municipality, and add them up to what it belongs to."""
    found: dict[tuple[str, int, str], Counts] = {}
    level, spread = float(table.declared["level"]), float(table.declared["spread"])
    parts = [sex for sex in table.sexes if sex != "0"] or ["0"]
    for place in municipalities():
        logit = np.log(level / (1 - level)) + spread * draws.standard_normal()
        of_year = {year: _people(place.number, year, table) for year in {max(y, _KNOWN_FROM) for y in years}}
        for year in years:
            people = of_year[max(year, _KNOWN_FROM)] // len(parts)
            for sex in parts:
                cases = int(draws.binomial(people, 1 / (1 + np.exp(-logit))))
                for area in (*_areas(place.number, place.county_number), _then(place.number, year)):
                    for whole in {sex, "0"}:
                        before = found.get((area, year, whole), (0, 0))
                        found[area, year, whole] = (before[0] + cases, before[1] + people)
    return found


def _people(number: str, year: int, table: _Table) -> int:
    known = population(number, year, ages=table.declared["ages"]) or 0
    return round(known * float(table.declared["share"]))


def _areas(number: str, county: str) -> tuple[str, str, str]:
    """Name the larger areas as KOSTRA does."""
    return "EAK Landet", f"EKA{county}", f"EKG{_groups()[number]:02d}"


@cache
def _groups() -> dict[str, int]:
    """Divide the municipalities in groups of like size: invented, and none of Statistics Norway's."""
    ordered = sorted(municipalities(), key=lambda each: (max(each.residents.values()), each.number))
    return {each.number: 1 + at * _GROUPS // len(ordered) for at, each in enumerate(ordered)}


def _then(number: str, year: int) -> str:
    """Give the number that the people of a municipality stood under in a year since 2020."""
    return number if year >= _KNOWN_FROM else _before().get(number, number)


@cache
def _before() -> dict[str, str]:
    """Give the number of 2020-2023 of those that have another since."""
    return {
        row["kommunenr_2024"]: row["kommunenr_gammel"]
        for row in read_rows("kommuneendringer_til_2024.csv")
        if row["fra_aar"] == "2020" and row["til_aar"] == "2023"
    }


def _told(counts: Counts | None) -> tuple[tuple[str, str, str], str]:
    """Give share, cases and people as a source tells them, or its sign for all three."""
    if counts is None or counts[1] == 0:
        return ("", "", ""), "."
    cases, people = counts
    if min(cases, people - cases) < _SMALL:
        return ("", "", ""), ":"
    return (f"{100 * cases / people:.1f}", str(cases), str(people)), ""


def _contents(table: _Table) -> tuple[str, ...]:
    return ("andel (prosent)", "teller", "nevner") if table.declared.get("counts") else ("andel (prosent)",)


def _json_stat(table: _Table, figures: Mapping[tuple[str, int, str], Counts], years: list[int]) -> str:
    places = sorted({place for place, _, _ in figures})
    contents = _contents(table)
    values: list[float | None] = []
    status: dict[str, str] = {}
    for place in places:
        for sex in table.sexes:
            for at in range(len(contents)):
                for year in years:
                    told, sign = _told(figures.get((place, year, sex)))
                    if sign:
                        status[str(len(values))] = sign
                    values.append(None if sign else float(told[at]))
    dimensions: dict[str, dict[str, str]] = {
        "Region": {place.partition(" ")[0]: place for place in places},
        "Kjonn": {sex: _SEXES[sex] for sex in table.sexes},
        "ContentsCode": {name: name for name in contents},
        "Tid": {table.period(year): table.period(year) for year in years},
    }
    content: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": table.title,
        "source": table.source,
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": list(dimensions),
        "size": [len(labels) for labels in dimensions.values()],
        "dimension": {
            name: {
                "label": name,
                "category": {"index": {code: at for at, code in enumerate(labels)}, "label": labels},
            }
            for name, labels in dimensions.items()
        },
        "value": values,
        "status": status,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _pxweb(table: _Table, figures: Mapping[tuple[str, int, str], Counts], years: list[int]) -> str:
    """Write the file one gets from the page: a column for each content and period."""
    contents = _contents(table)
    heads = ["region", *(f"{name} {table.period(year)}" for name in contents for year in years)]

    def rows() -> Iterator[list[str]]:
        for place in sorted({place for place, _, _ in figures}):
            told = [_told(figures.get((place, year, "0"))) for year in years]
            yield [place, *(sign or cells[at] for at in range(len(contents)) for cells, sign in told)]

    return _lines(table.title, heads, rows())


def _write_births(out: Path, content: Mapping[str, Any], years: list[int]) -> Path:
    """Write births as the number of those under one year: a count, and no share."""
    heads = ["region", *(f"Levendefødte {year}" for year in years)]
    totals: dict[str, dict[int, int]] = {}
    for place in municipalities():
        for year in years:
            then = totals.setdefault(_then(place.number, year), {})
            then[year] = then.get(year, 0) + (population(place.number, max(year, _KNOWN_FROM), ages=[0]) or 0)
    rows = ([place, *(str(by.get(year, ".")) for year in years)] for place, by in sorted(totals.items()))
    file = out / "fodte.csv"
    file.write_text(_lines(f"{content['title']}: fodte", heads, rows), encoding="utf-8")
    return file


def _write_grouping(out: Path, title: str) -> Path:
    rows = ([number, str(_KNOWN_FROM - 4), str(group)] for number, group in sorted(_groups().items()))
    file = out / "kostra_gruppe.csv"
    written = _lines(f"{title}: grupper etter folketall", ["kommunenr", "gyldig_fra", "gruppe"], rows)
    file.write_text(written, encoding="utf-8")
    return file


def _lines(title: str, heads: list[str], rows: Iterator[list[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    stream.write(f'"{title}"\r\n\r\n')
    writer.writerow(heads)
    writer.writerows(rows)
    return stream.getvalue()
