"""Hold indicators against the truth they were made from: true, raw, after quality control, and published.

*Bias* is the value over all years and places less the true one, in the unit of the indicator. It is judged
where that of the raw rows is beyond three Monte Carlo errors: what is left when so many answers are lost
by chance. *Coverage* is the share of published 95 % intervals that contain the probability the answers were
drawn with, of those cells whose expected cases and others are both at least fifteen.
"""

from __future__ import annotations

import csv
import math
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from folkekommune.bench.verification_raw import count_raw
from folkekommune.bench.verification_values import (
    EVERYBODY,
    Asked,
    Key,
    Sum,
    Sums,
    count_release,
    count_truth,
)
from folkekommune.bootstrap import Wiring
from folkekommune.catalogue.packages import Package
from folkekommune.disclosure.results import MeanCell, ShareCell
from folkekommune.indicators.definition import Definition, Statistic
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.query.columns import ReleaseRef

FEWEST = 15.0
"""Expected cases, and expected others, from which an interval is judged (disclosure-rules.md section 8)."""
MONTE_CARLO = 3.0
PERCENT = 100.0


@dataclass(frozen=True)
class Compared:
    """A figure as it is in truth, in the raw rows, after quality control, and as it is published.

    :param published: the municipality's own figure; none where it is withheld.
    :param generating: the probability that the answers were drawn with, where the truth tells it.
    """

    indicator: str
    municipality: str
    district: str
    year: int
    sex: str
    true: float | None
    raw: float | None
    checked: float | None
    published: float | None = None
    lower: float | None = None
    upper: float | None = None
    generating: float | None = None


@dataclass(frozen=True)
class Verified:
    """How an indicator fares.

    :param true: :param raw: :param checked: over all places and years.
    :param published: of the whole municipalities and years that are shown, what is published less what it
        is after quality control: what the noise does.
    :param monte_carlo: standard error of a value that lacks answers by chance alone.
    :param inside: for each number of years counted together, intervals that contain the generating
        probability, and all that are judged.
    :param by_value: whether answers are planted to be missing because of what they are.
    """

    indicator: str
    unit: str
    true: float | None
    raw: float | None
    checked: float | None
    published: float | None
    monte_carlo: float
    inside: Mapping[int, tuple[int, int]] = field(hash=False)
    by_value: bool = False

    @property
    def raw_bias(self) -> float | None:
        """The bias before quality control."""
        return None if self.raw is None or self.true is None else self.raw - self.true

    @property
    def bias(self) -> float | None:
        """The bias that is left after quality control."""
        return None if self.checked is None or self.true is None else self.checked - self.true

    @property
    def removed(self) -> float | None:
        """The share of the bias that quality control removes, where there is one to judge."""
        raw, left = self.raw_bias, self.bias
        if raw is None or left is None or abs(raw) <= MONTE_CARLO * self.monte_carlo:
            return None
        return 1 - abs(left) / abs(raw)

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        return asdict(self) | {"raw_bias": self.raw_bias, "bias": self.bias, "removed": self.removed}


@dataclass(frozen=True)
class Verification:
    """All indicators, and all figures of single years behind them."""

    indicators: tuple[Verified, ...]
    figures: tuple[Compared, ...]

    def coverage(self, years: int) -> tuple[int, int]:
        """Give how many intervals of periods of so many years contain the truth, and all that are judged.

        Not of answers that are missing because of what they are: those left are drawn otherwise.
        """
        found = [each.inside.get(years, (0, 0)) for each in self.indicators if not each.by_value]
        return sum(inside for inside, _ in found), sum(cells for _, cells in found)


def verify(wiring: Wiring, truth: Path, *, databank: str | None = None) -> Verification:
    """Verify the latest release of an installation with made-up persons.

    :param truth: the folder ``truth`` that lies beside the deliveries.
    """
    package = wiring.package(databank)
    name = package.databank.name
    definitions = tuple(each for each in wiring.definitions(name) if each.moment is None)
    asked = Asked(package.databank, definitions)
    release = wiring.store.release(name)
    with tempfile.TemporaryDirectory() as scratch:
        true = count_truth(asked, wiring.declaration(name), truth, Path(scratch) / "truth")
        raw: dict[Key, Sum] = {}
        for part in release.parts:
            paths = [path for path in (truth.parent / part).iterdir() if path.is_dir()]
            raw |= count_raw(asked, wiring, paths, municipality=part, folder=Path(scratch) / part)
    checked = count_release(asked, wiring, ReleaseRef(name, release.version), release.parts)
    generating = _generating(truth)
    published = {key: cell for part in release.parts for key, cell in _published(wiring, name, part)}
    by_value = missing_by_value(package, wiring.declaration(name))
    verified = []
    for definition in definitions:
        counted = [_of(definition, sums) for sums in (true, raw, checked)]
        whole_true, whole_raw, whole_checked = (_whole(definition, sums) for sums in counted)
        verified.append(
            Verified(
                definition.code,
                definition.unit,
                true=whole_true,
                raw=whole_raw,
                checked=whole_checked,
                published=_shown(definition, published, counted[2]),
                monte_carlo=_monte_carlo(definition, counted[0], counted[2]),
                inside=_inside(definition, published, generating),
                by_value=bool(by_value & definition.variables),
            )
        )
    figures = (
        _compared(key, definition, (true, raw, checked), published=published, generating=generating)
        for definition in definitions
        for key in sorted(_of(definition, checked), key=str)
    )
    return Verification(tuple(verified), tuple(figures))


Published = Mapping[tuple[Key, int], ShareCell | MeanCell]
Expected = Mapping[Key, tuple[float, float]]
"""Expected cases, and those who came."""


def _published(
    wiring: Wiring, databank: str, municipality: str
) -> Iterator[tuple[tuple[Key, int], ShareCell | MeanCell]]:
    prepared = wiring.preparations.latest(databank, municipality)
    for cube in prepared.municipal if prepared else ():
        cells: tuple[ShareCell | MeanCell, ...] = (*cube.cells, *cube.means)
        for cell in cells:
            if cell.group is not None:
                continue
            place = (cell.municipality, cell.district or "", cell.year, cell.sex or EVERYBODY)
            yield (Key(cube.indicator, *place), cell.years), cell


def _generating(truth: Path) -> dict[Key, tuple[float, float]]:
    with (truth / "indicators.csv").open(encoding="utf-8", newline="") as stream:
        return {
            Key(row["indicator"], row["municipality"], row["district"], int(row["year"]), row["sex"]): (
                float(row["expected"]),
                float(row["attended"]),
            )
            for row in csv.DictReader(stream)
        }


def missing_by_value(package: Package, declaration: Declaration) -> frozenset[str]:
    """Give the variables whose answers the generator loses more often when they are adverse.

    What is worked out of such an answer is lost with it.
    """
    file = package.folder / "synthetic" / "model.toml"
    if not file.exists():
        return frozenset()
    listed = tomllib.loads(file.read_text(encoding="utf-8"))["missing"].get("adverse", [])
    occasions = {entry["item"].upper(): entry.get("occasions") for entry in listed}
    for computed in declaration.computed:
        for source in occasions.keys() & set(computed.sources):
            occasions[computed.item] = occasions[source]
    return frozenset(
        name
        for name, variable in package.databank.variables.items()
        if variable.item in occasions
        and (occasions[variable.item] is None or variable.occasion in occasions[variable.item])
    )


def _of(definition: Definition, sums: Sums) -> dict[Key, Sum]:
    return {key: each for key, each in sums.items() if key.indicator == definition.code}


def _whole(definition: Definition, sums: Sums) -> float | None:
    """Give the value over all municipalities and years."""
    listed = [each for key, each in sums.items() if (key.district, key.sex) == ("", EVERYBODY)]
    whole = Sum(sum(each.total for each in listed), sum(each.people for each in listed))
    return _in_unit(definition, whole.value)


def _in_unit(definition: Definition, value: float | None) -> float | None:
    return None if value is None else value * definition.multiplier


def _monte_carlo(definition: Definition, true: Sums, checked: Sums) -> float:
    """Give the standard error of a share of some answers that stands for the share of all."""
    every, left = (
        sum(each.people for key, each in sums.items() if (key.district, key.sex) == ("", EVERYBODY))
        for sums in (true, checked)
    )
    value = _whole(definition, true)
    if value is None or not left or left >= every:
        return 0.0
    share = value / definition.multiplier
    # A mean of z-scores has a spread of about one.
    spread = 1.0 if definition.statistic is Statistic.MEAN else share * (1 - share)
    return definition.multiplier * math.sqrt(spread * (1 / left - 1 / every))


def _shown(definition: Definition, published: Published, checked: Sums) -> float | None:
    """Give how far what is published of whole municipalities lies from what it is made of."""
    whole, behind = Sum(), Sum()
    for (key, years), cell in published.items():
        if (key.indicator, key.district, key.sex, years) != (definition.code, "", EVERYBODY, 1):
            continue
        if isinstance(cell, MeanCell) and cell.mean.text and cell.count.text:
            people = int(cell.count.text)
            whole = Sum(whole.total + people * float(cell.mean.text), whole.people + people)
            behind = Sum(behind.total + checked[key].total, behind.people + checked[key].people)
        elif isinstance(cell, ShareCell) and cell.numerator.text and cell.complement.text:
            cases, others = int(cell.numerator.text), int(cell.complement.text)
            whole = Sum(whole.total + cases, whole.people + cases + others)
            behind = Sum(behind.total + checked[key].total, behind.people + checked[key].people)
    if whole.value is None or behind.value is None:
        return None
    return _in_unit(definition, whole.value - behind.value)


def _inside(definition: Definition, published: Published, generating: Expected) -> dict[int, tuple[int, int]]:
    """Count the intervals that contain the generating probability, by how many years are counted together."""
    found: dict[int, list[bool]] = defaultdict(list)
    for (key, years), cell in published.items():
        if key.indicator != definition.code or not isinstance(cell, ShareCell) or cell.limits95 is None:
            continue
        probability = _probability(key, years, generating)
        if probability is not None:
            found[years].append(cell.limits95[0] <= probability <= cell.limits95[1])
    return {years: (sum(each), len(each)) for years, each in sorted(found.items())}


def _probability(key: Key, years: int, generating: Expected) -> float | None:
    """Give the probability of a period, where enough cases and others are expected."""
    each = [
        generating[one]
        for year in range(key.year - years + 1, key.year + 1)
        if (one := Key(key.indicator, key.municipality, key.district, year, key.sex)) in generating
    ]
    expected, came = sum(cases for cases, _ in each), sum(people for _, people in each)
    return expected / came if min(expected, came - expected) >= FEWEST else None


def _compared(
    key: Key,
    definition: Definition,
    counted: Sequence[Sums],
    *,
    published: Published,
    generating: Expected,
) -> Compared:
    cell = published.get((key, 1))
    shown = cell.share if isinstance(cell, ShareCell) else cell.mean if cell is not None else None
    value, lower, upper = (
        None if text is None else float(text)
        for text in ((shown.text, shown.lower, shown.upper) if shown is not None else (None,) * 3)
    )
    probability = _probability(key, 1, generating)
    true, raw, checked = (_in_unit(definition, sums[key].value) if key in sums else None for sums in counted)
    return Compared(
        **asdict(key),
        true=true,
        raw=raw,
        checked=checked,
        published=value,
        lower=lower,
        upper=upper,
        generating=None if probability is None else PERCENT * probability,
    )
