"""A code list through time: since when each code has meant what, as rows with a bar each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from folkekommune.catalogue.model import Code, CodeList
from folkekommune.texts import Language
from folkekommune.web.writing import write_date

_ALWAYS = date(1901, 1, 1)
"""A code that is valid from before this day has been there from the beginning."""

_LENGTH, _HEIGHT = 200, 14
_MARGIN_YEARS = 2


@dataclass(frozen=True)
class CodeRow:
    """A code, what it means and when; a bar shows when, beside its words.

    :param changed: whether the list changes with it: it came later, ended, or was renamed.
    """

    code: str
    title: str
    since: str
    until: str
    sentinel: bool
    changed: bool
    bar: Markup


@dataclass(frozen=True)
class Timeline:
    """The codes of a list in their order, and the years that the bars span.

    :param changes: the days on which the list changed.
    """

    rows: tuple[CodeRow, ...]
    first: int
    last: int
    changes: tuple[str, ...]


def timeline_of(code_list: CodeList, language: Language, *, today: date) -> Timeline:
    """Lay a code list out in time."""
    bounds = sorted({day for code in code_list.codes for day in _bounds(code)})
    first = bounds[0].year - _MARGIN_YEARS if bounds else today.year - _MARGIN_YEARS
    last = max(today.year, bounds[-1].year if bounds else today.year) + 1
    rows = tuple(
        CodeRow(
            str(code.value),
            code.title.in_language(language),
            write_date(code.valid_from, language) if code.valid_from > _ALWAYS else "",
            write_date(code.valid_until, language) if code.valid_until else "",
            code.sentinel,
            bool(_bounds(code)),
            _bar(code, first, last),
        )
        for code in code_list.codes
    )
    return Timeline(rows, first, last, tuple(write_date(day, language) for day in _changes(code_list.codes)))


def _bounds(code: Code) -> list[date]:
    return [day for day in (code.valid_from, code.valid_until) if day is not None and day > _ALWAYS]


def _changes(codes: Sequence[Code]) -> list[date]:
    """Give the days from which the list was another: a code came, or the day after one ended."""
    came = {code.valid_from for code in codes if code.valid_from > _ALWAYS}
    ended = {code.valid_until + timedelta(days=1) for code in codes if code.valid_until}
    return sorted(came | ended)


def _bar(code: Code, first: int, last: int) -> Markup:
    """Draw when a code is valid, from the beginning of one year to that of another."""
    whole = (date(last, 1, 1) - date(first, 1, 1)).days

    def place(day: date) -> float:
        return max(0.0, min(1.0, (day - date(first, 1, 1)).days / whole)) * _LENGTH

    left, right = place(code.valid_from), place(code.valid_until) if code.valid_until else _LENGTH
    return Markup(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">'
        '<rect x="0" y="6" width="{}" height="2" fill="currentColor" fill-opacity="0.3"/>'
        '<rect x="{:.1f}" y="2" width="{:.1f}" height="10" fill="currentColor"/></svg>'
    ).format(_LENGTH, _HEIGHT, _LENGTH, _HEIGHT, _LENGTH, left, max(1.0, right - left))
