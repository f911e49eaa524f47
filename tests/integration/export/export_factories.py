"""A small release, a vault and a stand-in for microdata.no's tool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Databank,
    Occasion,
    Sensitivity,
    Texts,
    ValueType,
    Variable,
)
from folkekommune.export.datasets import export_datasets
from folkekommune.export.official import Verdict
from folkekommune.export.order import Destination, Export, Exported, Order
from folkekommune.identity import make_synthetic
from folkekommune.settings import Mode
from folkekommune.store.release import build_release
from folkekommune.store.released import Release
from folkekommune.store.store import Store

ALWAYS = date(1900, 1, 1)
SLEEP = CodeList(
    "vurd",
    Texts("Vurdering", "Vurdering", "Assessment"),
    (
        Code(1, Texts("Normal", "Normal", "Normal"), ALWAYS),
        Code(2, Texts("Usikker", "Usikker", "Uncertain"), ALWAYS, date(2019, 12, 31)),
        Code(2, Texts("Usikker eller avvikende", "Usikker eller avvikande", "Deviating"), date(2020, 1, 1)),
        Code(9, Texts("Ikke vurdert", "Ikkje vurdert", "Not assessed"), ALWAYS, sentinel=True),
    ),
)
SEX = CodeList(
    "kjonn",
    Texts("Kjønn", "Kjønn", "Sex"),
    (
        Code(1, Texts("Gutt", "Gut", "Boy"), ALWAYS),
        Code(2, Texts("Jente", "Jente", "Girl"), ALWAYS),
    ),
)
OCCASIONS = (
    Occasion("U6", Texts("6 uker", "6 veker", "6 weeks"), 43, earliest_days=20, latest_days=80),
    Occasion("M6", Texts("6 måneder", "6 månader", "6 months"), 184, earliest_days=150, latest_days=230),
)
# unit, day, weight, sleep, place; the six-month visit of person 1 took place on the day of the other
VISITS = {
    "U6": (
        (1, "2019-06-01", 5.25, 2, "Årstad"),
        (2, "2020-02-03", 4.5, 1, "Fana"),
        (3, "2020-02-04", None, 9, None),
    ),
    "M6": (
        (1, "2019-06-01", 7.125, 1, None),
        (2, "2020-06-20", 8.0, None, "Fana"),
    ),
}
KEYS = {1: 3, 2: 1, 3: 2}


def identity_numbers() -> dict[int, str]:
    """Give three synthetic identity numbers, in another order than the persons."""
    individual = np.arange(501, 999)
    births = ("2019-04-20", "2019-12-21", "2019-12-22")
    tried = [make_synthetic(np.full(len(individual), birth, "datetime64[D]"), individual) for birth in births]
    made = [numbers[numbers > 0][0] for numbers in tried]
    ordered = sorted(f"{number:011d}" for number in made)
    return {1: ordered[2], 2: ordered[0], 3: ordered[1]}


NUMBERS = identity_numbers()


def reidentify(units: np.ndarray) -> np.ndarray:
    """Give the identity number of each person, as the vault does."""
    return np.array([NUMBERS[int(unit)] for unit in units])


def variable(name: str, kind: ValueType, words: tuple[str, str, str], **more) -> Variable:
    return Variable(name=name, title=Texts(*words), description=Texts(*words), value_type=kind, **more)


def item(name: str, kind: ValueType, words: tuple[str, str, str], **more) -> list[Variable]:
    """Make an item's variable at each occasion, titled as the catalogue does."""
    made = []
    for occasion in OCCASIONS:
        at = occasion.title
        title = Texts(f"{words[0]} ({at.nb})", f"{words[1]} ({at.nn})", f"{words[2]} ({at.en})")
        plain = variable(f"{name}_{occasion.name}", kind, words, item=name, occasion=occasion.name, **more)
        made.append(replace(plain, title=title))
    return made


def databank() -> Databank:
    variables = [
        variable("KJONN", ValueType.INTEGER, ("Kjønn", "Kjønn", "Sex"), code_list=SEX),
        *item("DATO", ValueType.DATE, ("Dato", "Dato", "Date"), sensitivity=Sensitivity.PERSON_GENERAL),
        *item("VEKT_KG", ValueType.DECIMAL, ("Vekt", "Vekt", "Weight"), unit="kg", theme="growth"),
        *item("SOVN", ValueType.INTEGER, ("Søvn", "Søvn", "Sleep"), code_list=SLEEP),
        *item("STED", ValueType.STRING, ("Sted", "Stad", "Place")),
    ]
    words = Texts("Helse", "Helse", "Health")
    return Databank(
        name="no.example.health",
        title=words,
        description=words,
        occasions=OCCASIONS,
        code_lists={"vurd": SLEEP, "kjonn": SEX},
        variables={entry.name: entry for entry in variables},
        themes={"growth": Texts("Vekst", "Vekst", "Growth")},
    )


def with_variable(bank: Databank, name: str, **changes) -> Databank:
    entry = replace(bank.variables[name], **changes)
    return replace(bank, variables=bank.variables | {name: entry})


def small_release(folder: Path, bank: Databank | None = None, *, visits: dict = VISITS) -> Release:
    """Release three children of Bergen, two of whom came twice."""
    bank = bank or databank()
    store = Store(folder)
    people = pa.table(
        {
            "unit_id": pa.array(KEYS.keys(), pa.int64()),
            "key": pa.array(KEYS.values(), pa.int64()),
            "KJONN": pa.array([1, 2, None], pa.int64()),
        }
    )
    with store.draft(bank.name, "4601").add("one") as writer:
        writer.persons(people)
        for turn, (occasion, rows) in enumerate(visits.items()):
            writer.visits(occasion, _visits(rows, first_record=100 * turn))
        writer.finish({})
    return build_release(store, bank, parts=("4601",))


def _visits(rows: tuple, *, first_record: int) -> pa.Table:
    return pa.table(
        {
            "unit_id": pa.array([row[0] for row in rows], pa.int64()),
            "record": pa.array(range(first_record, first_record + len(rows)), pa.int64()),
            "version": pa.array([1] * len(rows), pa.int64()),
            "withdrawn": pa.array([False] * len(rows)),
            "visit_date": pa.array([date.fromisoformat(row[1]) for row in rows], pa.date32()),
            "age_days": pa.array([43] * len(rows), pa.int32()),
            "VEKT_KG": pa.array([row[2] for row in rows], pa.float64()),
            "SOVN": pa.array([row[3] for row in rows], pa.int64()),
            "STED": pa.array([row[4] for row in rows], pa.string()),
        }
    )


@dataclass
class ToolsStandIn:
    """Answer as told, remember what was asked, and pack by copying."""

    verdict: Verdict = field(default_factory=Verdict)
    asked: list[str] = field(default_factory=list)

    def validate(self, datasets: Sequence[Path]) -> tuple[Verdict, ...]:
        """Answer as told."""
        self.asked += [f"validate {dataset.name}" for dataset in datasets]
        return (self.verdict,) * len(datasets)

    def package(self, datasets: Sequence[Path], *, public_key_dir: Path, out: Path) -> tuple[Path, ...]:
        """Write packages that hold nothing."""
        assert public_key_dir.is_dir()
        self.asked += [f"package {dataset.name}" for dataset in datasets]
        packages = tuple(out / f"{dataset.name}.tar" for dataset in datasets)
        for package in packages:
            package.write_bytes(b"sealed")
        return packages


def export(made: Release, out: Path, *names: str, **more) -> tuple[Exported, ...]:
    """Export in test mode, unless told otherwise."""
    return export_all(made, out, *names, **more).datasets


def export_all(made: Release, out: Path, *names: str, **more) -> Export:
    """Export in test mode, unless told otherwise, and tell what was left out."""
    usual = {"mode": Mode.TEST, "reidentify": reidentify, "package": False, "tools": ToolsStandIn()}
    parts = more.pop("parts", None)
    order = Order(
        made,
        more.pop("databank", made.definition),
        names,
        made.parts if parts is None else parts,
        more.pop("approvers", ()),
    )
    keys = more.pop("public_key_dir", None)
    workplace = more.pop("workplace", out.with_name(f"{out.name}-workplace"))
    return export_datasets(order, Destination(workplace, out, keys), **usual | more)


def lines(out: Path, name: str) -> list[str]:
    return (out / name / f"{name}.csv").read_text(encoding="utf-8").splitlines()
