"""What answers of the two doors say, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from folkekommune.disclosure.results import SafeAnalysis, SafeLabel, SafeResult, SafeTable, SafeValue, Sign
from folkekommune.statistics.protected_share import protected_share

TRAIT, OTHERS = "1", "0"
"""Codes of the last dimension of a table of shares: with the trait, and without."""

_RATIO, _COEFFICIENT, _P = "models.odds-ratio", "models.coefficient", "models.p"


class Noise(NamedTuple):
    """How far a protected count is from the true one, and the standard deviation its table tells."""

    persons: int
    told: float


@dataclass(frozen=True)
class ShareAnswer:
    """A share by who and by period, as one door gives it."""

    who: SafeLabel
    period: str
    cases: SafeValue
    others: SafeValue
    share: SafeValue
    noise_sd: float

    @property
    def is_shown(self) -> bool:
        """Whether the percentage is shown, and is of these very children."""
        return self.share.sign is Sign.SHOWN and self.share.text is not None

    @property
    def is_marked(self) -> bool:
        """Whether the percentage is shown with a mark: at least one of its counts is of a larger group."""
        return self.share.sign is Sign.NEARLY_ALL and self.share.text is not None

    @property
    def exact(self) -> tuple[int, int]:
        """Give both counts of the door without protection."""
        return int(self.cases.text or 0), int(self.others.text or 0)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Give the 95 % interval before rounding, which knows of the noise; none where a count is hidden."""
        if self.cases.text is None or self.others.text is None or self.share.text is None:
            return None
        counts = float(self.cases.text), float(self.others.text)
        found = protected_share(*counts, variance=self.noise_sd**2)
        return (found.interval.lower, found.interval.upper) if found else None


@dataclass(frozen=True)
class Coefficient:
    """A row of a model; odds ratios as they are shown."""

    label: SafeLabel
    value: float
    error: float
    lower: float
    upper: float
    ratio: bool

    @property
    def natural(self) -> tuple[float, float]:
        """Give the coefficient and its standard error on the scale of the model."""
        return (log(self.value), self.error / self.value) if self.ratio else (self.value, self.error)


def shares(result: SafeResult) -> dict[tuple[str, str], ShareAnswer]:
    """Give the shares of a table by who and period; nothing when it was refused."""
    if not isinstance(result, SafeTable):
        return {}
    who, period, trait = result.dimensions
    codes = {label.value: place for place, label in enumerate(trait.categories)}
    cells = {cell.place: cell for cell in result.cells}
    found = {}
    for row, label in enumerate(who.categories):
        for column, when in enumerate(period.categories):
            with_it, without = (cells[row, column, codes[code]] for code in (TRAIT, OTHERS))
            found[label.value, when.value] = ShareAnswer(
                label,
                when.value,
                with_it.value("freq"),
                without.value("freq"),
                with_it.value("rowpct"),
                result.protection.noise_sd,
            )
    return found


def noise(plain: SafeResult, protected: SafeResult, least: int) -> Iterator[Noise]:
    """Give the noise on each count of a table that is too large to be hidden.

    :param least: smallest true count: those below it may be hidden when the noise is negative, and only then,
        which would make the rest look too large.
    """
    if not (isinstance(plain, SafeTable) and isinstance(protected, SafeTable)):
        return
    names = [_names(table) for table in (plain, protected)]
    for place, value in names[0].items():
        said = names[1].get(place)
        true = int(value.text or 0)
        if said is not None and said.sign is Sign.SHOWN and said.text is not None and true >= least:
            yield Noise(int(said.text) - true, protected.protection.noise_sd)


def coefficients(result: SafeResult) -> dict[str, Coefficient]:
    """Give the rows of a model, by what they are about; nothing when it was refused."""
    if not isinstance(result, SafeAnalysis):
        return {}
    section = next(one for one in result.sections if one.name == "models.coefficients")
    ratio = _RATIO in section.figures
    found = {}
    for row in section.rows:
        values = {name: float(value.text or "nan") for name, value in row.values if name != _P}
        found[row.label.nb] = Coefficient(
            row.label,
            values[_RATIO if ratio else _COEFFICIENT],
            values["models.error"],
            lower=values["models.lower"],
            upper=values["models.upper"],
            ratio=ratio,
        )
    return found


def _names(table: SafeTable) -> dict[tuple[str, ...], SafeValue]:
    """Give the inner counts by the codes of their categories."""
    return {
        tuple(
            dimension.categories[place].value
            for dimension, place in zip(table.dimensions, cell.place, strict=True)
            if place is not None
        ): cell.value("freq")
        for cell in table.cells
        if None not in cell.place
    }
