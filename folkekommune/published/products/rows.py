"""What every product is made of: one row a cell, a hidden one with its sign and no number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from folkekommune.disclosure.results import MeanCell, SafeValue, ShareCell, Sign
from folkekommune.published.figures import CellKey, FigureSet

SUBJECT = ("databank", "indicator", "version", "municipality")
"""Parts of a key that say what a figure is about; all others divide it, and are columns of their own."""

DIMENSIONS = tuple(name for name in CellKey._fields if name not in SUBJECT)

NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
"""What is told of a cell: the share in percent or the mean, its 95 % limits, the protected counts.

A mean has no numerator: its denominator is how many it rests on.
"""

_SIGNS = {Sign.NOT_COMPUTABLE: Sign.NOT_COMPUTABLE, Sign.MISSING: Sign.MISSING}


class Judged(NamedTuple):
    """What is told beside a figure: flag and comparison of the one verdict, as words for programs.

    :param coverage: how many percent of those concerned are counted; empty where it is not known.
    """

    flag: str = ""
    comparison: str = ""
    coverage: str = ""


Judge = Callable[[CellKey], Judged]


@dataclass(frozen=True)
class ProductRow:
    """A cell as products tell it.

    :param status: the sign where no number is shown, else empty.
    :param numbers: as they were published, with their decimals, in the order of ``NUMBERS``.
    """

    key: CellKey
    status: str = ""
    numbers: tuple[str | None, ...] = (None,) * len(NUMBERS)
    flag: str = ""
    comparison: str = ""
    coverage: str = ""

    @property
    def release_subject(self) -> tuple[str, str]:
        """Databank and municipality: which publication it comes from."""
        return self.key.databank, self.key.municipality


def product_rows(
    figures: FigureSet, *, judge: Judge, municipality: str | None = None, indicator: str | None = None
) -> tuple[ProductRow, ...]:
    """Give the rows of all figures, or of those of a municipality or an indicator, in a fixed order."""
    wanted = [
        key
        for key in (*figures.cells, *figures.means)
        if municipality in (None, key.municipality) and indicator in (None, key.indicator)
    ]
    return tuple(_row(figures, key, judge) for key in sorted(wanted, key=_order))


def _row(figures: FigureSet, key: CellKey, judge: Judge) -> ProductRow:
    told = judge(key)._asdict()
    mean = figures.find_mean(key)
    shown, numbers = _of_mean(mean) if mean is not None else _of_share(figures.cells[key])
    if shown.text is None or shown.lower is None or shown.upper is None or numbers is None:
        status = _SIGNS.get(shown.sign, Sign.HIDDEN).value
        return ProductRow(key, status, **told)
    return ProductRow(key, numbers=(shown.text, shown.lower, shown.upper, *numbers), **told)


_Counts = tuple[str | None, ...] | None


def _of_share(cell: ShareCell) -> tuple[SafeValue, _Counts]:
    """Give a share with numerator and denominator, if both are shown."""
    cases, others = cell.numerator.text, cell.complement.text
    if cases is None or others is None:
        return cell.share, None
    return cell.share, (cases, str(int(cases) + int(others)))


def _of_mean(cell: MeanCell) -> tuple[SafeValue, _Counts]:
    """Give a mean with how many it rests on, if that is shown."""
    return cell.mean, None if cell.count.text is None else (None, cell.count.text)


def _order(key: CellKey) -> tuple[tuple[bool, bool, int, str], ...]:
    """Order keys by their parts, the undivided before its divisions."""
    return tuple(
        (part is not None, isinstance(part, str), part if isinstance(part, int) else 0, str(part or ""))
        for part in key
    )
