"""Invented deliveries and releases for the stewards' pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from cube_factories import cell, cube, prepared
from web_fakes import create_everyone

from folkekommune.access.approvals import Approvals
from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.users import Grant, User
from folkekommune.access.vault_tasks import Said, TaskKind, TaskState, VaultTasks
from folkekommune.catalogue.model import Texts
from folkekommune.catalogue.packages import Package, load_packages, shipped_folder
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.watch import Alert, Sort
from folkekommune.errors import InputError
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.ingest.corrections import Correction
from folkekommune.ingest.loading.progress import LoadState
from folkekommune.ingest.mapping_check import TriedField
from folkekommune.ingest.mappings.witness import SeenField
from folkekommune.ingest.preview import Preview, PreviewField
from folkekommune.ingest.quality.declaration import Declaration, load_declaration
from folkekommune.ingest.review.outcome import Observation
from folkekommune.keys import Keys
from folkekommune.published.prepared import Preparations, PreparedCubes
from folkekommune.published.publications import Publications
from folkekommune.services.ordered_stewardship import OrderedStewardship, Orders
from folkekommune.services.publishing import Publishing
from folkekommune.services.quality_report import QualityFacts
from folkekommune.services.stewards import Stewards
from folkekommune.services.stewardship import Insight, MadeRelease, Shelf, Stewardship
from folkekommune.services.vault_results import TaskResults

SUMMARY = {
    "mapping": "bred_csv",
    "rows": 2040,
    "loaded": 2027,
    "answers": 38204,
    "persons": 967,
    "repaired": {"leading-zero": 8},
    "quarantined": {"identity-control-digits": 13},
    "excluded": {},
    "checks": [
        {"check": "C1", "applicable": 52693, "violating": 2, "percent": 0.0038, "passed": False},
        {"check": "P1", "applicable": 2038, "violating": 4, "percent": 0.1963, "passed": True},
    ],
}


@dataclass(frozen=True)
class FakeDelivery:
    """A delivery as the draft gives it."""

    identity: str
    loaded_at: str
    sequence: int = 1
    summary: Mapping[str, Any] = field(default_factory=lambda: SUMMARY, hash=False)


BERGEN_DELIVERY = FakeDelivery("a1b2c3d4e5f6" + "0" * 52, "2026-05-17T08:30:00+00:00")
ALVER_DELIVERY = FakeDelivery("ffffffffffff" + "0" * 52, "2026-05-18T08:30:00+00:00")


CORRECTIONS = (
    Correction("K-1001", "identity", "identity-control-digits", 1),
    Correction("K-1002", "VEKT_KG", "swapped", 1),
    Correction("K-1003", "VEKT_KG", "swapped", 1, closed_by=2),
)
DATABANK = "no.folkekommune.helseprofil"
KEYS = Keys(b"k" * 32)


@cache
def _package() -> Package:
    return load_packages(shipped_folder())[DATABANK]


@cache
def _declaration() -> Declaration:
    return load_declaration(_package().folder / "quality.toml", _package().databank)


def quality_facts(municipality: str, version: str | None) -> QualityFacts:
    """Make the facts of a report: two places, one of which leaves much unanswered and drifts."""
    seen = [
        Observation("M1", site="Laksevåg", period="2025-03", applicable=4000, violating=1200, flagged=True),
        Observation("M1", site="Åsane", period="2025-03", applicable=5000, violating=250),
        Observation("M4", site="Laksevåg", period="2025-03", applicable=200, figure=2.5, flagged=True),
        Observation("M4", site="Åsane", period="2025-03", applicable=2, figure=0.1),
        Observation("P10", item="VEKT_KG", site="Åsane", applicable=800, figure=23.4, flagged=True),
    ]
    for year in range(2017, 2026):
        for site, drift in (("Laksevåg", 0.08 * (year - 2017)), ("Åsane", 0.02)):
            seen.append(
                Observation("P12", item="VEKT_KG", site=site, period=str(year), applicable=500, figure=drift)
            )
    package = _package()
    return QualityFacts(
        databank=package.databank,
        municipality=municipality,
        release=version or "",
        loads=[("2026-05-17T08:30:00+00:00", SUMMARY)],
        observations=seen,
        declaration=_declaration(),
        definitions=tuple(load_definitions(package).values()),
    )


@dataclass(frozen=True)
class FakeChange:
    """Names that changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    retitled: tuple[str, ...] = ()
    validity: tuple[str, ...] = ()


@dataclass(frozen=True)
class FakePart:
    """A part in bands."""

    municipality: str
    came: str = "10-49"
    left: str = "0"
    variables: Mapping[str, str] = field(
        default_factory=lambda: {"VEKT_KG_A2": "1-9", "SOVN_A2": "0"}, hash=False
    )


@dataclass(frozen=True)
class FakeComparison:
    """How two invented versions differ."""

    earlier: str
    later: str
    part: FakePart
    change: FakeChange = FakeChange(added=("SKJERMTID_A4",), changed=("VEKT_KG_A2", "SOVN_A2"))
    codes: Mapping[str, FakeChange] = field(
        default_factory=lambda: {"AMMESTATUS_M6": FakeChange(added=("4",), retitled=("2",))}, hash=False
    )
    parts_added: tuple[str, ...] = ("4624",)
    parts_removed: tuple[str, ...] = ()


def preview_of(municipality: str, name: str) -> Preview:
    """Make a preview with a field of every kind, or the fault of a delivery that is not whole."""
    if name == "2026-odelagt":
        raise InputError("ingest.manifest-unreadable")
    weight = _package().databank.variables["VEKT_KG_A2"]
    breast = _package().databank.variables["AMMESTATUS_M6"]
    fields = (
        (SeenField("Fødselsnr", "identity"), None, ()),
        (SeenField("Kons.dato", "visit_date"), None, ("99.99.9999",)),
        (SeenField("Vekt, kg", "VEKT_KG", renamed=True), weight, ("99,9", "9,9")),
        (SeenField("Ammestatus", "AMMESTATUS"), breast, ("a", "a a")),
        (SeenField("Merknad", ""), None, ()),
        (SeenField("Skjermbruk", None, suggestion="Skjermtid"), None, ()),
    )
    return Preview(
        mapping="bred_csv",
        title=Texts("Profilrapport", "Profilrapport", "Profile report"),
        shape="wide_csv",
        rows=1000,
        fields=tuple(
            PreviewField(TriedField(seen, ("A2", "M6")), variable, shapes)
            for seen, variable, shapes in fields
        ),
        missing={"SOVN": ("A2",)},
        faults=(),
    )


def _alerts(municipality: str, days: Sequence[str]) -> tuple[Alert, ...]:
    newest = Alert("amming", days[0], Sort.REPEATS, 57)
    return (newest,) if len(days) == 7 else (newest, Alert("sovn", days[-1], Sort.REFUSALS, 31))


FULL_INSIGHT = Insight(
    policy=load_policy(),
    quality=quality_facts,
    corrections=lambda _: CORRECTIONS,
    compare=lambda municipality, earlier, later: FakeComparison(earlier, later, FakePart(municipality)),
    alerts=_alerts,
    waiting=lambda _: ("2026-05", "2026-odelagt"),
    preview=preview_of,
    load=lambda _municipality, _name: None,
    loading=lambda _: None,
    stop_loading=lambda _: False,
)
NOTHING = replace(
    FULL_INSIGHT, corrections=lambda _: (), alerts=lambda _municipality, _days: (), waiting=lambda _: ()
)


CARE = "no.folkekommune.hjemmetjenester"
MOTHERS = "no.folkekommune.modreregister"

UNDER_WAY = LoadState("2026-05", since="2026-05-17T08:30:00+00:00", databank=CARE, rows=1200, promised=3400)
LOADING = replace(NOTHING, loading=lambda _: UNDER_WAY, stop_loading=lambda _: True)


def stewards(folder: Path, *given: Any, others: Sequence[str] = (), **settings: Any) -> Stewards:
    """Make the use cases on the invented deliveries, and of other databanks as ``OTHERS`` has them."""
    first = stewardship(folder, *given, **settings)
    titles = {name: load_packages(shipped_folder())[name].databank.title for name in (DATABANK, *others)}
    return Stewards(lambda: titles, lambda name: first if name == DATABANK else OTHERS[name](folder))


def stewardship(
    folder: Path,
    make_release: Callable[[str], None] = lambda _: None,
    withdraw_part: Callable[[str], None] = lambda _: None,
    *,
    insight: Insight = FULL_INSIGHT,
    empty: bool = False,
) -> Stewardship:
    """Make the use cases on invented deliveries: one in Bergen, one in Alver; or on none at all."""
    keys = KEYS
    engine = open_control_database(folder / "steward.sqlite")
    audit = AuditTrail(engine, b"a key for tests")
    publishing = Publishing(
        Publications(folder / "published"),
        Preparations(folder / "ledger", keys),
        Approvals(engine, audit=audit),
        Ledger(folder / "ledger" / "ledger.sqlite", keys),
        audit,
        limits=lambda _: _declaration().thresholds,
    )
    deliveries = {} if empty else {"4601": [BERGEN_DELIVERY], "4631": [ALVER_DELIVERY]}
    releases = [
        MadeRelease("1.1.0", date(2026, 6, 1), ("4601", "4624", "4631")),
        MadeRelease("1.0.0", date(2026, 5, 17), ("4601", "4631")),
        MadeRelease("0.9.0", date(2026, 4, 1), ("4631",)),
    ]
    return Stewardship(
        Shelf(
            databank=DATABANK,
            deliveries=lambda municipality: deliveries.get(municipality, []),
            definitions=tuple(load_definitions(_package()).values()),
            releases=lambda: [] if empty else releases,
            make_release=make_release,
            withdraw_part=withdraw_part,
            publishing=publishing,
            insight=insight,
        )
    )


def ordered_stewardship(
    folder: Path, tasks: VaultTasks, *, databank: str = DATABANK, working: Callable[[], bool] = lambda: True
) -> OrderedStewardship:
    """Make the use cases where the vault is apart: heavy work on a databank is ordered, and told of."""
    orders = Orders(
        tasks,
        TaskResults(KEYS),
        ready=lambda _: ("2026-05",),
        working=working,
        variables=_package().databank.variables,
    )
    return OrderedStewardship(replace(stewardship(folder)._shelf, databank=databank), orders)


def orders_of_every_state(folder: Path) -> OrderedStewardship:
    """Make use cases with orders that were carried out, failed, were cancelled, are under way and wait."""
    engine = open_control_database(folder / "steward.sqlite")
    tasks = VaultTasks(engine, audit=AuditTrail(engine, b"a key for tests"))
    desk = ordered_stewardship(folder, tasks, databank=MOTHERS)
    steward = User(4, "forvalter", "", (Grant("steward", "4601"),))
    ends = ((TaskKind.LOAD, "2026-05", TaskState.DONE, Said("tasks.done-load", {"rows": 300})),)
    ends += ((TaskKind.RELEASE, "", TaskState.FAILED, Said("tasks.died")),)
    for kind, subject, state, said in ends:
        desk.order(steward, "4601", kind, subject)
        task = tasks.claim()
        assert task is not None
        tasks.end(task, state, said)
    withdrawn = desk.order(steward, "4601", TaskKind.CORRECTIONS)
    assert desk.cancel_task(steward, "4601", withdrawn.identifier)
    desk.order(steward, "4601", TaskKind.LOAD, "2026-05")
    running = tasks.claim()
    assert running is not None
    tasks.keep(running, Said("steward.load-rows", {"rows": 120, "promised": 300}))
    desk.order(steward, "4601", TaskKind.QUALITY)
    return desk


def prepare(folder: Path, *made: PreparedCubes) -> None:
    """Lay cubes ready to be proposed from the stewards' pages of a folder, by the people there are."""
    if not (folder / "steward.sqlite").exists():
        engine = open_control_database(folder / "steward.sqlite")
        create_everyone(engine)
        engine.dispose()
    for cubes in made:
        Preparations(folder / "ledger", KEYS).save(cubes)


def publish_and_propose(folder: Path) -> None:
    """Publish some figures of Bergen, and propose others, one of which changed much."""
    first, second = (User(number, "", "", (Grant("steward", "4601"),)) for number in (4, 5))
    before = [cell(2023, 500, 500), cell(2024, 400, 600), cell(2024, 100, 200, district="460101")]
    now = [cell(2023, 500, 500), cell(2024, 600, 400), cell(2024, 100, 204, district="460101")]
    prepare(folder, prepared(cube(before)))
    desk = stewardship(folder)
    desk.approve(second, desk.propose(first, "4601").identifier)
    prepare(folder, prepared(cube(now), version="1.1.0"))
    desk.propose(first, "4601")


OTHERS: Mapping[str, Callable[[Path], Stewardship]] = {
    CARE: lambda folder: stewardship(folder, insight=LOADING, empty=True),
    MOTHERS: orders_of_every_state,
}
"""Other databanks: of one a delivery is being loaded, on the other the vault's user does what is ordered."""
