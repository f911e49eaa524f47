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
        ("٣", "9"),  # noqa: RUF001  (a digit of another alphabet is a digit too)
        ("1" * 40, "9" * 24 + "…"),
    ],
)
def test_a_shape_says_nothing_of_what_stands_there(written: str, shape: str) -> None:
    assert shape_of(written) == shape


def test_fields_types_and_shapes_are_told_and_no_value(tmp_path: Path) -> None:
    folder = write_reports(tmp_path, [Visit() for _ in range(FEWEST)])
    found = preview_delivery(folder, PACKAGES, municipality="4601", databank=PACKAGE.databank.name)
    fields = {one.tried.field.target: one for one in found.fields}
    assert found.mapping == "bred_csv"
    assert found.rows == FEWEST
    assert fields["identity"].shapes == ()
    assert fields["visit_date"].shapes == ("99.99.9999",)
    assert fields["VEKT_KG"].variable.unit == "kg"
