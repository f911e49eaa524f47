"""Words of the manual's own, in its two languages, and small pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

Tongue = Literal["nb", "en"]
TONGUES: tuple[Tongue, ...] = ("nb", "en")

_WORDS: dict[str, tuple[str, str]] = {
    "generated": (
        "Laget av `scripts/language_manual.py` av kommandofiler, tekster og tester; rett på dem, ikke her.",
        "Made by `scripts/language_manual.py` of the command files, texts and tests; change those, not this.",
    ),
    "title": ("Håndbok for skriptspråket", "Manual of the script language"),
    "intro": (
        "Kommandoene har samme navn og mening som på microdata.no. Hvert eksempel blir kjørt av en test.",
        "The commands have the names and meanings of microdata.no's. A test runs every example.",
    ),
    "base": (
        "Eksemplene bygger på dette datasettet, der ikke noe annet står:",
        "Unless something else is shown, the examples stand on this data set:",
    ),
    "pages": ("Sider", "Pages"),
    "options": ("Valg", "Options"),
    "example": ("Eksempel", "Example"),
    "details": ("Nærmere om kommandoen", "Details"),
    "case": ("Prøvd slik", "Tested like this"),
    "data": ("Data", "Data"),
    "gives": ("Det gir", "It gives"),
    "later": ("Virker ikke her ennå:", "Not working here yet:"),
    "loops": (
        "Løkker er beskrevet i [grammatikken](grammar.md).",
        "Loops are described in the [grammar](grammar.md).",
    ),
    "functions": ("Funksjoner", "Functions"),
    "function": ("funksjon", "function"),
    "meaning": ("gir", "gives"),
    "grammar": ("Grammatikk", "Grammar"),
    "data-model": ("Datamodell", "Data model"),
    "privacy": ("Personvern", "Disclosure control"),
    "limits": (
        "Grensene står i ett regelsett. Utgaven som gjelder nå, er",
        "The limits stand in one policy. The version in force is",
    ),
    "limit": ("grense", "limit"),
    "value": ("verdi", "value"),
    "source": ("kilde", "source"),
    "reason": ("hva den gjelder", "what it is about"),
    "differences": ("Forskjeller fra microdata.no", "Differences from microdata.no"),
    "different": ("Annerledes med vilje", "Different on purpose"),
    "extensions": ("Utvidelser", "Extensions"),
    "extensions-how": (
        (
            "Disse virker etter linjen `configure folkekommune`. "
            "Uten den kan skriptet kjøres på microdata.no også. "
            "`folkekommune translate` skriver det om og nevner linjer uten motstykke der."
        ),
        (
            "These work after the line `configure folkekommune`. "
            "Without it the script can run at microdata.no too. "
            "`folkekommune translate` rewrites it and lists lines without a counterpart there."
        ),
    ),
    "commands-later": ("Kommandoer som ikke virker her ennå", "Commands that do not work here yet"),
    "none": ("Ingen.", "None."),
}


def word(code: str, tongue: Tongue) -> str:
    """Give a word of the manual."""
    return _WORDS[code][TONGUES.index(tongue)]


def block(*lines: str) -> list[str]:
    """Set text off as code."""
    return ["```", *lines, "```", ""]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table."""
    written = [heads, ["---"] * len(heads), *rows]
    return [*(_row(row) for row in written), ""]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(content: str) -> str:
    return content.replace("|", "\\|")


def head(title: str, tongue: Tongue) -> list[str]:
    """Begin a page."""
    return [f"# {title}", "", f"<!-- {word('generated', tongue)} -->", ""]
