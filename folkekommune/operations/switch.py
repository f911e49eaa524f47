"""The switch that stops all answering: a note in the installation, looked at before and during every answer.

While it stands, pages and the API answer with one sentence, no run begins, and runs under way end within a
second: they are processes of their own, and each watches the note. Nothing half-made is left: nothing of an
answer is kept before it is whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from folkekommune.access.audit import AuditEvent
from folkekommune.errors import PermissionRefused
from folkekommune.operations.notes import write_note
from folkekommune.settings import Home

LOOK_SECONDS = 0.2


def is_stopped(home: Home) -> bool:
    """Say whether answering is stopped. One look at the disk: cheap enough for every request.

    Who may not look is not told that all is well.
    """
    try:
        return note_of(home).exists()
    except PermissionError:
        return True


def note_of(home: Home) -> Path:
    """Give the note that stops answering while it is there."""
    return home.operations / "stopped.json"


def stop_answers(home: Home, *, by: str) -> AuditEvent:
    """Stop all answering; give the event that the audit trail is to be told.

    It is stopped before it is told, and needs no key: a full disk or a busy database must not hinder it.
    """
    write_note(note_of(home), {"at": datetime.now(UTC).isoformat(timespec="seconds"), "by": by})
    return AuditEvent("answers-stop", by)


def resume_answers(home: Home, *, by: str) -> AuditEvent:
    """Let answering go on; give the event that the audit trail is to be told."""
    note_of(home).unlink(missing_ok=True)
    return AuditEvent("answers-resume", by)


def check_answering(home: Home) -> None:
    """Refuse while answering is stopped.

    :raises PermissionRefused: ``operations.stopped``.
    """
    if is_stopped(home):
        raise PermissionRefused("operations.stopped")


@contextmanager
def answering(home: Home, end: Callable[[], None]) -> Iterator[None]:
    """Answer while a block lasts; when answering is stopped meanwhile, ``end`` the process.

    :raises PermissionRefused: ``operations.stopped`` when it is stopped already.
    """
    check_answering(home)
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(home, done, end), daemon=True)
    watch.start()
    try:
        yield
        check_answering(home)
    finally:
        done.set()


def _watch(home: Home, done: threading.Event, end: Callable[[], None]) -> None:
    while not done.wait(LOOK_SECONDS):
        if is_stopped(home):
            end()
            return
