"""Official tables of an installation, and what figures are compared with."""

from __future__ import annotations

from collections.abc import Callable

from folkekommune.bootstrap.foundations import Foundations
from folkekommune.disclosure.shares import Audience
from folkekommune.official.description_files import load_descriptions
from folkekommune.official.descriptions import Description
from folkekommune.official.library import OfficialTables
from folkekommune.official.pending import Pending
from folkekommune.official.shelf import Shelf
from folkekommune.published.figures import CurrentFigures, FigureSet
from folkekommune.services.benchmarks import Benchmarks
from folkekommune.services.coverage import Coverage
from folkekommune.services.official_tables import OfficialDesk, Outside
from folkekommune.services.outside_check import Beside, counts_beside

FOLDER = "official"


def official_desk(base: Foundations) -> OfficialDesk:
    """Give the use cases on official tables."""
    home = base.home

    def descriptions(databank: str) -> dict[str, Description]:
        return load_descriptions(base.package(databank))

    tables = OfficialTables(home.root / FOLDER)
    shelf = _shelf(base, tables)
    figures = CurrentFigures(base.publications, Audience.MUNICIPALITY)

    def beside(databank: str, municipality: str) -> tuple[Beside, ...]:
        return counts_beside(figures.now(), shelf, databank, municipality)

    def limit(databank: str) -> float | None:
        declared = base.declaration(databank).thresholds.get("V1")
        return declared["difference"] if declared else None

    return OfficialDesk(
        tables,
        descriptions,
        outside=Outside(beside, limit),
        policy=base.policy,
        mode=base.installation.mode,
        audit=base.audit.record,
        pending=Pending(home.temporary / FOLDER),
    )


def official_databank(base: Foundations, databank: str | None) -> str:
    """Give the name of a databank; without one, of the only one that knows official tables.

    :raises UsageError: when there is no such databank, or several to choose among.
    """
    knowing = [name for name, package in base.packages.items() if load_descriptions(package)]
    if databank is None and len(knowing) == 1:
        return knowing[0]
    return base.package(databank).databank.name


def benchmarks(
    base: Foundations, audience: Audience, figures: Callable[[], FigureSet] | None = None
) -> Benchmarks:
    """Give what an audience's figures can be compared with.

    :param figures: gives the audience's published figures, where the caller holds them already.
    """
    shelf = _shelf(base, OfficialTables(base.home.root / FOLDER))
    return Benchmarks(shelf, figures or CurrentFigures(base.publications, audience).now)


def coverage(base: Foundations) -> Coverage:
    """Give what tells how many a figure covers; the shipped population stands for real persons alone."""
    shelf = _shelf(base, OfficialTables(base.home.root / FOLDER))
    return Coverage(shelf, shipped=not base.installation.synthetic)


def _shelf(base: Foundations, tables: OfficialTables) -> Shelf:
    def descriptions() -> list[Description]:
        return [each for package in base.packages.values() for each in load_descriptions(package).values()]

    return Shelf(tables, descriptions)
