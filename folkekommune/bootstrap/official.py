"""Official tables of an installation, and what figures are compared with."""

from __future__ import annotations

from folkekommune.bootstrap.foundations import Foundations
from folkekommune.disclosure.shares import Audience
from folkekommune.official.library import OfficialTables
from folkekommune.official.pending import Pending
from folkekommune.services.benchmarks import Benchmarks
from folkekommune.services.coverage import Coverage
from folkekommune.services.official_tables import OfficialDesk, Outside
from folkekommune.services.outside_check import Beside, counts_beside

_WAITING = "official"


def official_desk(base: Foundations) -> OfficialDesk:
    """Give the use cases on official tables."""

    def beside(databank: str, municipality: str) -> tuple[Beside, ...]:
        figures = base.figures[Audience.MUNICIPALITY].now()
        return counts_beside(figures, base.official, databank, municipality)

    def limit(databank: str) -> float | None:
        declared = base.declaration(databank).thresholds.get("V1")
        return declared["difference"] if declared else None

    return OfficialDesk(
        OfficialTables(base.home.official),
        base.descriptions,
        outside=Outside(beside, limit),
        policy=base.policy,
        mode=base.installation.mode,
        audit=base.audit.record,
        pending=Pending(base.home.temporary / _WAITING),
    )


def official_databank(base: Foundations, databank: str | None) -> str:
    """Give the name of a databank; without one, of the only one that knows official tables.

    :raises UsageError: when there is no such databank, or several to choose among.
    """
    knowing = [name for name in base.packages if base.descriptions(name)]
    if databank is None and len(knowing) == 1:
        return knowing[0]
    return base.package(databank).databank.name


def benchmarks(base: Foundations, audience: Audience) -> Benchmarks:
    """Give what an audience's figures can be compared with."""
    return Benchmarks(base.official, base.figures[audience].now)


def coverage(base: Foundations) -> Coverage:
    """Give what tells how many a figure covers; the shipped population stands for real persons alone."""
    return Coverage(base.official, shipped=not base.installation.synthetic)
