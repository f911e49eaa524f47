"""Which columns hold the roles: who, when, born when, which sex, and the record system's own id.

Most follow from the values alone: an identity number proves itself, and then tells which day is the day of
birth and which code is which sex.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from folkekommune.identity import LENGTH, check_numbers
from folkekommune.ingest.mappings.mapping import BIRTH_DATE, IDENTITY, RECORD, SEX, VISIT_DATE
from folkekommune.ingest.suggesting.names import Vocabulary
from folkekommune.ingest.suggesting.survey import Column, Survey
from folkekommune.ingest.suggesting.values import Values, day_of

NAMES = Vocabulary(
    {
        RECORD: ("konsultasjonsid", "kons id", "visit id", "id", "løpenummer", "journalpost id"),
        IDENTITY: ("fødselsnummer", "personnummer", "national identity number", "identitetsnummer"),
        VISIT_DATE: ("konsultasjonsdato", "dato", "visit date", "besøksdato", "kontrolldato"),
        BIRTH_DATE: ("fødselsdato", "født", "date of birth", "birth date"),
        SEX: ("kjønn", "sex", "gender"),
    }
)
_MOST, _NEARLY_ALL = 0.75, 0.97
_NEAR = 2
_FEWEST_PAIRS = 12
_CLEARLY, _HALF, _SOME, _MOST_SEXES = 0.2, 0.5, 0.1, 6


@dataclass
class Roles:
    """What was found.

    :param columns: by role; :param sure: how sure, from 0 to 1; :param formats: the form of days.
    :param sex: what the words for sex stand for.
    """

    columns: dict[str, str] = field(default_factory=dict)
    sure: dict[str, float] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    sex: dict[str, int] = field(default_factory=dict)

    def take(self, role: str, column: str, sure: float) -> None:
        """Note a column."""
        self.columns[role], self.sure[role] = column, sure


def find_roles(survey: Survey, values: dict[str, Values]) -> Roles:
    """Find the columns that hold the roles."""
    roles = Roles()
    for role, column in survey.given.items():
        roles.take(role, column, 1.0)
    if IDENTITY not in roles.columns:
        numbers = [name for name, seen in values.items() if seen.identity >= _MOST]
        if numbers:
            roles.take(IDENTITY, max(numbers, key=lambda name: values[name].filled), 1.0)
    number = roles.columns.get(IDENTITY)
    if number in survey.columns:
        _days(survey, values, roles, survey.columns[number])
        _sex(survey, values, roles, survey.columns[number])
    _record(survey, values, roles)
    return roles


def ages_of(survey: Survey, roles: Roles) -> dict[str, list[float | None]]:
    """Give the age in days at each row, by group; None where it is not known."""
    visit = survey.columns.get(roles.columns.get(VISIT_DATE, ""))
    number = survey.columns.get(roles.columns.get(IDENTITY, ""))
    birth = survey.columns.get(roles.columns.get(BIRTH_DATE, ""))
    found: dict[str, list[float | None]] = {}
    for name, group in survey.groups.items():
        nothing = [None] * group.rows
        visits = _read_days(visit, name, roles.formats.get(VISIT_DATE)) if visit else nothing
        births = _read_days(birth, name, roles.formats.get(BIRTH_DATE)) if birth else nothing
        told = _births(number, name) if number else nothing
        found[name] = [
            None if day is None or (born := b if b is not None else n) is None else float(day - born)
            for day, b, n in zip(visits or nothing, births or nothing, told or nothing, strict=True)
        ]
    return found


def _days(survey: Survey, values: dict[str, Values], roles: Roles, number: Column) -> None:
    """Tell the day of birth from the day of the visit: the first is in the identity number."""
    others: dict[str, float] = {}
    for name, column in survey.columns.items():
        form = values[name].day_format
        if form is None:
            continue
        roles.formats[name] = form
        born, after, far = _against_births(column, number, form)
        if born >= _MOST and name not in roles.columns.values() and BIRTH_DATE not in roles.columns:
            roles.take(BIRTH_DATE, name, 1.0)
        elif after >= _MOST and far:
            others[name] = NAMES.alike([name, *column.labels], VISIT_DATE)
    if VISIT_DATE not in roles.columns and others:
        ranked = sorted(others.items(), key=lambda pair: -pair[1])
        first = ranked[0]
        margin = first[1] - (ranked[1][1] if len(ranked) > 1 else 0)
        roles.take(VISIT_DATE, first[0], 1.0 if len(ranked) == 1 or margin > _CLEARLY else 0.5)
    for role in (VISIT_DATE, BIRTH_DATE):
        name = roles.columns.get(role, "")
        if name in values and values[name].day_format:
            roles.formats[role] = values[name].day_format or ""


def _against_births(column: Column, number: Column, form: str) -> tuple[float, float, bool]:
    """Give the share of days that are that of birth, that are not before it, and whether some are later."""
    same = after = whole = 0
    later = False
    for group, words in column.words.items():
        births = _births(number, group)
        for word, born in zip(words, births, strict=False):
            day = day_of(word.strip(), form) if word.strip() else None
            if day is None or born is None:
                continue
            whole += 1
            days = day.toordinal() - born
            same += days == 0
            after += days >= -_NEAR
            later = later or days > _NEAR
    return (same / whole, after / whole, later) if whole else (0.0, 0.0, False)


def _births(number: Column, group: str) -> list[int | None]:
    words = number.words.get(group, [])
    digits = np.array(
        [int(word) if word.strip().isdigit() and len(word.strip()) in {10, 11} else -1 for word in words],
        dtype=np.int64,
    )
    if not len(digits):
        return []
    dates = check_numbers(digits).birth_dates(np.full(len(digits), np.datetime64("NaT", "D")))
    epoch = np.datetime64("1970-01-01", "D")
    first = 719_163
    return [None if np.isnat(day) else int((day - epoch).astype(int)) + first for day in dates]


def _read_days(column: Column, group: str, form: str | None) -> list[int | None]:
    words = column.words.get(group, [])
    if form is None:
        return [None] * len(words)
    days = [day_of(word.strip(), form) if word.strip() else None for word in words]
    return [None if day is None else day.toordinal() for day in days]


def _sex(survey: Survey, values: dict[str, Values], roles: Roles, number: Column) -> None:
    """Find the column whose two words go with the ninth digit of the number."""
    best, most, words = "", _FEWEST_PAIRS, {}
    for name, column in survey.columns.items():
        if name in roles.columns.values() and roles.columns.get(SEX) != name:
            continue
        seen = values[name]
        if not seen.coded or seen.personal or len(seen.counts) > _MOST_SEXES:
            continue
        pairs: Counter[tuple[str, int]] = Counter()
        for group, found in column.words.items():
            for word, told in zip(found, number.words.get(group, []), strict=False):
                digits = told.strip()
                if word.strip() and len(digits) == LENGTH and digits.isdigit():
                    pairs[word.strip(), 1 if int(digits[8]) % 2 else 2] += 1
        whole = sum(pairs.values())
        chosen = {word: 1 if pairs[word, 1] >= pairs[word, 2] else 2 for word, _ in pairs}
        right = sum(pairs[word, sex] for word, sex in chosen.items())
        # Chance makes a few pairs go together; of columns that do, the fullest is meant.
        if set(chosen.values()) == {1, 2} and right >= _NEARLY_ALL * whole and whole > most:
            best, most, words = name, whole, chosen
    if best:
        roles.take(SEX, best, 1.0)
        roles.sex = {word: sex for word, sex in words.items() if values[best].counts[word] > 1}


def _record(survey: Survey, values: dict[str, Values], roles: Roles) -> None:
    """Find the column with another word in every row, that is neither a day nor a number of a person."""
    if RECORD in roles.columns:
        return
    found: dict[str, float] = {}
    everywhere = max(
        (sum(bool(words) for words in c.words.values()) for c in survey.columns.values()), default=0
    )
    for name, column in survey.columns.items():
        seen = values[name]
        taken = name in roles.columns.values() or seen.day_format or seen.free_text or seen.identity > _SOME
        whole = not seen.numeric or seen.whole == 1
        if taken or not whole or seen.unique < _NEARLY_ALL or len(column.words) < everywhere:
            continue
        rows = sum(survey.groups[group].rows for group in column.words)
        if seen.filled >= _NEARLY_ALL * rows and seen.names < _HALF:
            found[name] = NAMES.alike([name, *column.labels], RECORD)
    if found:
        best = max(found, key=lambda name: found[name])
        roles.take(RECORD, best, 1.0 if len(found) == 1 or found[best] > _HALF else 0.5)
