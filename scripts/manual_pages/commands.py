"""A page for each group of commands: syntax, options, examples, and the tests that say what they mean."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from folkekommune.script.manual import page
from folkekommune.script.registry import command_files
from folkekommune.script.words import COMMAND_WORDS, EXTENSION_WORDS
from manual_pages.examples import Case, base, before, cases
from manual_pages.writing import Tongue, block, head, word


@dataclass(frozen=True)
class Group:
    """Commands that belong together, from one word up to the first of the next group."""

    file: str
    first: str
    nb: str
    en: str

    @property
    def words(self) -> tuple[str, ...]:
        """Give its commands in the order of the language."""
        if self.first == EXTENSION_WORDS[0]:
            return EXTENSION_WORDS
        firsts = [COMMAND_WORDS.index(each.first) for each in GROUPS if each.first in COMMAND_WORDS]
        begin = COMMAND_WORDS.index(self.first)
        return COMMAND_WORDS[begin : min((each for each in firsts if each > begin), default=None)]

    def title(self, tongue: Tongue) -> str:
        """Give its title."""
        return self.nb if tongue == "nb" else self.en


GROUPS = (
    Group("data-sets", "require", "Databanker og datasett", "Databanks and data sets"),
    Group("preparation", "import", "Import og tilrettelegging", "Import and preparation"),
    Group("tables", "summarize", "Tabeller", "Tables"),
    Group("analyses", "correlate", "Analyser", "Analyses"),
    Group("charts", "barchart", "Figurer", "Charts"),
    Group("regression", "regress", "Regresjon", "Regression"),
    Group("survival", "kaplan-meier", "Overlevelse", "Survival"),
    Group("bindings", "let", "Bindinger og løkker", "Bindings and loops"),
    Group("support", "help", "Hjelp og arbeidsøkt", "Help and session"),
    Group("extensions", EXTENSION_WORDS[0], "Egne utvidelser", "Extensions of our own"),
)


def group_page(group: Group, tongue: Tongue) -> str:
    """Write the page of a group."""
    known = command_files()
    lines = head(group.title(tongue), tongue)
    if group.first == "let":
        lines += [word("loops", tongue), ""]
    for command in group.words:
        if command in known:
            lines += _command(command, tongue)
    later = [
        f"`{command}`" for command in group.words if command not in known and command not in {"for", "end"}
    ]
    if later:
        lines += [f"{word('later', tongue)} {', '.join(later)}", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def base_block(tongue: Tongue) -> list[str]:
    """Show what examples stand on."""
    return [word("base", tongue), "", *block(base())]


def _command(command: str, tongue: Tongue) -> list[str]:
    known, file = page(command, tongue), command_files()[command]
    if known is None:
        return []
    lines = [f"## `{command}`", "", known.summary, "", *block(*known.syntax)]
    if known.options:
        lines += [f"**{word('options', tongue)}**", ""]
        lines += [*(f"- `{form}` – {meaning}" for form, meaning in known.options), ""]
    if file.LATER:
        lines += [f"{word('later', tongue)} {', '.join(f'`{name}`' for name in sorted(file.LATER))}", ""]
    _, _, details = inspect.getdoc(file).partition("\n\n") if inspect.getdoc(file) else ("", "", "")
    if details and tongue == "en":
        lines += [f"**{word('details', tongue)}**", "", details.replace("``", "`"), ""]
    stands_on = [piece for piece in before(command) if piece != base()]
    lines += [f"**{word('example', tongue)}**", "", *block(*stands_on, known.example)]
    for case in cases().get(command, ()):
        lines += _case(case, tongue)
    return lines


def _case(case: Case, tongue: Tongue) -> list[str]:
    says = f"**{word('case', tongue)}**" + (f": {case.says.replace('``', '`')}" if tongue == "en" else "")
    return [
        says,
        "",
        *block(case.data, "", case.script),
        f"{word('gives', tongue)}:",
        "",
        *block(case.expected),
    ]
