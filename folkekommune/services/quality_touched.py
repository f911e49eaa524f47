"""Which indicators a quality report touches: those that read a variable some check flagged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.definition import Definition
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.ingest.review.outcome import Observation


@dataclass(frozen=True)
class Touched:
    """An indicator, and the checks that flagged something it rests on."""

    code: str
    name: Texts
    checks: tuple[str, ...]


def touched_indicators(
    observations: Sequence[Observation], definitions: Sequence[Definition], declaration: Declaration
) -> tuple[Touched, ...]:
    """Find the indicators whose variables were flagged, with the ids of the checks."""
    worked_out = {one.item: one.sources for one in (*declaration.derived, *declaration.computed)}
    flagged: dict[tuple[str, str], set[str]] = {}
    for seen in observations:
        if seen.flagged and (seen.item or seen.occasion):
            for item in seen.item.split("+"):
                flagged.setdefault((item, seen.occasion), set()).add(seen.check)
    found = []
    for definition in definitions:
        checks: set[str] = set()
        for variable in definition.variables:
            item, _, occasion = variable.rpartition("_")
            for source in (item, *worked_out.get(item, ())):
                for key in ((source, occasion), (source, ""), ("", occasion)):
                    checks |= flagged.get(key, set())
        if checks:
            found.append(Touched(definition.code, definition.wording.name, tuple(sorted(checks))))
    return tuple(found)
