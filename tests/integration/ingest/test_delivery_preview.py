"""A preview of a delivery tells what its fields are and look like, and never what stands in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from delivery_factory import PACKAGE, Visit, write_reports

from folkekommune.errors import InputError
from folkekommune.ingest.preview import FEWEST, preview_delivery, shape_of

PACKAGES = {PACKAGE.databank.name: PACKAGE}


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("17.05.2026", "99.99.9999"),
        ("Kari Nordmann", "a a"),
        (" 3,50 kg ", "9,99 a"),
        ("Ærlig_talt", "a?a"),
        ("٣", "9"),
        ("1" * 40, "9" * 24 + "…"),
    ],
)
def test_a_shape_says_nothing_of_what_stands_there(written: str, shape: str) -> None:
    assert shape_of(written) == shape


def delivered(folder: Path, count: int) -> Path:
    """Write a delivery of some visits; the weights and names in it must not be seen again."""
    rows = [
        Visit(f"R-{number}", "18851099999", name="Kanari Fugl", cells={"Vekt (kg)": f"4,{number:03}"})
        for number in range(count)
    ]
    return write_reports(folder, {"U6": rows})


def test_fields_types_and_shapes_are_told_and_no_value(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "delivery", FEWEST)
    found = preview_delivery(folder, PACKAGES, municipality="4601", databank=PACKAGE.databank.name)
    fields = {one.tried.field.target: one for one in found.fields}
    assert (found.mapping, found.rows) == ("bred_csv", FEWEST)
    assert fields["identity"].shapes == ()
    assert fields["visit_date"].shapes == ("99.99.9999",)
    assert fields["VEKT_KG"].shapes == ("9,999",)
    assert fields["VEKT_KG"].variable.unit == "kg"
    assert not any(value in repr(found.fields) for value in ("Kanari", "18851099999", "4,00", "17.04.2018"))


def test_a_shape_that_few_rows_have_is_not_told(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "delivery", FEWEST - 1)
    found = preview_delivery(folder, PACKAGES, municipality="4601", databank=PACKAGE.databank.name)
    assert {one.shapes for one in found.fields} == {()}


def test_another_municipalitys_delivery_is_refused(tmp_path: Path) -> None:
    folder = delivered(tmp_path / "delivery", FEWEST)
    with pytest.raises(InputError) as refused:
        preview_delivery(folder, PACKAGES, municipality="4631", databank=PACKAGE.databank.name)
    assert refused.value.code == "steward.other-municipality"
