"""The errors a person can meet, each with the exit code it ends in.

A message is a code and parameters; the sentence lives in ``folkekommune/texts`` in bokmål, nynorsk
and English. Parameters name files, columns, commands and limits. They never hold a data value.
"""

from __future__ import annotations

from dataclasses import dataclass

EXIT_DONE = 0
EXIT_FAULT = 1
EXIT_USAGE = 2
EXIT_INPUT = 3
EXIT_REFUSED = 4
EXIT_FORBIDDEN = 5

Parameter = str | int | float


@dataclass(frozen=True)
class Place:
    """Where in the user's input a fault stands. Lines, columns and rows count from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    row: int | None = None


class FolkeKommuneError(Exception):
    """Base of everything this package raises on purpose."""

    exit_code = EXIT_FAULT


class UserError(FolkeKommuneError):
    """A fault that a person can mend: a text code, its parameters and the place.

    :param code: key of a text in ``folkekommune/texts``, such as ``ingest.file-missing``.
    :param place: where it stands, when it stands somewhere.
    :param suggestion: a replacement for what stands at the place, if one is likely.
    """

    exit_code = EXIT_INPUT

    def __init__(
        self,
        code: str,
        *,
        place: Place | None = None,
        suggestion: str | None = None,
        **parameters: Parameter,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.place = place
        self.suggestion = suggestion
        self.parameters = parameters

    def __str__(self) -> str:
        """Show code and place; the parameters are for the text catalogue."""
        return f"{self.code} {self.place}" if self.place else self.code


class UsageError(UserError):
    """The command or request itself is wrong."""

    exit_code = EXIT_USAGE


class InputError(UserError):
    """The user's script, delivery, mapping or package is wrong."""


class PermissionRefused(UserError):
    """The user may not do this."""

    exit_code = EXIT_FORBIDDEN
