"""Templates: one environment a language, so that texts, numbers and dates follow the page.

In every template and macro: ``t(code, …)`` writes a text, ``number``, ``percent`` and ``date`` write
values, ``language`` is the page's, ``asset(name)`` is the address of a bundle, ``local(path)`` that of
a page in the page's language. Templates lie beside their audience: ``public/…``, ``municipality/…``.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from folkekommune.texts import LANGUAGES, Language, number, text
from folkekommune.web.components.dots import dot_picture
from folkekommune.web.components.editor import editor_phrases
from folkekommune.web.writing import write_date, write_percent

_HERE = Path(__file__).parent
_AUDIENCES = ("account", "components", "gallery", "municipality", "public", "research", "steward")


@cache
def environment(language: Language) -> Environment:
    """Give the templates' environment for a language."""
    found = Environment(
        loader=PrefixLoader({name: FileSystemLoader(_HERE / name / "templates") for name in _AUDIENCES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(
        language=language,
        languages=LANGUAGES,
        t=partial(_text, language),
        number=lambda value, decimals=None: number(value, language, decimals),
        percent=lambda value, decimals=1: write_percent(value, language, decimals=decimals),
        date=lambda day: write_date(day, language),
        local=lambda path="": f"/{language}/{path}",
        dot_picture=dot_picture,
        editor_phrases=lambda: editor_phrases(language),
    )
    return found


def _text(language: Language, code: str, /, **parameters: object) -> str:
    return text(code, language, **parameters)
