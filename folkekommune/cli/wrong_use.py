"""Turn what typer and the machine say into sentences of ours, in the user's language."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from typer.exceptions import TyperException

from folkekommune.errors import UsageError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CODES = {
    "NoSuchOption": "cli.no-such-option",
    "MissingParameter": "cli.missing-parameter",
    "BadParameter": "cli.bad-parameter",
    "BadOptionUsage": "cli.missing-parameter",
}


def wrong_use(told: TyperException) -> UsageError:
    """Say which option or argument is wrong, and where to read how it should be.

    What was typed is not repeated, but for the names of options.
    """
    context = getattr(told, "ctx", None)
    command = str(context.command_path) if context else "folkekommune"
    option = getattr(told, "option_name", None)
    parameter = getattr(told, "param", None)
    named = str(option or (parameter.get_error_hint() if parameter else "")).replace("'", "")
    code = _CODES.get(type(told).__name__, "cli.wrong-use") if named else "cli.wrong-use"
    asked = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    if code == "cli.bad-parameter" and asked is Path:
        code = "cli.bad-path"
    return UsageError(code, command=command, name=named)


def disk_is_full(fault: BaseException | None) -> bool:
    """Whether a fault comes of a full disk, itself or by what caused it."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in _FULL:
            return True
        if isinstance(fault, sqlite3.Error) and getattr(fault, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            return True
        fault = fault.__cause__ or fault.__context__
    return False
