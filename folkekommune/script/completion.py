"""What may stand at a place of a line: for the shell and the editor, from what the binder knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum

from folkekommune.script.registry import command_files
from folkekommune.script.session import Session
from folkekommune.script.words import COMMAND_WORDS, EXTENSION_WORDS, FUNCTION_WORDS

_WORD = re.compile(r"[\w@$/.-]*\Z")
_STRING = re.compile(r"'[^']*'|\"[^\"]*\"")
_SETS = frozenset({"use", "delete-dataset", "clone-dataset", "clone-units", "rename-dataset"})
_LISTS = frozenset({"drop-labels", "list-labels", "assign-labels"})


class Kind(Enum):
    """What a proposal is."""

    COMMAND = "command"
    OPTION = "option"
    VARIABLE = "variable"
    DATASET = "dataset"
    REGISTER = "register"
    FUNCTION = "function"
    BINDING = "binding"
    LABELS = "labels"


def completions(session: Session, before: str) -> tuple[tuple[str, Kind], ...]:
    """Propose what the word at the end of a text could be, names first.

    :param before: the command so far, continuations joined.
    """
    begun = _word(before)
    code = _STRING.sub("''", before[: len(before) - len(begun)])
    return tuple((text, kind) for text, kind in _candidates(session, code, begun) if text.startswith(begun))


def _word(before: str) -> str:
    found = _WORD.search(before)
    return found.group() if found else ""


def _candidates(session: Session, code: str, begun: str) -> Iterable[tuple[str, Kind]]:
    words = code.split()
    if not words:
        return _all(COMMAND_WORDS + EXTENSION_WORDS, Kind.COMMAND)
    if begun.startswith("$"):
        return _all((f"${name}" for name in session.bindings), Kind.BINDING)
    command, previous = words[0], words[-1]
    if command == "help":
        return _all(COMMAND_WORDS + EXTENSION_WORDS, Kind.COMMAND)
    if command == "help-function":
        return _all(FUNCTION_WORDS, Kind.FUNCTION)
    if command == "require":
        return _all(session.catalogue.names(), Kind.REGISTER)
    if command.startswith("import") or command in {"variables", "list-labels"}:
        register = _all(_register(session), Kind.REGISTER)
        return [*register, *_options(command)] if "," in code else [*register, *_lists(session, command)]
    if command in _SETS or previous == "into":
        return _all(session.sets, Kind.DATASET)
    options, lists = _options(command, within=code), _lists(session, command)
    return [*options, *_variables(session), *lists, *_functions(code)]


def _all(names: Iterable[str], kind: Kind) -> list[tuple[str, Kind]]:
    return [(name, kind) for name in names]


def _variables(session: Session) -> list[tuple[str, Kind]]:
    active = session.sets.get(session.active or "")
    return _all(active.columns if active else (), Kind.VARIABLE)


def _lists(session: Session, command: str) -> list[tuple[str, Kind]]:
    return _all(session.code_lists, Kind.LABELS) if command in _LISTS else []


def _functions(code: str) -> list[tuple[str, Kind]]:
    expression = "=" in code or " if " in f"{code} "
    return _all(FUNCTION_WORDS, Kind.FUNCTION) if expression else []


def _options(command: str, within: str = ",") -> list[tuple[str, Kind]]:
    depth = within.count("(") - within.count(")")
    file = command_files().get(command)
    if file is None or "," not in within or depth > 0:
        return []
    options: Mapping[str, str] = file.OPTIONS
    return _all((form.split("(")[0].rstrip("[") for form in options), Kind.OPTION)


def _register(session: Session) -> Iterable[str]:
    for alias, connection in session.aliases.items():
        for variable in connection.databank.everything.values():
            if variable.releasable and session.catalogue.may_import(connection.databank.name, variable):
                yield f"{alias}/{variable.name}"
