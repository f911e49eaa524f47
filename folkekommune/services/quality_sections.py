"""The sections of a quality report, each a table that is protected as it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from folkekommune.catalogue.model import Databank
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeDimension, SafeLabel, SafeTable
from folkekommune.disclosure.steward_tables import Count, Figure, Raw, Share, protect_steward_table
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.ingest.review.outcome import Observation
from folkekommune.texts import text

_MONTHS = 24
_KINDS = {"quarantined": "reason", "excluded": "excluded", "repaired": "rule", "noted": "noted"}


class Facts(Protocol):
    """What the sections read, see ``quality_report.QualityFacts``."""

    @property
    def databank(self) -> Databank:
        """The databank."""

    @property
    def loads(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """When each delivery was loaded, and what was counted."""

    @property
    def observations(self) -> Sequence[Observation]:
        """What the review saw."""

    @property
    def declaration(self) -> Declaration:
        """The checks."""


class _Table:
    """A table being filled: labels get their place when they are first met."""

    def __init__(self, dimensions: Iterable[str], measures: Iterable[str]) -> None:
        self._names = tuple(dimensions)
        self._measures = tuple(measures)
        self._labels: tuple[dict[str, SafeLabel], ...] = tuple({} for _ in self._names)
        self._rows: list[tuple[tuple[int, ...], tuple[Raw | None, ...]]] = []

    def add(self, labels: Sequence[SafeLabel], *raws: Raw | None) -> None:
        """Add a row."""
        place = []
        for known, label in zip(self._labels, labels, strict=True):
            known.setdefault(label.value, label)
            place.append(list(known).index(label.value))
        self._rows.append((tuple(place), raws))

    def protect(self, policy: Policy) -> SafeTable:
        """Give the protected table."""
        dimensions = [
            SafeDimension(name, tuple(known.values()))
            for name, known in zip(self._names, self._labels, strict=True)
        ]
        return protect_steward_table(dimensions, self._measures, self._rows, policy=policy)


def _arrived(facts: Facts, policy: Policy) -> SafeTable:
    names = ("rows", "loaded", "quarantined", "merged", "withdrawn", "answers")
    table = _Table(("delivery",), names)
    for number, (loaded_at, summary) in enumerate(facts.loads, start=1):
        counts = {**summary, "quarantined": sum(summary.get("quarantined", {}).values())}
        label = f"{number}: {loaded_at[:10]}, {summary.get('mapping', '')}"
        table.add([_same(label)], *(Count(int(counts.get(name, 0))) for name in names))
    return table.protect(policy)


def _reasons(facts: Facts, policy: Policy) -> SafeTable:
    table = _Table(("kind", "reason"), ("count",))
    for kind, prefix in _KINDS.items():
        counts: Counter[str] = Counter()
        for _, summary in facts.loads:
            counts.update(summary.get(kind, {}))
        for name, count in counts.most_common():
            label = _texts(name, f"ingest.{prefix}-{name}")
            table.add([_texts(kind, f"quality.kind-{kind}"), label], Count(count))
    return table.protect(policy)


def _checks(facts: Facts, policy: Policy) -> SafeTable:
    table = _Table(("check",), ("applicable", "violating", "percent", "flagged"))
    for check in facts.declaration.thresholds:
        looked_at, against = _loaded(facts.loads, check)
        seen = [one for one in facts.observations if one.check == check]
        # M1 tells every field that falls short beside the sum of all fields.
        summed = [one for one in seen if check != "M1" or not one.item]
        looked_at += sum(one.applicable for one in summed)
        against += sum(one.violating for one in summed)
        if looked_at or seen:
            label = _texts(check, f"ingest.check-{check}", before=f"{check} ")
            flagged = Count(sum(one.flagged for one in seen)) if seen else None
            table.add([label], Count(looked_at), Count(against), Share(against, looked_at), flagged)
    return table.protect(policy)


def _loaded(loads: Sequence[tuple[str, Mapping[str, Any]]], check: str) -> tuple[int, int]:
    found = [each for _, summary in loads for each in summary.get("checks", ()) if each["check"] == check]
    return sum(each["applicable"] for each in found), sum(each["violating"] for each in found)


def _places(facts: Facts, policy: Policy) -> SafeTable:
    """Tell what stands out about each place over the whole time."""
    table = _Table(("site",), ("visits", "answered", "implausible", "copied", "digits", "odd-months"))
    by_site: dict[str, list[Observation]] = {}
    for one in facts.observations:
        if one.site:
            by_site.setdefault(one.site, []).append(one)
    for site, seen in sorted(by_site.items()):
        asked, missing = _sum(seen, "M1", overall=True)
        values, strange = _sum(seen, "P5", "P7")
        taken, copied = _sum(seen, "P8")
        digits = [one for one in seen if one.check == "P10" and one.figure is not None]
        worst = max(digits, key=lambda one: one.figure or 0.0, default=None)
        months = [one for one in seen if one.check == "M4"]
        table.add(
            [_same(site)],
            Count(sum(one.applicable for one in months)),
            Share(asked - missing, asked),
            Share(strange, values),
            Share(copied, taken),
            Figure(worst.figure, worst.applicable, 1) if worst else None,
            Count(sum(one.flagged for one in months)),
        )
    return table.protect(policy)


def _months(facts: Facts, policy: Policy) -> SafeTable:
    """Tell what each place brought in each of the latest months."""
    table = _Table(("site", "month"), ("visits", "answered"))
    visits = {(one.site, one.period): one for one in facts.observations if one.check == "M4"}
    answers = {
        (one.site, one.period): one for one in facts.observations if one.check == "M1" and not one.item
    }
    latest = set(sorted({month for _, month in visits})[-_MONTHS:])
    for site, month in sorted(visits):
        if month in latest:
            asked = answers.get((site, month))
            share = Share(asked.applicable - asked.violating, asked.applicable) if asked else None
            labels = [_site(site), _same(month)]
            table.add(labels, Count(visits[site, month].applicable), share)
    return table.protect(policy)


def _drift(facts: Facts, policy: Policy) -> SafeTable:
    """Tell how far the mean z-score of each place lies from the rest of the municipality, year by year."""
    found = [one for one in facts.observations if one.check == "P12"]
    items = sorted({one.item for one in found})
    table = _Table(("site", "year"), items)
    means = {(one.site, one.period, one.item): one for one in found}
    for site, year in sorted({(one.site, one.period) for one in found}):
        figures = [means.get((site, year, item)) for item in items]
        raws = [Figure(one.figure, one.applicable, 2) if one else None for one in figures]
        table.add([_same(site), _same(year)], *raws)
    return table.protect(policy)


def _recorders(facts: Facts, policy: Policy) -> SafeTable:
    """Tell the preference for last digits by who recorded."""
    table = _Table(("recorder", "item"), ("values", "digits"))
    for one in facts.observations:
        if one.check == "P10" and one.group:
            label = _recorder(facts, one.group)
            raws = Count(one.applicable), Figure(one.figure, one.applicable, 1)
            table.add([label, _item(facts.databank, one.item, "")], *raws)
    return table.protect(policy)


def _coverage(facts: Facts, policy: Policy) -> SafeTable:
    """Tell who came, of those who live there."""
    table = _Table(("occasion", "year"), ("residents", "came"))
    for one in facts.observations:
        if one.check == "M2":
            occasion = facts.databank.occasion(one.occasion)
            if occasion is not None:
                title = occasion.title
                label = SafeLabel(one.occasion, title.nb, title.nn, title.en)
                came = Share(one.applicable - one.violating, one.applicable)
                table.add([label, _same(one.period)], Count(one.applicable), came)
    return table.protect(policy)


def _not_at_random(facts: Facts, policy: Policy) -> SafeTable:
    """Tell which fields are missing more in one group than in another."""
    table = _Table(("item", "group"), ("visits", "missing", "points"))
    flagged = [one for one in facts.observations if one.check == "M3" and one.flagged]
    for one in sorted(flagged, key=lambda one: -(one.figure or 0.0)):
        known = {"sex", "site", "birth-quarter"}
        group = (
            _texts(one.group, f"quality.group-{one.group}")
            if one.group in known
            else _item(facts.databank, one.group, one.occasion)
        )
        raws = Count(one.applicable), Share(one.violating, one.applicable)
        points = Figure(one.figure, one.applicable, 0)
        table.add([_item(facts.databank, one.item, one.occasion), group], *raws, points)
    return table.protect(policy)


SECTIONS: dict[str, Callable[[Facts, Policy], SafeTable]] = {
    "arrived": _arrived,
    "reasons": _reasons,
    "checks": _checks,
    "places": _places,
    "months": _months,
    "drift": _drift,
    "recorders": _recorders,
    "coverage": _coverage,
    "not-at-random": _not_at_random,
}
"""The sections in their order; each has a heading in ``texts/quality.toml``."""


def _sum(seen: Iterable[Observation], *checks: str, overall: bool = False) -> tuple[int, int]:
    found = [one for one in seen if one.check in checks and not (overall and one.item)]
    return sum(one.applicable for one in found), sum(one.violating for one in found)


def _same(label: str) -> SafeLabel:
    return SafeLabel(label, label, label, label)


def _site(site: str) -> SafeLabel:
    return _same(site) if site else _texts("", "quality.site-unknown")


def _texts(value: str, code: str, before: str = "") -> SafeLabel:
    return SafeLabel(value, before + text(code, "nb"), before + text(code, "nn"), before + text(code, "en"))


def _recorder(facts: Facts, code: str) -> SafeLabel:
    item = facts.declaration.reviewed.items.recorder
    listed = (v.code_list for v in facts.databank.variables.values() if v.item == item and v.code_list)
    for known in listed:
        for one in known.latest:
            if str(one.value) == code:
                return SafeLabel(code, one.title.nb, one.title.nn, one.title.en)
    return _same(code)


def _item(databank: Databank, item: str, occasion: str) -> SafeLabel:
    """Name an item, at an occasion or at all of them."""
    variable = databank.variables.get(f"{item}_{occasion}") if occasion else None
    if variable is None:
        variable = next((one for one in databank.variables.values() if one.item == item), None)
    return _same(variable.name if variable and occasion else item)
