"""Bring a file of an official table: it is understood first, and kept when whoever brought it says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, HTTPException, UploadFile
from starlette.requests import Request

from folkekommune.access.sessions import Session
from folkekommune.catalogue.model import Texts
from folkekommune.errors import UsageError
from folkekommune.official.cubes import MOST_BYTES
from folkekommune.services.official_tables import Fetched, OfficialDesk, check_can_bring
from folkekommune.services.official_words import understood_lines
from folkekommune.services.stewards import Stewards
from folkekommune.texts import Language
from folkekommune.web.pages import pages_of
from folkekommune.web.steward.place import StewardedPlace, StewardPlace


def official_desk(request: Request) -> OfficialDesk:
    """Find the use cases on official tables; the server was started without them otherwise."""
    found = pages_of(request).services.official
    if not isinstance(found, OfficialDesk):
        raise HTTPException(404)
    return found


@dataclass(frozen=True)
class Bank:
    """The databank of the address: its name, and what its own indicators are called."""

    name: str
    indicators: Mapping[str, Texts]


def bank_of(request: Request, place: StewardPlace) -> Bank:
    """Find the databank of the address."""
    stewards = pages_of(request).services.stewards
    found = stewards.choose(place.segment.partition("-")[2]) if isinstance(stewards, Stewards) else None
    if found is None:
        raise HTTPException(404)
    choice, service = found
    return Bank(choice.name, {each.code: each.wording.name for each in service.definitions})


Desk = Annotated[OfficialDesk, Depends(official_desk)]
ChosenBank = Annotated[Bank, Depends(bank_of)]


@dataclass(frozen=True)
class Upload:
    """What the form says of a file.

    :param day: as it was written.
    """

    code: str
    day: str
    licence: str
    unprotected: bool

    def fetched(self) -> Fetched:
        """Read the day.

        :raises UsageError: ``official.no-day``.
        """
        today = datetime.now(UTC).date()
        try:
            day = date.fromisoformat(self.day) if self.day else today
        except ValueError:
            raise UsageError("official.no-day") from None
        if day > today:
            raise UsageError("official.no-day")
        return Fetched(day, self.licence.strip(), self.unprotected)


Bringer = tuple[Session, StewardedPlace, Bank]
"""Who brings a file, for which municipality, to which databank."""


def understand(
    whose: Bringer, desk: OfficialDesk, said: Upload, file: UploadFile, *, language: Language
) -> tuple[tuple[str, ...], str]:
    """Tell what is understood of a file, and give the token by which its owner finds it again.

    :raises PermissionRefused: for anyone but the municipality's stewards.
    """
    session, place, bank = whose
    check_can_bring(session.user, place.number)
    written = file.file.read(MOST_BYTES + 1)
    if not written:
        raise UsageError("official.no-upload")
    prepared = desk.preview(bank.name, said.code, written, fetched=said.fetched())
    return understood_lines(prepared, language), desk.pending.lay(session.user.identifier, written)


def keep_shown(whose: Bringer, desk: OfficialDesk, said: Upload, token: str) -> None:
    """Keep a file that was understood.

    :raises PermissionRefused: for anyone but the municipality's stewards.
    """
    session, place, bank = whose
    check_can_bring(session.user, place.number)
    who, fetched = session.user.identifier, said.fetched()
    prepared = desk.preview(bank.name, said.code, desk.pending.find(who, token), fetched=fetched)
    desk.keep(prepared, fetched=fetched, by=str(who), municipality=place.number)
    desk.pending.forget(who)


def forget(session: Session, desk: OfficialDesk) -> None:
    """Throw away the file that waits for someone's decision."""
    desk.pending.forget(session.user.identifier)
