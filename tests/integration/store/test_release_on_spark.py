"""Spark reads a release as the store wrote it, also after a part was withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from asked_of_engines import plain, plain_rows
from spark_worlds import LOCAL, NEEDED
from store_factories import NAME, deliver, people, release, status_databank, variable, visits

from folkekommune.catalogue.model import Texts, UnitType, ValueType
from folkekommune.engines.reference import ReferenceEngine
from folkekommune.engines.serving import read_release
from folkekommune.engines.source import ReleaseFiles
from folkekommune.engines.spark import SparkEngine
from folkekommune.engines.spark_session import end_context
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import PERSON, PersonRoot, SpellRoot, UnitRoot, start
from folkekommune.query.engine import CellRequest, Moment, RowsRequest
from folkekommune.query.imports import import_step
from folkekommune.store.store import Store
from folkekommune.store.withdrawal import withdraw_part

pytestmark = [NEEDED, pytest.mark.thorough, pytest.mark.xdist_group("spark")]

BERGEN, OTHER = "4601", "4624"
DAY = (date(2020, 2, 13) - date(1970, 1, 1)).days


def with_visits():
    kinds = {"VISIT_CHILD": (ValueType.IDENTIFIER, None), "VISIT_WEIGHT": (ValueType.DECIMAL, "VEKT_KG")}
    made = {n: variable(n, kind, item=item, unit_type="VISIT") for n, (kind, item) in kinds.items()}
    text = Texts("Besøk", "Besøk", "Visit")
    return replace(status_databank(), unit_types={"VISIT": UnitType("VISIT", text, "VISIT_CHILD", made)})


def stored(folder) -> Store:
    """Make a store of two parts; one child is in both, with a state of its own in each."""
    store = Store(folder)
    here = visits(
        """
        unit record version date       age AMMESTATUS VEKT_KG
        7    10     1       2020-02-12 43  3          4.5
        9    20     1       2020-02-13 44  1          5.25
        """
    )
    there = visits(
        """
        unit record version date       age AMMESTATUS VEKT_KG
        9    30     1       2020-02-13 44  2          5.5
        1    40     1       2020-02-14 45  1          3.75
        """
    )
    deliver(store, BERGEN, "first", who=people(7, 9), U6=here)
    deliver(store, OTHER, "second", who=people(9, 1), U6=there)
    return store


def questions(made, parts):
    bank, ref = made.definition, ReleaseRef(NAME, made.version)
    weight = import_step(ref, bank.variables["VEKT_KG_U6"], "w", population=True)
    feeding = import_step(ref, bank.variables["AMMESTATUS_U6"], "f", at=DAY)
    persons = start(PersonRoot(ref, parts)).then(weight).then(feeding)
    yield CellRequest(persons, ("f",), (Moment("w", 0, 10, contributions=True),))
    info = ColumnInfo(ValueType.INTEGER, "feeding")
    yield CellRequest(start(SpellRoot(ref, parts, "AMMESTATUS_U6", "f", info, DAY, DAY)), ("f",))
    of_visits = start(UnitRoot(ref, parts, "VISIT"))
    unit = bank.unit_types["VISIT"]
    for name in ("VISIT_WEIGHT", "VISIT_CHILD"):
        of_visits = of_visits.then(import_step(ref, unit.variables[name], name))
    yield CellRequest(of_visits, ("VISIT_WEIGHT",), (Moment("VISIT_WEIGHT", 0, 10),))


def test_a_release_and_what_is_left_of_it_are_read_alike(tmp_path):
    store = stored(tmp_path / "store")
    whole = release(store, BERGEN, OTHER, bank=with_visits())
    withdraw_part(store, NAME, BERGEN, today=date(2026, 1, 1))
    for made, parts in ((whole, (BERGEN, OTHER)), (whole, (OTHER,)), (store.release(NAME), (OTHER,))):
        files = ReleaseFiles(made.serving, made.parts, made.folder)
        memory = read_release(files)
        engine = SparkEngine(lambda _, f=files: f, LOCAL, memory_limit="1GB", temporary=tmp_path / "tmp")
        reference = ReferenceEngine(lambda _, m=memory: m)
        for asked in questions(made, parts):
            assert plain(engine.cells(asked, limit=99)) == plain(reference.cells(asked, limit=99))
            names = tuple(n for n in asked.dataset.columns if n != "VISIT_CHILD")
            wanted = RowsRequest(asked.dataset, names)
            assert plain_rows(engine.rows(wanted)) == plain_rows(reference.rows(wanted))
            assert PERSON not in names or asked.dataset.rows_of_persons
        engine.close()
        assert list((tmp_path / "tmp").glob("served-*")) == []
    end_context()
