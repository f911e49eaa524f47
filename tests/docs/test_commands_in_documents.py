"""Every command that a document shows can be given as it stands."""

from __future__ import annotations

import re

import pytest
from command_lines_written import parse_line
from tracked_files import texts

from folkekommune.cli.finding import commands

_BLOCK = re.compile(r"^```(?:console|sh|bash|shell)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`(folkekommune [^`\n]+)`")
_MENTION = re.compile(r"folkekommune (?P<name>[a-z-]+)")


def commands_shown() -> list[tuple[str, str]]:
    """Give each document with each of its command lines."""
    shown = []
    for path, content in texts(".md"):
        lines = [
            line for block in _BLOCK.findall(content) for line in block.replace("\\\n", " ").splitlines()
        ]
        shown += [(str(path), line.removeprefix("$ ").strip()) for line in lines]
        shown += [(str(path), span) for span in _SPAN.findall(content)]
    return sorted({(path, line) for path, line in shown if line.startswith("folkekommune ")})


@pytest.mark.parametrize(("path", "line"), commands_shown())
def test_a_command_in_a_document_parses(path, line):
    mention = _MENTION.fullmatch(line)
    if mention:
        # A command that is only named needs no arguments.
        assert mention["name"] in commands()
    else:
        assert parse_line(line).startswith("folkekommune ")


def test_the_readme_shows_commands():
    assert [line for path, line in commands_shown() if path == "README.md"]


@pytest.mark.parametrize("line", ["folkekommune relese", "folkekommune run a.txt --fast", "folkekommune run"])
def test_a_line_that_is_wrong_is_found(line):
    with pytest.raises(Exception, match=r"unknown|No such option|FILE|Missing"):
        parse_line(line)
