"""The words of the script language, for the editor's colours and proposals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.script.registry import command_files
from folkekommune.script.words import COMMAND_WORDS
from folkekommune.services.research import GrantedDatabank
from folkekommune.texts import Language, text

MOST = 60
_ALIAS = re.compile(r"^\s*require\s+(\S+?)(?::\S+)?\s+as\s+(\w+)", re.MULTILINE)
_PART = re.compile(r"[\w/-]*$")
_NAMED = re.compile(r"\bas\s+(\w+)|^\s*generate\s+(\w+)|^\s*create-dataset\s+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Proposal:
    """A word that may stand at a place, and what it is."""

    label: str
    detail: str


def command_words() -> tuple[str, ...]:
    """Give the commands of the language."""
    return COMMAND_WORDS


def option_words() -> tuple[str, ...]:
    """Give the options of all commands."""
    forms = (form for file in command_files().values() for form in file.OPTIONS)
    return tuple(sorted({found.group() for form in forms if (found := re.match(r"\w+", form))}))


def proposals(
    script: str, place: int, databanks: Sequence[GrantedDatabank], language: Language
) -> tuple[int, tuple[Proposal, ...]]:
    """Give where the word at a place begins, and what it could become.

    First on a line stands a command; after an alias and a stroke a variable of its databank; elsewhere
    a name that the script has made.
    """
    before = script[:place]
    found = _PART.search(before)
    part = found.group() if found else ""
    start = place - len(part)
    line = before.rpartition("\n")[2]
    if not line.removesuffix(part).strip():
        words = [
            Proposal(word, text(f"script.help-{word}", language))
            for word in COMMAND_WORDS
            if word in command_files() and word.startswith(part)
        ]
    elif "/" in part:
        words = _variables(script, part, databanks, language)
    else:
        words = _names(script, part, databanks)
    return start, tuple(words[:MOST])


def _variables(
    script: str, part: str, databanks: Sequence[GrantedDatabank], language: Language
) -> list[Proposal]:
    alias, _, beginning = part.partition("/")
    banks = {found.group(2): found.group(1) for found in _ALIAS.finditer(script)}
    return [
        Proposal(f"{alias}/{variable.name}", variable.title.in_language(language))
        for granted in databanks
        if granted.databank.name == banks.get(alias)
        for variable in granted.variables
        if beginning.casefold() in variable.name.casefold()
    ]


def _names(script: str, part: str, databanks: Sequence[GrantedDatabank]) -> list[Proposal]:
    names = {name for found in _NAMED.finditer(script) for name in found.groups() if name}
    names |= {f"{found.group(2)}/" for found in _ALIAS.finditer(script)}
    names |= {granted.databank.name for granted in databanks}
    return [Proposal(name, "") for name in sorted(names) if name.startswith(part) and name != part]
