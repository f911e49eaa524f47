"""Connect a released databank under an alias, which then stands before each variable in ``import``.

The version is the major number; the newest release with that number is used. Several versions can
be connected at once under different aliases, and an alias holds for all data sets. Naming an alias
again connects it anew.
"""

from __future__ import annotations

from folkekommune.catalogue.model import Databank
from folkekommune.query.columns import ReleaseRef
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault
from folkekommune.script.nearest import nearest
from folkekommune.script.session import Connection, Session

NAME = "require"
SYNTAX = ("require DATABANK:VERSION as ALIAS",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "require no.folkekommune.helseprofil:1 as hp"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Connect a databank."""
    arguments = read(statement, SYNTAX)
    wanted = arguments.next()
    if isinstance(wanted, ast.Name):
        wanted = ast.DatabankVersion(wanted.text, None, span=wanted.span)
    if not isinstance(wanted, ast.DatabankVersion):
        raise Refused(arguments.misfit(wanted))
    arguments.required_keyword("as")
    alias = arguments.name()
    arguments.end()
    databank = _databank(wanted, session)
    release = ReleaseRef(databank.name, _version(wanted, session))
    connected = session.with_alias(alias.text, Connection(databank, release))
    return done(connected, "done-require", databank=databank.name, version=release.version, alias=alias.text)


def _databank(wanted: ast.DatabankVersion, session: Session) -> Databank:
    found = session.catalogue.databank(wanted.databank)
    if found is not None:
        return found
    instead = nearest(wanted.databank, session.catalogue.names())
    suggestion = f"{instead}:{wanted.version}" if instead and wanted.version else instead
    code = "unknown-databank-nearest" if instead else "unknown-databank"
    raise Refused(
        fault(code, wanted.span, suggestion=suggestion, name=wanted.databank, nearest=instead or "")
    )


def _version(wanted: ast.DatabankVersion, session: Session) -> str:
    releases = [_numbers(version) for version in session.catalogue.versions(wanted.databank)]
    _check_withdrawn(wanted, releases, session)
    if not releases:
        raise Refused(fault("nothing-released", wanted.span, name=wanted.databank))
    newest = max(releases)
    suggestion = f"{wanted.databank}:{newest[0]}"
    if wanted.version is None:
        raise Refused(
            fault(
                "version-missing", wanted.span, suggestion=suggestion, name=wanted.databank, newest=newest[0]
            )
        )
    matching = [release for release in releases if str(release[0]) == wanted.version]
    if not matching:
        raise Refused(
            fault(
                "unknown-version",
                wanted.span,
                suggestion=suggestion,
                name=wanted.databank,
                version=wanted.version,
                newest=newest[0],
            )
        )
    return ".".join(str(number) for number in max(matching))


def _check_withdrawn(wanted: ast.DatabankVersion, releases: list[tuple[int, ...]], session: Session) -> None:
    """Refuse a version that a municipality took out of use, with the one to use instead."""
    if any(str(release[0]) == wanted.version for release in releases):
        return
    for version, day in session.catalogue.withdrawn(wanted.databank).items():
        if version.split(".")[0] != wanted.version:
            continue
        parameters = {"name": wanted.databank, "version": wanted.version, "on": day}
        if not releases:
            raise Refused(fault("version-withdrawn", wanted.span, **parameters))
        newest = max(releases)[0]
        suggestion = f"{wanted.databank}:{newest}"
        raise Refused(
            fault("version-withdrawn-newest", wanted.span, suggestion=suggestion, newest=newest, **parameters)
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
