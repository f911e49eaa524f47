"""What the script editor says of itself, in the page's language."""

from __future__ import annotations

from folkekommune.texts import Language, text

_PHRASES = {
    "Diagnostics": "faults",
    "No diagnostics": "no-faults",
    "Find": "find",
    "Replace": "replace",
    "next": "next",
    "previous": "previous",
    "all": "all",
    "match case": "match-case",
    "regexp": "regexp",
    "by word": "by-word",
    "replace": "replace-one",
    "replace all": "replace-all",
    "close": "close",
    "Completions": "completions",
    "Go to line": "go-to-line",
    "go": "go",
}


def editor_phrases(language: Language) -> dict[str, str]:
    """Translate CodeMirror's own English words."""
    return {phrase: text(f"web.phrase-{code}", language) for phrase, code in _PHRASES.items()}
