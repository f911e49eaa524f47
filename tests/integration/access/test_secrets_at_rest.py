"""No secret stands in the clear in the control database, whatever has been done with it."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from access_factories import KEY, PASSWORD, open_control_room
from sqlalchemy import MetaData, select

from folkekommune.access.database import writing
from folkekommune.access.outside_sessions import Beginning, OutsideSessions
from folkekommune.access.projects import Project, Projects
from folkekommune.access.run_records import RunRecords
from folkekommune.errors import PermissionRefused

SECOND = "en annen lang setning"
GUESSED = "gjettet setning 99"
PROOF = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJrYXJpIn0.c2lnbmF0dXI"
OUTSIDE = "outside-session-4711"


def test_no_column_of_any_table_holds_a_secret(place: Path | str) -> None:
    room = open_control_room(place)
    room.accounts.create("kari", "Kari", password=PASSWORD)
    outside = OutsideSessions(room.engine, KEY)
    tokens = [room.accounts.log_in("kari", PASSWORD, client="::1").token]
    room.accounts.set_password("kari", SECOND, by="system")
    session = room.accounts.log_in("kari", SECOND, client="::1")
    with writing(room.engine) as connection:
        outside.note(connection, session, Beginning("idporten", OUTSIDE, PROOF))
    with pytest.raises(PermissionRefused):
        room.accounts.log_in("kari", GUESSED, client="::1")
    Projects(room.engine, audit=room.audit).create(Project("p1", "T", "P", date(2099, 1, 1)), by="system")
    RunRecords(room.engine).enqueue("tabulate sex", project="p1", user_id=1)
    tokens.append(session.token)

    held = MetaData()
    held.reflect(room.engine)  # what is there, not what the code says is there
    with room.engine.connect() as connection:
        written = [
            str(value)
            for table in held.sorted_tables
            for row in connection.execute(select(table))
            for value in row
            if value is not None
        ]
    # The scan sees what is there: the digests that stand in place of the secrets are found.
    assert sha256(session.token.encode()).hexdigest() in written
    assert any(value.startswith("$argon2id$") for value in written)
    everything = "\n".join(written)
    for secret in (PASSWORD, SECOND, GUESSED, PROOF, OUTSIDE, *tokens, KEY.decode()):
        assert secret not in everything
        assert b64encode(secret.encode()).decode() not in everything
        assert secret.encode().hex() not in everything
        assert sha256(secret.encode()).hexdigest() not in everything or secret == session.token
