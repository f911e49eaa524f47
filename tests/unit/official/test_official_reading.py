"""Files of statistics banks are read whole or refused with a reason; none is trusted."""

from __future__ import annotations

import json

import pytest
from official_factories import ALVER, BANK, BERGEN, KNOWN, description, json_stat

from folkekommune.errors import InputError
from folkekommune.official.cubes import MOST_BYTES, Category
from folkekommune.official.descriptions import PeriodForm
from folkekommune.official.figures import COUNTRY, Absent, Area, Level, Slot
from folkekommune.official.periods import period_of
from folkekommune.official.places import area_of
from folkekommune.official.reading import read_cube
from folkekommune.official.understanding import Understood, understand

PLACES, YEARS = ["0", "46", "4601"], ["2023", "2024"]
CONTENTS = ["teller", "nevner"]


def read(written: bytes, code: str = "tannhelse_5aar", **changes: object) -> Understood:
    known = description(code, **changes)
    return understand(read_cube(written, known), known)


def test_counts_become_a_percentage():
    written = json_stat(
        {"Region": PLACES, "ContentsCode": CONTENTS, "Tid": YEARS},
        [4, 5, 10, 10, 8, 6, 10, 8, 30, 45, 60, 60],
    )
    found = read(written).figures
    assert found[Slot(COUNTRY, 2023)].value == 40
    assert found[Slot(Area(Level.COUNTY, "46"), 2024)].value == 75
    assert (found[Slot(BERGEN, 2024)].numerator, found[Slot(BERGEN, 2024)].denominator) == (45, 60)


def test_values_may_stand_by_place_and_an_index_by_code():
    written = json.loads(json_stat({"Region": ["0", "4601"], "Tid": YEARS}, {"0": 1.5, "3": 4}))
    written["dimension"]["Region"]["category"]["index"] = {"4601": 1, "0": 0}
    found = read(json.dumps(written).encode()).figures
    assert (found[Slot(COUNTRY, 2023)].value, found[Slot(BERGEN, 2024)].value) == (1.5, 4)
    assert found[Slot(BERGEN, 2023)].absent is Absent.MISSING


@pytest.mark.parametrize(
    ("status", "absent"),
    [
        ({"0": ":"}, Absent.WITHHELD),
        ([".", None], Absent.NOT_COMPUTABLE),
        ("..", Absent.MISSING),
        ({"0": "..."}, Absent.MISSING),
        (None, Absent.MISSING),
    ],
)
def test_a_sign_stands_in_a_list_by_place_or_for_all(status, absent):
    found = read(json_stat({"Region": ["4601"], "Tid": YEARS}, [None, 5], status=status)).figures
    assert found[Slot(BERGEN, 2023)].absent is absent
    assert found[Slot(BERGEN, 2024)].value == 5


def test_a_sign_of_the_sources_own_means_what_the_description_says():
    written = b"region;andel (prosent)\n4601;*\n".replace(b"region;", b"region;\xc3\xa5r;").replace(
        b"4601;", b"4601;2023;"
    )
    known = read(written, "mobbing_7trinn").figures
    assert known[Slot(BERGEN, 2023)].absent is Absent.WITHHELD
    with pytest.raises(InputError, match="sign-unknown"):
        read(written)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_line_a_number_in_any_encoding(encoding):
    written = '"region","år","kjønn","andel (prosent)"\n"4601 Bergen","2024","Jenter","81.5"\n'
    found = read(written.encode(encoding), "vaksine_hpv_16aar").figures
    assert found[Slot(BERGEN, 2024, sex="2")].value == 81.5


def test_a_column_a_period_below_a_title_and_above_footnotes():
    written = (
        '"12345: Barn, etter region og år"\r\n\r\n'
        '"region";"Jenter andel (prosent) 2020-2022";"Gutter andel (prosent) 2020-2022"\r\n'
        '"4601 Bergen";"10,5";"-"\r\n"K-4631 Alver";":";"12"\r\n\r\n"Fotnote; med mer";"x"\r\n'
    )
    found = read(written.encode("cp1252"), "lavinntekt_vedvarende").figures
    assert found[Slot(BERGEN, 2022, sex="2", years=3)].value == 10.5
    assert found[Slot(BERGEN, 2022, sex="1", years=3)].value == 0
    assert found[Slot(ALVER, 2022, sex="2", years=3)].absent is Absent.WITHHELD
    assert len(found) == 4


BASE = {"Region": ["4601"], "Tid": YEARS}
HOSTILE = {
    "not-json-stat": [b"[]", b'{"class": "collection"}', b'{"dataset": {}}'],
    "broken": [
        b"{",
        b"[" * 100_000,
        json_stat(BASE, [1]),
        json_stat(BASE, [1, True]),
        json_stat(BASE, ["a", "b"]),
        json_stat(BASE, [3, 4]).replace(b"[3, 4]", b"[NaN, 2]"),
        json_stat(BASE, [3, 4]).replace(b"[3, 4]", b"[1e999, 2]"),
        json_stat({"Region": ["4601", "4601"], "Tid": YEARS}, [1, 2, 3, 4]),
        json_stat(BASE, [1, 2], dimension={"Region": {}}),
        json_stat(BASE, [1, 2], dimension=[]),
        b'region;\xc3\xa5r;andel (prosent)\n"4601;2023;1\n',
    ],
    "too-many-cells": [json_stat(BASE, [1, 2], size=[10**9, 10**9]), json_stat(BASE, [], size=[-1, 2])],
    "too-large": [b" " * (MOST_BYTES + 1)],
    "encoding": [b"\x81\x8d\x8f", b"", b"a\0b"],
    "dimension-missing": [json_stat({"Tid": YEARS}, [1, 2]), json_stat({"Region": ["4601"]}, [1])],
    "dimension-unknown": [json_stat(BASE | {"Utdanning": ["a", "b"]}, [1, 2, 3, 4])],
    "contents-missing": [json_stat(BASE | {"ContentsCode": ["Antall lærere"]}, [1, 2])],
    "nothing-understood": [json_stat({"Region": ["9999"], "Tid": YEARS}, [1, 2])],
    "no-heads": [b"navn;alder\nx;3\n"],
    "no-number": [b"region;\xc3\xa5r;andel (prosent)\n4601;2023;mye\n"],
    "short-line": [b"region;\xc3\xa5r;andel (prosent)\n4601;2023\n"],
    "twice": [b"region;\xc3\xa5r;andel (prosent)\n4601;2023;1\n4601;2023;1\n"],
    "contradiction": [
        json_stat(BASE, [-1, 2]),
        json_stat(BASE, [101, 2]),
        json_stat(BASE | {"ContentsCode": CONTENTS}, [5, 4, 1, 2]),
        json_stat(BASE | {"ContentsCode": ["prosent", *CONTENTS]}, [60, 1, 2, 50, 1, 2]),
    ],
}


@pytest.mark.parametrize(
    ("reason", "written"),
    [(reason, each) for reason, files in HOSTILE.items() for each in files],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_what_is_no_table_is_refused_with_its_reason(reason, written):
    with pytest.raises(InputError) as refused:
        read(written)
    assert refused.value.code == f"official.{reason}"


def test_a_hostile_name_is_kept_short_and_on_one_line():
    cube = read_cube(json_stat(BASE, [1, 2], label="a\n\u202e" + "b" * 9999), description())
    assert len(cube.title) <= 200
    assert cube.title.isprintable()


@pytest.mark.parametrize(
    ("code", "label", "expected"),
    [
        ("0", "Hele landet", COUNTRY),
        ("EAK", "Landet", COUNTRY),
        ("EAKUO", "Landet uten Oslo", None),
        ("EKA46", "Vestland", Area(Level.COUNTY, "46")),
        ("F-46", "Vestland", Area(Level.COUNTY, "46")),
        ("EKG05", "KOSTRA-gruppe 5", Area(Level.KOSTRA_GROUP, "5")),
        ("K-4601", "Bergen", BERGEN),
        ("Bergen", "Bergen", BERGEN),
        ("Bergen (-2019)", "Bergen (-2019)", None),
        ("1201", "Bergen (-2019)", Area(Level.MUNICIPALITY, "1201")),
        ("Herøy", "Herøy", None),
        ("460107", "Årstad", Area(Level.DISTRICT, "460107")),
        ("9999", "Svalbard", None),
        ("12", "Hordaland (-2019)", None),
    ],
)
def test_a_place_is_read_as_sources_write_it(code, label, expected):
    assert area_of(Category(code, label)) == expected


@pytest.mark.parametrize(
    ("written", "form", "expected"),
    [
        ("2023", PeriodForm.YEAR, (2023, 1)),
        ("2020-01-01", PeriodForm.YEAR, (2020, 1)),
        ("2020-2022", PeriodForm.YEAR, None),
        ("2020–2022", PeriodForm.PERIOD, (2022, 3)),
        ("2023/24", PeriodForm.SCHOOL_YEAR, (2023, 1)),
        ("2020-2022", PeriodForm.SCHOOL_YEAR, None),
        ("2022-2020", PeriodForm.PERIOD, None),
        ("I alt", PeriodForm.YEAR, None),
    ],
)
def test_a_period_is_read_as_its_table_writes_it(written, form, expected):
    assert period_of(written, form) == expected


def test_every_definition_that_comes_from_outside_is_described():
    outside = {
        "tannhelse_5aar", "tannhelse_12aar", "tannhelse_18aar", "vaksine_mmr_2aar", "vaksine_hpv_16aar",
        "ensomhet_ungdom", "psykiske_plager", "mobbing_7trinn", "mobbing_10trinn", "trivsel_10trinn",
        "fornoyd_livet", "lavinntekt_vedvarende", "bor_trangt", "enslig_forsorger", "mor_royk_svangerskap",
    }  # fmt: skip
    assert outside <= set(KNOWN)
    assert {each.databank for each in KNOWN.values()} == {BANK}
    assert KNOWN["tannhelse_5aar"].better.value == "high"
    assert KNOWN["mobbing_7trinn"].better.value == "low"
    assert KNOWN["enslig_forsorger"].better.value == "none"
