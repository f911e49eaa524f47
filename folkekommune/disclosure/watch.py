"""What each project asks: budgets by the day, and what stewards are told (disclosure-rules.md section 7).

Every bounded noise gives way to enough questions, so there are only so many a day. A budget counts
questions and never reads data, so that running out of it tells nothing of anyone. What looks like an attack
(the same people over and over in other conditions, one refusal after another) is told to the stewards of
the municipalities; whoever asks sees nothing of it.
"""

from __future__ import annotations

import hmac
import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from folkekommune.disclosure.exposure import Exposure
from folkekommune.disclosure.policy_sections import Budget
from folkekommune.keys import Keys

_PURPOSE = "watch"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS uses (number INTEGER PRIMARY KEY, day BLOB NOT NULL, sealed BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS uses_day ON uses (day);
"""
Clock = Callable[[], datetime]


class Sort(Enum):
    """What an alert is about."""

    REFUSALS = "refusals"
    REPEATS = "repeats"
    SPENT = "spent"
    EXPOSED = "exposed"


@dataclass(frozen=True)
class Use:
    """One new answer a project got.

    :param population: how the population was written, as a digest.
    :param made_up: the divisions of people that it made up, as digests.
    :param repeated: counts of nearly the same people as before, in other conditions.
    """

    user: str
    time: str
    population: str
    cells: int = 0
    models: int = 0
    made_up: tuple[str, ...] = ()
    repeated: int = 0
    refused: bool = False


@dataclass(frozen=True)
class Alert:
    """What stewards are told: never of whom, only of which project, when and how often."""

    project: str
    day: str
    sort: Sort
    times: int


class Watch:
    """The uses of an installation's projects, a file of sealed records, and who was exposed by them."""

    def __init__(self, file: Path, keys: Keys, clock: Clock = lambda: datetime.now(UTC)) -> None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.exposure = Exposure(file.with_name("exposure.sqlite"), keys)
        self._file = file
        self._keys = keys
        self._clock = clock
        self._digest_key = keys.derive("watch digest")
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)

    def spent(
        self, budget: Budget, project: str, population: str, made_up: frozenset[str] = frozenset()
    ) -> str | None:
        """Tell which part of a project's budget for today another question would go beyond, if any.

        A population or a division that was asked of today costs nothing again. Exposure is counted over all
        days, until a steward has looked.
        """
        if self.exposure.most(project) > budget.exposure:
            return "exposure"
        uses = self._of_day(project, self._today())
        populations = {use.population for use in uses}
        if population not in populations and len(populations) >= budget.populations:
            return "populations"
        divisions = {division for use in uses for division in use.made_up}
        if made_up - divisions and len(made_up | divisions) > budget.made_up:
            return "made-up"
        if sum(use.cells for use in uses) >= budget.cells:
            return "cells"
        return "models" if sum(use.models for use in uses) >= budget.models else None

    def note(self, project: str, use: Use) -> None:
        """Add what a project was answered."""
        sealed = self._keys.seal(json.dumps(asdict(use)).encode(), _PURPOSE)
        with self._open() as connection:
            row = (self._digest(project, self._today()), sealed)
            connection.execute("INSERT INTO uses (day, sealed) VALUES (?, ?)", row)

    def now(self) -> str:
        """Give the time as uses have it."""
        return self._clock().isoformat(timespec="seconds")

    def alerts(self, budget: Budget, projects: Sequence[str], days: Sequence[str]) -> tuple[Alert, ...]:
        """Give what stewards are told of some projects on some days (YYYY-MM-DD)."""
        found = []
        for day in days:
            for project in projects:
                uses = self._of_day(project, day)
                for sort, times in _signs(budget, uses):
                    found.append(Alert(project, day, sort, times))
                if day == self._today() and (most := self.exposure.most(project)) > budget.exposure:
                    found.append(Alert(project, day, Sort.EXPOSED, most))
        return tuple(found)

    def _today(self) -> str:
        return self._clock().date().isoformat()

    def _of_day(self, project: str, day: str) -> list[Use]:
        with self._open() as connection:
            rows = connection.execute(
                "SELECT sealed FROM uses WHERE day = ? ORDER BY number", (self._digest(project, day),)
            ).fetchall()
        return [Use(**json.loads(self._keys.unseal(sealed, _PURPOSE))) for (sealed,) in rows]

    def _digest(self, project: str, day: str) -> bytes:
        return hmac.digest(self._digest_key, f"{day} {project}".encode(), "sha256")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._file, timeout=30)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _signs(budget: Budget, uses: Sequence[Use]) -> Iterator[tuple[Sort, int]]:
    by_hour = Counter(use.time[:13] for use in uses if use.refused)
    refusals = max(by_hour.values(), default=0)
    if refusals > budget.refusals_an_hour:
        yield Sort.REFUSALS, refusals
    repeats = sum(use.repeated for use in uses)
    if repeats > budget.repeats_a_day:
        yield Sort.REPEATS, repeats
    if len({use.population for use in uses}) >= budget.populations:
        yield Sort.SPENT, len(uses)
