"""Pages that are not about one command: functions, grammar, data model, privacy, differences."""

from __future__ import annotations

import csv
import tomllib

from folkekommune.disclosure.policy import STANDARD, load_policy
from folkekommune.disclosure.policy_sections import SECTIONS
from folkekommune.script.function_manual import FUNCTION_PAGES
from folkekommune.script.registry import command_files
from folkekommune.script.words import COMMAND_WORDS, EXTENSION_WORDS
from folkekommune.services.explaining import disclosure
from folkekommune.texts import text
from manual_pages.commands import GROUPS, base_block
from manual_pages.examples import ROOT
from manual_pages.writing import Tongue, head, table, word

_FOLDER = ROOT / "docs" / "language"
_NO_FILE = {"for", "end"}


def index(tongue: Tongue) -> str:
    """Write the first page."""
    lines = [
        *head(word("title", tongue), tongue),
        word("intro", tongue),
        "",
        f"## {word('pages', tongue)}",
        "",
    ]
    lines += [
        f"- [{group.title(tongue)}]({group.file}.md): {', '.join(f'`{each}`' for each in group.words)}"
        for group in GROUPS
    ]
    lines += [
        f"- [{word(each, tongue)}]({each}.md)"
        for each in ("functions", "grammar", "data-model", "privacy", "differences")
    ]
    return "\n".join([*lines, "", *base_block(tongue)]).rstrip("\n") + "\n"


def functions(tongue: Tongue) -> str:
    """List the functions."""
    heads = [word(each, tongue) for each in ("function", "meaning", "example")]
    rows = [
        (
            f"`{page.form}`",
            text(f"functions.{name}", tongue),
            f"`{page.example}`" + (f" = {page.result}" if page.result else ""),
        )
        for name, page in FUNCTION_PAGES.items()
    ]
    return "\n".join([*head(word("functions", tongue), tongue), *table(heads, rows)]).rstrip("\n") + "\n"


def chapter(name: str, tongue: Tongue) -> str:
    """Give a chapter that is written by hand, with its note."""
    written = (_FOLDER / "chapters" / f"{name}.{tongue}.md").read_text(encoding="utf-8")
    title, _, rest = written.partition("\n")
    return "\n".join(head(title.removeprefix("# "), tongue)) + rest


def privacy(tongue: Tongue) -> str:
    """Write what disclosure control does, with every limit of the policy."""
    policy, stated = load_policy(), tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    lines = [*head(word("privacy", tongue), tongue), disclosure(policy, tongue), ""]
    lines += [f"{word('limits', tongue)} `{policy.label}`.", ""]
    heads = [word("limit", tongue), word("value", tongue), word("source", tongue)]
    rows = [
        [f"`{section}.{name}`", str(entry["value"]), entry["source"]]
        + ([entry["reason"]] if tongue == "en" else [])
        for section in SECTIONS
        for name, entry in stated[section].items()
    ]
    heads += [word("reason", tongue)] if tongue == "en" else []
    return "\n".join([*lines, *table(heads, rows)]).rstrip("\n") + "\n"


def differences(tongue: Tongue) -> str:
    """Write what is different from microdata.no, and what is only here."""
    with (_FOLDER / "features.csv").open(encoding="utf-8", newline="") as file:
        names = {row["id"]: row["feature"] for row in csv.DictReader(file)}
    different = tomllib.loads((_FOLDER / "different.toml").read_text(encoding="utf-8"))
    lines = [*head(word("differences", tongue), tongue), f"## {word('different', tongue)}", ""]
    lines += [
        f"- {names[number]}: {entry.get(tongue, entry['reason'])}."
        for number, entry in sorted(different.items(), key=_number)
    ]
    lines += ["", f"## {word('extensions', tongue)}", "", word("extensions-how", tongue), ""]
    known = command_files()
    lines += [
        f"- `{each}` – {text(f'script.help-{each}', tongue)}" for each in EXTENSION_WORDS if each in known
    ]
    lines += ["", f"## {word('commands-later', tongue)}", ""]
    later = [f"`{each}`" for each in COMMAND_WORDS if each not in known and each not in _NO_FILE]
    lines += [", ".join(later) or word("none", tongue)]
    return "\n".join(lines) + "\n"


def _number(entry: tuple[str, object]) -> int:
    return int(entry[0])
