"""What the open API answers with; the fields are its documentation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class InLanguages:
    """A text in bokmål, nynorsk and English."""

    nb: str
    nn: str
    en: str


@dataclass(frozen=True)
class PlaceEntry:
    """A place by its official number."""

    number: str
    name: str


@dataclass(frozen=True)
class MunicipalityEntry:
    """A municipality with the districts that its figures are divided by."""

    number: str
    name: str
    districts: list[PlaceEntry]


@dataclass(frozen=True)
class IndicatorEntry:
    """A published indicator."""

    code: str
    version: int
    name: InLanguages
    unit: str
    municipalities: list[str]


@dataclass(frozen=True)
class FigureEntry:
    """A published figure, or the sign for why it is not shown.

    :param flag: how far it can be relied upon; :param comparison: where it stands against the rest.
    :param coverage: the share of those concerned who are counted, in whole percent; 1 is all.
    """

    year: int
    district: str | None
    sex: str | None
    value: float | None
    lower: float | None
    upper: float | None
    numerator: int | None
    denominator: int | None
    status: str
    flag: str
    comparison: str
    coverage: float | None = None


@dataclass(frozen=True)
class FigureList:
    """The figures of an indicator in a municipality, and where they come from."""

    indicator: str
    version: int
    municipality: str
    publication: str | None
    release: str | None
    policy: str | None
    figures: list[FigureEntry]


@dataclass(frozen=True)
class QuestionEntry:
    """A question and the indicator that answers it."""

    name: str
    indicator: str
    question: InLanguages


@dataclass(frozen=True)
class AnswerEntry:
    """An answer in sentences; ``status`` says why there is none."""

    question: str
    municipality: str
    year: int | None
    status: str
    answer: InLanguages


@dataclass(frozen=True)
class ChangeEntry:
    """A publication: how many figures came, went and became others, or that it was withdrawn."""

    publication: str
    release: str
    at: datetime
    withdrawn: bool
    added: int
    removed: int
    changed: int
