"""A run in practice as it is shown: every form says that the persons are invented, and may show rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from folkekommune.services.practice.rows import rows_html, rows_markdown, rows_text
from folkekommune.services.practice.running import Practised
from folkekommune.services.run_page import run_as_html
from folkekommune.services.run_report import run_as_csv, run_as_data, run_as_markdown, run_as_text
from folkekommune.texts import Language, text


def practice_as_data(done: Practised, language: Language) -> dict[str, Any]:
    """Give the documented JSON of a run, marked as practice."""
    rows = done.rows.plain() if done.rows else None
    told = {"practice": True, "notice": text("practice.told", language), "rows": rows}
    return told | run_as_data(done.run, language)


def practice_as_text(done: Practised, language: Language) -> str:
    """Write a run in practice for a terminal."""
    rows = [rows_text(done.rows, language)] if done.rows else []
    return "\n\n".join([text("practice.told", language), run_as_text(done.run, language), *rows])


def practice_as_markdown(done: Practised, language: Language) -> str:
    """Write a run in practice as Markdown."""
    rows = [rows_markdown(done.rows, language)] if done.rows else []
    return "\n\n".join([f"**{text('practice.told', language)}**", run_as_markdown(done.run, language), *rows])


def practice_as_csv(done: Practised, language: Language) -> str:
    """Write the results of a run in practice as values divided by semicolons, under a line that says so."""
    return f"{text('practice.told', language)}\r\n{run_as_csv(done.run, language)}"


def practice_as_html(done: Practised, language: Language) -> str:
    """Write a run in practice as an HTML document."""
    rows = rows_html(done.rows, language) if done.rows else ""
    return run_as_html(done.run, language, warning=text("practice.told", language), after=rows)


PRACTICE_WRITERS: dict[str, Callable[[Practised, Language], str]] = {
    "text": practice_as_text,
    "markdown": practice_as_markdown,
    "csv": practice_as_csv,
    "html": practice_as_html,
}
"""By the name of the form."""


def without_rows(done: Practised) -> Practised:
    """Leave the rows out."""
    return replace(done, rows=None)
