"""The part of a script that a single line needs: everything up to and including its command."""

from __future__ import annotations

from folkekommune.script.parser import parse


def script_to_line(script: str, line: int) -> str:
    r"""Cut a script after the command that a line belongs to; a command over several lines stays whole.

    >>> script_to_line("use a\nsummarize x\nuse b\n", 2)
    'use a\nsummarize x\n'
    """
    spans = (statement.span for statement in parse(script).script.statements)
    last = max((span.end_line for span in spans if span.line <= line), default=line)
    return "".join(script.splitlines(keepends=True)[: max(last, line)])
