"""The table of invented residents: who lives where on 1 January, told as that of real ones is."""

from __future__ import annotations

from datetime import date

import numpy as np
from official_factories import description

from folkekommune.disclosure.policy import load_policy
from folkekommune.official.figures import Area, Level, Slot
from folkekommune.official.preparing import prepare
from folkekommune.synthetic.arrays import day_number
from folkekommune.synthetic.people.children import Children
from folkekommune.synthetic.people.movement import NEVER
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.residents import write_residents

PLACES = Places(
    municipalities=("4601", "4631"),
    names=("Bergen", "Alver"),
    districts=("460101", "460102", ""),
    district_names=("Arna", "Bergenhus", ""),
    district_municipality=np.array([0, 0, 1]),
    ses_mean=np.zeros(3),
    units=(),
    unit_district=np.array([], dtype=np.int64),
    unit_at_school=np.array([], dtype=np.int64),
)


def day(written: str) -> int:
    return day_number(date.fromisoformat(written))


def children(*told: tuple[str, bool, list[int], list[str], str]) -> Children:
    """Make children: born, girl, homes, since when each, and when the last of them was left."""
    since = [[day(each) for each in when] + [NEVER] * (3 - len(when)) for _, _, _, when, _ in told]
    size = len(told)
    return Children(
        born=np.array([day(born) for born, *_ in told]),
        girl=np.array([girl for _, girl, *_ in told]),
        ses=np.zeros(size),
        effect=np.zeros(size),
        home=np.array(
            [(homes * 3)[:3] if len(homes) == 1 else [*homes, homes[-1]][:3] for _, _, homes, *_ in told]
        ),
        since=np.array(since),
        until=np.array([NEVER if not left else day(left) for *_, left in told]),
        numbers=np.arange(size),
        d_numbers=np.arange(size),
    )


def test_children_are_counted_where_they_live_at_the_turn_of_the_year(tmp_path):
    """Two in Arna, one of whom moves to Alver in 2023; a girl who leaves; a boy born later than that."""
    everyone = children(
        ("2020-06-01", True, [0], ["2020-06-01"], ""),
        ("2020-12-31", True, [0, 2], ["2020-12-31", "2023-05-01"], ""),
        ("2019-03-01", True, [1], ["2019-03-01"], "2023-08-01"),
        ("2023-07-01", False, [2], ["2023-07-01"], ""),
    )
    file = write_residents(tmp_path, everyone, PLACES, years=range(2023, 2025), title="SYNTETISK TABELL")
    found = prepare(file.read_bytes(), description("folketall"), load_policy())
    assert found.cube.invented
    girls = {
        (slot.area.code, slot.year, slot.age): figure.value
        for slot, figure in found.figures.items()
        if slot.sex == "2" and figure.value
    }
    # Born in 2020: two years old at the end of 2022, three at the end of 2023.
    assert girls == {
        ("4601", 2023, 2): 2,
        ("460101", 2023, 2): 2,
        ("4601", 2023, 3): 1,
        ("460102", 2023, 3): 1,
        ("4601", 2024, 3): 1,
        ("460101", 2024, 3): 1,
        ("4631", 2024, 3): 1,
    }
    boy = Slot(Area(Level.MUNICIPALITY, "4631"), 2024, sex="1", age=0)
    assert found.figures[boy].value == 1
    assert found.figures[boy.at(2023)].value == 0
