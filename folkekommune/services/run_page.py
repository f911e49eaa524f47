"""A run as an HTML document of its own: to be kept, printed or sent."""

from __future__ import annotations

from html import escape

from folkekommune.rendering.html import result_html
from folkekommune.services.run_report import command_text, provenance_text
from folkekommune.services.scripts import CommandResult, ScriptRun
from folkekommune.texts import Language, text

# Words for screen readers only stay out of sight without the pages' style sheet.
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}caption{text-align:left;font-weight:600}"
    "th,td{padding:.25rem .75rem;border-bottom:1px solid;text-align:right}th[scope=row]{text-align:left}"
    "figure{margin:1.5rem 0}figcaption{font-weight:600}svg{max-width:100%;height:auto}"
    ".fk-figure__narrow{display:none}@media(max-width:34rem){.fk-figure__wide{display:none}"
    ".fk-figure__narrow{display:block}}"
    ".ds-sr-only{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
)


def run_as_html(run: ScriptRun, language: Language, *, warning: str = "", after: str = "") -> str:
    """Write the results of a run, the script itself, and what it can be repeated with.

    :param warning: what stands before the results, where they are not of real persons.
    :param after: HTML that stands after them.
    """
    title = text("rendering.run-title", language)
    warned = f"<p><strong>{escape(warning)}</strong></p>" if warning else ""
    lines = run.text.splitlines()
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{language}">',
            f'<head><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style></head>',
            f"<body><main><h1>{escape(title)}</h1>{warned}",
            *(_part(result, lines, language) for result in run.results),
            after,
            f"<h2>{escape(text('rendering.script', language))}</h2><pre>{escape(run.text)}</pre>",
            f"<p>{escape(provenance_text(run, language))}</p></main></body></html>",
        ]
    )


def _part(result: CommandResult, lines: list[str], language: Language) -> str:
    if result.result is None:
        written = command_text(result, language)
        return f"<p>{escape(written)}</p>" if written else ""
    return result_html(result.result, language, caption=lines[result.command.line - 1].strip())
