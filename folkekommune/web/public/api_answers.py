"""What the open API answers with; the fields are its documentation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from folkekommune.web.api_entries import FigureEntry, InLanguages, PlaceEntry


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
