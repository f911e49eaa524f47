"""Residence over time, from deliveries to a script: written as spells, imported at a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from delivery_factory import Visit
from home_factory import FNR, OTHER, SMALL, Home

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.reference import ReferenceEngine
from folkekommune.engines.serving import read_release
from folkekommune.engines.source import ReleaseFiles
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import CellRequest
from folkekommune.script.binder import bind_text
from folkekommune.script.session import Session
from folkekommune.store.released import Release

NAME = SMALL.databank.name


@dataclass(frozen=True)
class Released:
    """The catalogue of one release."""

    release: Release

    def names(self) -> Sequence[str]:
        """Give the one name."""
        return (NAME,)

    def databank(self, name: str) -> Databank | None:
        """Give the databank of the release."""
        return self.release.definition if name == NAME else None

    def versions(self, name: str) -> Sequence[str]:
        """Give the one version."""
        return (self.release.version,) if name == NAME else ()

    def withdrawn(self, name: str) -> Mapping[str, str]:
        """Give none."""
        assert name == NAME
        return {}

    def may_import(self, databank: str, variable: Variable) -> bool:
        """Tell that everything releasable may be imported."""
        return databank == NAME and variable.releasable


@pytest.fixture
def moved(tmp_path: Path) -> Release:
    """One child moves from Årstad to Fana, another out of the city; places have the numbers of their time."""
    home = Home(tmp_path)

    def visit(record: str, who: str, day: str, *, place: str, district: str) -> Visit:
        return Visit(record, who, day, district=district, cells={"Kommune": place, "Ammestatus": "Fullammet"})

    home.reports(
        {
            "U6": [
                visit("1", FNR, "17.04.2018", place="1201", district="Årstad"),
                visit("2", OTHER, "03.04.2018", place="4601", district="Fana"),
            ],
            "M6": [
                visit("3", FNR, "05.09.2018", place="4601", district="Fana"),
                visit("4", OTHER, "20.08.2018", place="1507", district=""),
            ],
        }
    )
    return home.release()


def bound(release: Release, *lines: str) -> Dataset:
    text = "\n".join((f"require {NAME}:1 as hp", "create-dataset barn", *lines))
    found = bind_text(text, Session(Released(release), ("4601",)))
    assert found.faults == ()
    dataset = found.session.sets["barn"].dataset
    assert dataset is not None
    return dataset


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-04-16", {("4601", "460103"), (None, None)}),
        ("2018-04-17", {("4601", "460107"), ("4601", "460103")}),
        ("2018-09-04", {("4601", "460107"), ("1507", None)}),
        ("2020-01-01", {("4601", "460103"), ("1507", None)}),
    ],
)
def test_a_script_imports_where_children_lived_on_a_day(moved, tmp_path, day, expected):
    dataset = bound(
        moved,
        "import hp/KJONN as kjonn",
        f"import hp/BOSTED_KOMMUNE {day} as bosted",
        f"import hp/BOSTED_BYDEL {day} as bydel",
    )
    files = ReleaseFiles(moved.serving, moved.parts)
    fast = DuckDBEngine(
        lambda _: files, moved.folder, threads=1, memory_limit="500MB", temporary=tmp_path / "tmp"
    )
    slow = ReferenceEngine(lambda _: read_release(files))
    for engine in (fast, slow):
        cells = engine.cells(CellRequest(dataset, ("bosted", "bydel")), limit=20)
        assert set(zip(*cells.coordinates, strict=True)) == expected
    fast.close()


def test_a_script_without_the_date_is_told_to_give_one(moved):
    text = f"require {NAME}:1 as hp\ncreate-dataset barn\nimport hp/BOSTED_KOMMUNE as bosted"
    found = bind_text(text, Session(Released(moved), ("4601",)))
    assert [fault.code for fault in found.faults] == ["script.date-needed"]


def test_the_archive_has_spells_with_start_and_stop(moved):
    rows = pq.read_table(moved.variable_file("4601", "BOSTED_KOMMUNE")).to_pylist()
    # 17 April 2018 is day 17638, 3 April day 17624, 20 August day 17763.
    assert sorted((row["value"], row["start"], row["stop"]) for row in rows) == [
        ("1507", 17763, None),
        ("4601", 17624, 17762),
        ("4601", 17638, None),
    ]
