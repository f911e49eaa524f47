"""Protected results as values divided by semicolons, as spreadsheets in Norway read them."""

from __future__ import annotations

import csv
import io
import re

from folkekommune.disclosure.results import Refusal, SafeResult
from folkekommune.rendering.laying import laid_out
from folkekommune.rendering.protection import protection_sentences, refusal_sentence
from folkekommune.texts import MINUS, Language

_BLANKS = str.maketrans("", "", "\u00a0\u202f")
_NUMBER = re.compile(r"-?[0-9][0-9.,]*(?:e[+-]?[0-9]+)?")
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
        writer.writerow([_label(head) for head in grid.heads])
        for row in grid.rows:
            labels = [_label(cell) for cell in row[: grid.labels]]
            writer.writerow([*labels, *(_figure(cell) for cell in row[grid.labels :])])
    writer.writerow([])
    for sentence in protection_sentences(result.protection, language):
        writer.writerow([sentence])
    return written.getvalue()


def _figure(cell: str) -> str:
    """Write what stands in a cell of figures, an interval too, with the signs that programs know."""
    plain = cell.replace(MINUS, "-")
    return plain if plain == "-" else _label(plain)


def _label(cell: str) -> str:
    """Write a label or a head as it is; one that is a number without what divides it for the eye."""
    bare = cell.translate(_BLANKS).replace(MINUS, "-")
    return bare if _NUMBER.fullmatch(bare) else _harmless(cell)


def _harmless(cell: str) -> str:
    """Keep a label from being read as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
