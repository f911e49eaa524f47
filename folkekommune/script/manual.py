"""The built-in manual: what ``help`` shows, written from the command files and the texts."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.script.function_manual import function_markdown
from folkekommune.script.registry import command_files
from folkekommune.script.syntax import in_language
from folkekommune.script.words import COMMAND_WORDS, EXTENSION_WORDS
from folkekommune.texts import Language, text

_LOOP = frozenset({"for", "end"})
"""Words without a file: the parser reads loops itself."""


@dataclass(frozen=True)
class Page:
    """The help of one command in one language."""

    command: str
    summary: str
    syntax: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    example: str


def page(command: str, language: Language) -> Page | None:
    """Give the help of a command, or ``None`` for one that does not work here yet."""
    file = command_files().get(command)
    if file is None:
        return None
    syntax = tuple(in_language(form, language) for form in file.SYNTAX)
    options = tuple(
        (in_language(form, language), text(code, language)) for form, code in file.OPTIONS.items()
    )
    return Page(command, text(f"script.help-{command}", language), syntax, options, file.EXAMPLE)


def help_markdown(topic: str, language: Language) -> str:
    """Write the help of a command as Markdown; for an empty topic the list of commands.

    A topic that ends in ``()`` is a function, or the list of them.
    """
    if topic.endswith("()"):
        return function_markdown(topic.removesuffix("()"), language)
    if not topic:
        return _contents(language)
    if topic in _LOOP:
        return text("explain.help-loop", language)
    found = page(topic, language)
    if found is None:
        return text("script.command-later", language, command=topic)
    lines = [f"## {found.command}", "", found.summary, "", *_code(found.syntax)]
    if found.options:
        lines += ["", f"### {text('script.heading-options', language)}", ""]
        lines += [f"- `{form}` – {meaning}" for form, meaning in found.options]
    lines += ["", f"### {text('script.heading-example', language)}", "", *_code((found.example,))]
    return "\n".join(lines)


def _contents(language: Language) -> str:
    known = command_files()
    lines = [f"## {text('script.heading-commands', language)}", ""]
    lines += [
        f"- `{command}` – {text(f'script.help-{command}', language)}"
        for command in COMMAND_WORDS + EXTENSION_WORDS
        if command in known
    ]
    return "\n".join(lines)


def _code(lines: tuple[str, ...]) -> list[str]:
    return ["```", *lines, "```"]
