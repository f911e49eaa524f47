"""The commands there are, found by folder: one file a command in ``script/commands``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol, cast

from folkekommune.script import commands
from folkekommune.script.bound import Effect
from folkekommune.script.session import Session


class CommandFile(Protocol):
    """What a file in ``script/commands`` holds.

    ``SYNTAX`` has one line for each form. ``OPTIONS`` gives each option the code of the text that
    explains it. ``LATER`` names options of the language that are known and do not work yet.
    """

    NAME: str
    SYNTAX: tuple[str, ...]
    OPTIONS: Mapping[str, str]
    LATER: frozenset[str]
    EXAMPLE: str

    def bind(self, statement: Any, session: Session) -> Effect:
        """Give what the command does, or raise ``Refused`` with what is wrong with it.

        The statement is an ``ast.Command``; for ``textblock`` it may be an ``ast.Textblock``.
        """


@cache
def command_files() -> Mapping[str, CommandFile]:
    """Find the commands, by the word they are written with."""
    found = (
        importlib.import_module(f"{commands.__name__}.{module.name}")
        for module in pkgutil.iter_modules(commands.__path__)
    )
    files = (cast("CommandFile", module) for module in found)
    return {file.NAME: file for file in files}
