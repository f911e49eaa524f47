"""The control database on a PostgreSQL server, for several processes and a server of its own.

Writers take one lock of the database, which ends with their transaction: what SQLite gives by its nature, so
that everything that is true of one database is true of the other. Who holds it and falls silent is thrown
out by the server, and who waits too long is told so.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, ProgrammingError

from folkekommune.access.control_address import handed_password, read_address
from folkekommune.errors import EXIT_FAULT, InputError, UsageError, UserError

_WRITE_LOCK = 0x464F4C4B  # "FOLK": any number of our own
_SESSION = (
    "-c timezone=UTC -c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"
)
_WAY = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds until what was sent must have been received
    "application_name": "folkekommune",
    "options": _SESSION,
}
# Readers see one instant. A writer sees what was done before it got the lock, so it reads what is committed.
_ALONE = f"SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({_WRITE_LOCK})"
_LOCK_NOT_AVAILABLE, _NOT_ALLOWED, _READ_ONLY = "55P03", "42501", "25006"

_CERTIFICATE = "certificate"
"""In what PostgreSQL's library says of a server that is not the one: it has no code for it."""


class ControlUnreachable(UserError):
    """The control database does not answer. Nothing was done; what was asked can be asked again."""

    exit_code = EXIT_FAULT


def postgresql_engine(address: str) -> Engine:
    """Give the engine of a PostgreSQL database.

    A connection that has died meanwhile is made anew before it is used, so that nobody notices that a server
    was started again.

    :raises UsageError: when the address does not fit, or the driver is not installed.
    """
    url = read_address(address).set(drivername="postgresql+psycopg")
    password = handed_password()
    try:
        engine = create_engine(
            url.set(password=password) if password else url,
            connect_args=_WAY,
            isolation_level="REPEATABLE READ",
            pool_pre_ping=True,
            hide_parameters=True,
        )
    except ModuleNotFoundError:
        raise UsageError("control.driver") from None
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _tell)
    return engine


def keeps_checksums(engine: Engine) -> bool:
    """Say whether the server keeps a checksum of each page, so that damage on its disk is seen."""
    with engine.connect() as connection:
        return bool(connection.exec_driver_sql("SHOW data_checksums").scalar_one() == "on")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("immediate", False):
        connection.exec_driver_sql(_ALONE)


def _tell(context: ExceptionContext) -> None:
    """Say in a sentence what the server says in its own words, which may hold what was written."""
    if context.is_pre_ping:
        return
    fault, state = context.sqlalchemy_exception, getattr(context.original_exception, "sqlstate", None)
    if state == _LOCK_NOT_AVAILABLE:
        raise ControlUnreachable("control.busy") from None
    if state is None and _CERTIFICATE in str(context.original_exception):
        raise ControlUnreachable("control.not-trusted") from None
    if isinstance(fault, (OperationalError, InterfaceError)) or context.is_disconnect or state == _READ_ONLY:
        raise ControlUnreachable("control.away") from None
    if isinstance(fault, ProgrammingError) and state == _NOT_ALLOWED:
        raise UsageError("control.not-allowed") from None
    if isinstance(fault, DataError):
        raise InputError("control.not-storable") from None
