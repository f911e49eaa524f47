"""Measures of a municipality, each with what is expected of it, written down before there are results.

They are internal: whoever may read the municipality's dashboard sees and enters them, nobody else ever does.
They lie sealed in the home, one file a municipality, and every change is in the audit trail.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from folkekommune.access.audit import AuditEvent
from folkekommune.access.checks import check_can_read_dashboard
from folkekommune.access.users import User
from folkekommune.errors import InputError
from folkekommune.keys import Keys
from folkekommune.published.writing import one_writer, replace_file

FOLDER = "measures"
"""Where they lie in a home."""

MOST_POINTS = 50.0
LONGEST_TITLE = 120
_FORMAT = 1


@dataclass(frozen=True)
class Measure:
    """A measure.

    :param indicator: what it is to change. :param start: the first year it can be seen in.
    :param district: :param sex: the group it is for; none for everyone.
    :param expected: change in percentage points from the year before the start until ``answer_in``.
    :param ended: whether it was taken out of use; it is kept, so that no expectation disappears.
    """

    title: str
    indicator: str
    start: int
    answer_in: int
    expected: float
    district: str | None = None
    sex: str | None = None
    identifier: str = ""
    ended: bool = False


class Measures:
    """Keep the measures of an installation.

    :param record: notes what was done in the audit trail.
    """

    def __init__(self, folder: Path, keys: Keys, record: Callable[[AuditEvent], None]) -> None:
        self._folder = folder
        self._keys = keys
        self._record = record

    def of_municipality(self, user: User, municipality: str) -> tuple[Measure, ...]:
        """List a municipality's measures, in the order they were entered.

        :raises PermissionRefused: for who may not read its dashboard.
        """
        check_can_read_dashboard(user, municipality)
        return self._read(municipality)

    def enter(self, user: User, municipality: str, measure: Measure) -> Measure:
        """Enter a measure.

        :raises InputError: when it expects nothing, has no title, or is to be answered before it begins.
        """
        check_can_read_dashboard(user, municipality)
        _check(measure)
        entered = replace(measure, identifier=secrets.token_hex(4), title=measure.title.strip())
        with one_writer(self._folder):
            self._write(municipality, (*self._read(municipality), entered))
        self._note("measure-enter", user, municipality, entered.identifier)
        return entered

    def end(self, user: User, municipality: str, identifier: str) -> None:
        """Take a measure out of use; it stays on the list."""
        check_can_read_dashboard(user, municipality)
        with one_writer(self._folder):
            known = self._read(municipality)
            if identifier not in {measure.identifier for measure in known}:
                raise InputError("measures.unknown")
            self._write(
                municipality,
                tuple(
                    replace(measure, ended=True) if measure.identifier == identifier else measure
                    for measure in known
                ),
            )
        self._note("measure-end", user, municipality, identifier)

    def _read(self, municipality: str) -> tuple[Measure, ...]:
        try:
            sealed = self._file(municipality).read_bytes()
        except FileNotFoundError:
            return ()
        content = json.loads(self._keys.unseal(sealed, _purpose(municipality)))
        return tuple(Measure(**entry) for entry in content["measures"])

    def _write(self, municipality: str, measures: tuple[Measure, ...]) -> None:
        content = {"format": _FORMAT, "measures": [asdict(measure) for measure in measures]}
        sealed = self._keys.seal(json.dumps(content).encode(), _purpose(municipality))
        replace_file(self._file(municipality), sealed)

    def _file(self, municipality: str) -> Path:
        return self._folder / f"{municipality}.sealed"

    def _note(self, action: str, user: User, municipality: str, identifier: str) -> None:
        subject = f"measure:{identifier}"
        self._record(AuditEvent(action, f"user:{user.name}", subject, municipality))


def _check(measure: Measure) -> None:
    if not measure.title.strip() or len(measure.title) > LONGEST_TITLE:
        raise InputError("measures.title", most=LONGEST_TITLE)
    if not 0 < abs(measure.expected) <= MOST_POINTS:
        raise InputError("measures.expected", most=MOST_POINTS)
    if measure.answer_in < measure.start:
        raise InputError("measures.years")


def _purpose(municipality: str) -> str:
    return f"measures {municipality}"
