"""A figure as comparisons tell it, whether it is official or one of our own publications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folkekommune.disclosure import results
from folkekommune.disclosure.results import MeanCell, ShareCell
from folkekommune.official.figures import Absent, OfficialFigure
from folkekommune.official.shelf import Table
from folkekommune.published.publications import Publication
from folkekommune.statistics.comparison import Counts
from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, Interval, wilson

_PERCENT = 100
_ABSENT = {
    results.Sign.NOT_COMPUTABLE: Absent.NOT_COMPUTABLE,
    results.Sign.MISSING: Absent.MISSING,
}


@dataclass(frozen=True)
class Origin:
    """Whose figure it is.

    :param official: whether it comes from an official table; else it is our own publication.
    :param source: who made the official table; empty for our own.
    :param day: when the table was fetched, or the figures were published.
    :param version: of the kept table, or the name of the publication.
    :param invented: whether the figures are synthetic, which every page must say.
    """

    official: bool
    source: str
    licence: str
    address: str
    day: date | None
    version: str
    invented: bool = False


@dataclass(frozen=True)
class Told:
    """A figure with its uncertainty and its origin."""

    value: float | None
    absent: Absent | None
    origin: Origin
    decimals: int
    interval: Interval | None = None
    strict_interval: Interval | None = None
    counts: Counts | None = None
    noise_variance: float = 0.0


def of_official(table: Table, figure: OfficialFigure) -> Told:
    """Tell an official figure; Wilson's interval where the table gives cases and people."""
    receipt, description = table.receipt, table.description
    origin = Origin(
        official=True,
        source=receipt.source,
        licence=receipt.licence,
        address=receipt.address,
        day=date.fromisoformat(receipt.fetched),
        version=receipt.name,
        invented=receipt.invented,
    )
    told = Told(figure.value, figure.absent, origin, description.decimals)
    if figure.value is None or figure.numerator is None or not figure.denominator or not description.percent:
        return told
    intervals = [wilson(figure.numerator, figure.denominator, level=level) for level in (LEVEL, STRICT_LEVEL)]
    usual, strict = (each.times(description.multiplier) if each else None for each in intervals)
    return Told(
        figure.value,
        None,
        origin,
        description.decimals,
        interval=usual,
        strict_interval=strict,
        counts=Counts(figure.numerator, figure.denominator),
    )


def of_publication(cell: ShareCell | MeanCell, publication: Publication) -> Told:
    """Tell a published figure of our own, with the interval it was published with."""
    origin = Origin(
        official=False,
        source="",
        licence="",
        address="",
        day=publication.since.date() if publication.since else None,
        version=publication.identifier,
    )
    shown = cell.mean if isinstance(cell, MeanCell) else cell.share
    if shown.text is None:
        return Told(None, _ABSENT.get(shown.sign, Absent.WITHHELD), origin, 1)
    factor = 1 if isinstance(cell, MeanCell) else _PERCENT
    return Told(
        float(shown.text),
        None,
        origin,
        decimals=len(shown.text.partition(".")[2]),
        interval=_interval(cell.limits95, LEVEL, factor),
        strict_interval=_interval(cell.limits998, STRICT_LEVEL, factor),
        counts=_counts(cell),
        noise_variance=publication.manifest.noise_variance,
    )


def _counts(cell: ShareCell | MeanCell) -> Counts | None:
    """Give cases and people of a share whose counts are shown."""
    if isinstance(cell, MeanCell) or cell.numerator.text is None or cell.complement.text is None:
        return None
    cases = int(cell.numerator.text)
    return Counts(cases, cases + int(cell.complement.text))


def _interval(limits: tuple[float, float] | None, level: float, factor: int) -> Interval | None:
    return Interval(limits[0], limits[1], level).times(factor) if limits else None
