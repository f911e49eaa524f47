"""The only results that can leave: a closed list of protected types.

They can be made in this room alone: every one asks for the seal that this module keeps. They hold
protected numbers as text at their declared precision, and how they were protected; never a row, an
identifier, a raw count or a raw float. A protected result can be written as plain data and read back
from the ledger or from publication, which is where its bytes come from the second time.
"""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from enum import Enum
from typing import Any, ClassVar

from folkekommune.errors import FolkeKommuneError


class NotSealedError(FolkeKommuneError):
    """Somebody tried to make a protected result outside disclosure control."""


class _Seal:
    """Proof that a result was made by disclosure control; there is one, and it is not exported."""


_SEAL = _Seal()


class Sign(Enum):
    """What stands in a cell, as design decides for screen, print, CSV and JSON alike."""

    SHOWN = ""
    BAND = "0-4"
    HIDDEN = ":"
    NOT_COMPUTABLE = "."
    MISSING = ".."
    NEARLY_ALL = "~"


@dataclass(frozen=True)
class SafeValue:
    """A protected number as text, or the sign for why there is none."""

    text: str | None
    sign: Sign = Sign.SHOWN
    lower: str | None = None
    upper: str | None = None


@dataclass(frozen=True)
class Note:
    """Something to tell about a result: a text code with parameters that are limits, never data."""

    code: str
    parameters: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True)
class Protection:
    """How a result was protected.

    :param noise_sd: standard deviation of the noise on a count of this result.
    """

    policy: str
    noise_sd: float
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class SafeLabel:
    """A category: its value and its text in the three languages."""

    value: str
    nb: str
    nn: str
    en: str


@dataclass(frozen=True)
class SafeDimension:
    """A dimension of a table."""

    name: str
    categories: tuple[SafeLabel, ...]


@dataclass(frozen=True)
class SafeCell:
    """A cell: the place of its category on each dimension (``None`` is the total) and its values."""

    place: tuple[int | None, ...]
    values: tuple[tuple[str, SafeValue], ...]

    def value(self, measure: str) -> SafeValue:
        """Give the value of a measure.

        :raises KeyError: when the table does not hold it.
        """
        return dict(self.values)[measure]


@dataclass(frozen=True)
class _Sealed:
    # The seal is shown once and not kept: who holds a result cannot make another from it.
    protection: Protection
    seal: InitVar[_Seal]
    kind: ClassVar[str] = ""

    def __post_init__(self, seal: _Seal) -> None:
        if seal is not _SEAL:
            raise NotSealedError(type(self).__name__)


@dataclass(frozen=True)
class Layout:
    """Which rows and columns of a table are shown, in which order.

    :param rows: places on all dimensions but the last (on the only one, where there is no other).
    :param columns: places on the last dimension; one ``None`` where it is the only one.
    :param flat: with one row of heads that say everything.
    """

    rows: tuple[tuple[int | None, ...], ...]
    columns: tuple[int | None, ...]
    flat: bool = False


@dataclass(frozen=True)
class SafeTable(_Sealed):
    """A protected table of counts, shares or statistics.

    :param tests: figures of a test of independence, by name, from what the table shows.
    :param layout: another one than all rows and columns in their order.
    """

    dimensions: tuple[SafeDimension, ...] = ()
    measures: tuple[str, ...] = ()
    cells: tuple[SafeCell, ...] = ()
    tests: tuple[tuple[str, SafeValue], ...] = ()
    layout: Layout | None = None
    kind: ClassVar[str] = "table"


@dataclass(frozen=True)
class SafeSummary(_Sealed):
    """Protected key figures, a row a variable: ``((name, ((figure, value), …)), …)``."""

    rows: tuple[tuple[str, tuple[tuple[str, SafeValue], ...]], ...] = ()
    kind: ClassVar[str] = "summary"


@dataclass(frozen=True)
class ShareCell:
    """A share of a cube: where, when, who, and the protected figures.

    :param year: the last year, :param numerator: protected counts of those with and without the trait.
    :param years: how many years the period covers, :param years_counted: those of them that have people. The
        noise on each count has as many times the variance of a single year's.
    :param group: the group, named by the division and its code, such as ``mors_utdanning=3``.
    """

    municipality: str
    district: str | None
    year: int
    sex: str | None
    numerator: SafeValue
    complement: SafeValue
    share: SafeValue
    limits95: tuple[float, float] | None
    limits998: tuple[float, float] | None
    years: int = 1
    years_counted: int = 1
    group: str | None = None


@dataclass(frozen=True)
class MeanCell:
    """A mean of a cube: where, when, who, and the protected figures.

    :param year: :param years: :param years_counted: as of :class:`ShareCell`.
    :param count: how many have a value, :param mean: of their values, in the unit of the variable.
    """

    municipality: str
    district: str | None
    year: int
    sex: str | None
    count: SafeValue
    mean: SafeValue
    limits95: tuple[float, float] | None
    limits998: tuple[float, float] | None
    years: int = 1
    years_counted: int = 1
    group: str | None = None


@dataclass(frozen=True)
class SafeCube(_Sealed):
    """The protected cube of an indicator for one municipality: of shares, or of means."""

    indicator: str = ""
    version: int = 1
    municipality: str = ""
    cells: tuple[ShareCell, ...] = ()
    means: tuple[MeanCell, ...] = ()
    kind: ClassVar[str] = "cube"


@dataclass(frozen=True)
class SafeRow:
    """A row of an analysis: what it is about, and its protected figures."""

    label: SafeLabel
    values: tuple[tuple[str, SafeValue], ...]


@dataclass(frozen=True)
class SafeSection:
    """A part of an analysis: coefficients, tests, fit.

    :param name: text code of its title, :param figures: text codes of the columns.
    :param heads: what stands over the columns where that is no text of ours: then ``figures`` are
        their values. :param about: the variable it is about, where there are several sections alike.
    """

    name: str
    figures: tuple[str, ...]
    rows: tuple[SafeRow, ...]
    heads: tuple[SafeLabel, ...] = ()
    about: str = ""


@dataclass(frozen=True)
class SafeAnalysis(_Sealed):
    """A protected analysis: a model, a test, a correlation or a survival curve, as sections of rows.

    :param method: text code of its name.
    """

    method: str = ""
    sections: tuple[SafeSection, ...] = ()
    kind: ClassVar[str] = "analysis"


class Chart(Enum):
    """The closed list of charts that have a rule."""

    BARS = "barchart"
    PIE = "piechart"
    HISTOGRAM = "histogram"
    BOX_PLOT = "boxplot"
    HEXAGONS = "hexbin"
    FLOW = "sankey"
    COEFFICIENTS = "coefplot"
    LINES = "linechart"
    MAP = "map"


@dataclass(frozen=True)
class SafeAxis:
    """What the place of a mark is read on.

    :param role: what the axis is for in its chart (``bar``, ``over``, ``by``, ``low`` …).
    :param name: the variable, with its title in the three languages.
    :param categories: none for an axis of numbers.
    """

    role: str
    name: SafeLabel
    categories: tuple[SafeLabel, ...] = ()


@dataclass(frozen=True)
class SafeMark:
    """A mark of a chart: where it stands, which is public, and its protected values.

    :param place: a category's value or a number for each axis; empty for an axis it does not stand on.
    """

    place: tuple[str, ...]
    values: tuple[tuple[str, SafeValue], ...]


@dataclass(frozen=True)
class SafeChart(_Sealed):
    """The protected marks of a chart.

    :param measure: what the marks show (``freq``, ``percent``, ``mean`` …).
    :param wholes: what marks are parts of: the nodes of a flow, mean and spread of a histogram.
    :param style: how it is to be drawn; says nothing of data.
    """

    chart: Chart = Chart.HISTOGRAM
    measure: str = "freq"
    axes: tuple[SafeAxis, ...] = ()
    marks: tuple[SafeMark, ...] = ()
    wholes: tuple[SafeMark, ...] = ()
    style: tuple[str, ...] = ()
    kind: ClassVar[str] = "chart"


@dataclass(frozen=True)
class Refusal(_Sealed):
    """No result: which rule refused, and what would help. The text never depends on anyone's value."""

    rule: str = ""
    parameters: tuple[tuple[str, str | int | float], ...] = ()
    kind: ClassVar[str] = "refusal"


SafeResult = SafeTable | SafeSummary | SafeCube | SafeAnalysis | SafeChart | Refusal
SAFE_TYPES: tuple[type[_Sealed], ...] = (
    SafeTable,
    SafeSummary,
    SafeCube,
    SafeAnalysis,
    SafeChart,
    Refusal,
)


_PLAIN = frozenset({str, int, float, bool})


def outer_plain(value: Any) -> Any:
    """Turn the outermost of a protected result, or of a part of one, into data that JSON can hold.

    For ``json.dumps(default=...)``, which asks for the inner parts itself: it writes what it would write of
    :func:`to_plain` of the whole, faster where there are many thousand cells.
    """
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, _Sealed):
        return {"kind": value.kind, **value.__dict__}
    return value.__dict__


def to_plain(value: Any) -> Any:
    """Turn a protected result into data that JSON can hold."""
    # The parts of a large table are thousands: what there is most of comes first.
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, _Sealed):
        return {"kind": value.kind, **{name: to_plain(part) for name, part in value.__dict__.items()}}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [to_plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: to_plain(part) for name, part in value.__dict__.items()}
    return value
