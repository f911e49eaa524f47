"""Protected results as values divided by semicolons, as spreadsheets in Norway read them."""

from __future__ import annotations

import csv
import io

from folkekommune.disclosure.results import Refusal, SafeResult
from folkekommune.rendering.laying import laid_out
from folkekommune.rendering.protection import protection_sentences, refusal_sentence
from folkekommune.texts import Language

_BLANKS = str.maketrans("", "", "\u00a0\u202f")
_FORMULA = ("=", "+", "-", "@", "\t")


def result_separated(result: SafeResult, language: Language) -> str:
    """Write the tables of a result one after the other, and how they are protected below them."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    if isinstance(result, Refusal):
        writer.writerow([refusal_sentence(result, language)])
        return written.getvalue()
    for place, grid in enumerate(laid_out(result, language)):
        if place:
            writer.writerow([])
        if grid.title:
            writer.writerow([_harmless(grid.title)])
        for row in (grid.heads, *grid.rows):
            labels = [_harmless(cell) for cell in row[: grid.labels]]
            writer.writerow([*labels, *(_figure(cell) for cell in row[grid.labels :])])
    writer.writerow([])
    for sentence in protection_sentences(result.protection, language):
        writer.writerow([sentence])
    return written.getvalue()


def _figure(cell: str) -> str:
    """Leave out what divides thousands for the eye; a head over figures may be a label."""
    bare = cell.translate(_BLANKS).replace("\N{MINUS SIGN}", "-")
    number = bare.lstrip("-").replace(",", "").replace(".", "")
    return bare if number.isdigit() or bare == "-" else _harmless(cell)


def _harmless(cell: str) -> str:
    """Keep a label from being read as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
