"""The synthetic population as an official table of it: who lives where on 1 January, by sex and age.

Coverage is how many of the residents are counted. Invented children are held against invented residents:
those of the same world, in the shape that Statistics Norway gives real ones in. The file says what they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from folkekommune.synthetic.arrays import IntArray, day_number, years_of
from folkekommune.synthetic.people.children import Children
from folkekommune.synthetic.people.places import UNDIVIDED, Places

FOLDER, FILE = "official", "folketall.csv"
_SEXES = (("Menn", False), ("Kvinner", True))
_OLDEST = 18


def write_residents(folder: Path, children: Children, places: Places, *, years: range, title: str) -> Path:
    """Write the table, as one gets it from PxWeb's page; the same children give the same bytes.

    :param years: those of the first of January.
    """
    count = _counted(children, places, years)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    stream.write(f'"{title}: folketall"\r\n\r\n')
    writer.writerow(["region", "kjønn", "alder", *(f"Personer {year}" for year in years)])
    for place, districts in _areas(places):
        for at, (sex, _) in enumerate(_SEXES):
            for age in range(_OLDEST + 1):
                of_year = count[:, districts, at, age].sum(axis=1)
                writer.writerow([place, sex, f"{age} år", *map(str, of_year)])
    file = folder / FILE
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(stream.getvalue(), encoding="utf-8")
    return file


def _counted(children: Children, places: Places, years: range) -> IntArray:
    """Count the residents by year, district, sex and age in whole years at the end of the year before."""
    count = np.zeros((len(years), len(places.districts), len(_SEXES), _OLDEST + 1), dtype=np.int64)
    born_in = years_of(children.born)
    everyone = np.arange(len(children))
    for at, year in enumerate(years):
        day = day_number(date(year, 1, 1))
        home = children.district_on(everyone, np.full(len(children), day))
        age = year - 1 - born_in
        here = (home >= 0) & (age >= 0) & (age <= _OLDEST)
        np.add.at(count[at], (home[here], children.girl[here].astype(np.int64), age[here]), 1)
    return count


def _areas(places: Places) -> Iterator[tuple[str, list[int]]]:
    """Give each municipality, then its districts, with the districts they are made of."""
    for index, number in enumerate(places.municipalities):
        own = [int(district) for district in places.districts_of(index)]
        yield number, own
        yield from ((places.districts[each], [each]) for each in own if places.districts[each] != UNDIVIDED)
