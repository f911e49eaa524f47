"""Suggest a mapping for an export never seen before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError, Place
from folkekommune.ingest.connectors import shapes
from folkekommune.ingest.delivery import MANIFEST
from folkekommune.ingest.mappings.mapping import load_mappings
from folkekommune.ingest.suggesting.document import write_mapping
from folkekommune.ingest.suggesting.matching import Matched, match
from folkekommune.ingest.suggesting.survey import Survey
from folkekommune.ingest.suggesting.survey_database import survey_database
from folkekommune.ingest.suggesting.survey_fhir import survey_fhir
from folkekommune.ingest.suggesting.survey_messages import survey_messages
from folkekommune.ingest.suggesting.survey_text import survey_text
from folkekommune.ingest.suggesting.survey_workbook import survey_workbooks
from folkekommune.texts import Language

_SQLITE, _ZIP, _GZIP = b"SQLite format 3\0", b"PK\x03\x04", b"\x1f\x8b"


@dataclass(frozen=True)
class Suggestion:
    """A mapping file to correct, and what it rests on."""

    document: str
    matched: Matched

    @property
    def sure(self) -> int:
        """Count the fields that are sure."""
        return sum(proposal.sure for proposal in self.matched.proposals.values())

    @property
    def unsure(self) -> int:
        """Count the fields that have a proposal which is not sure."""
        return sum(p.target is not None and not p.sure for p in self.matched.proposals.values())

    @property
    def unknown(self) -> int:
        """Count the fields for which there is no proposal."""
        return sum(proposal.target is None for proposal in self.matched.proposals.values())


def suggest(path: Path, package: Package, *, language: Language = "nb") -> Suggestion:
    """Look at a delivery, or at files without a manifest, and suggest a mapping for them.

    :raises InputError: when there is nothing that can be looked at.
    """
    files, system, municipality = _files(path)
    survey = _survey(files, package, municipality, path)
    databank = package.databank
    # What a visit and a person are to the databank stands in any of its other mappings.
    others = list(load_mappings(package.folder, databank, shapes=shapes()).values())
    like = next(iter(others), None)
    matched = match(survey, package.folder, databank, visit_date=like.visit.date if like else None)
    return Suggestion(write_mapping(matched, databank, others, system=system, language=language), matched)


def databank_named(path: Path) -> str:
    """Give the databank that the manifest of a delivery names; empty where none does."""
    folder = path if path.is_dir() else path.parent
    return str(_manifest(folder).get("databank") or "")


def _manifest(folder: Path) -> dict[str, Any]:
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError("ingest.manifest-unreadable", place=Place(file=str(file))) from None
    return content if isinstance(content, dict) else {}


def _files(path: Path) -> tuple[list[Path], str, str]:
    """Give the files, and record system and municipality where a manifest names them."""
    if not path.exists():
        raise InputError("ingest.delivery-missing", place=Place(file=str(path)))
    folder = path if path.is_dir() else path.parent
    files = sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]
    manifest = _manifest(folder)
    named = manifest.get("system")
    system = str(named.get("name", "")) if isinstance(named, dict) else ""
    municipality = str(manifest.get("municipality", ""))
    found = [one for one in files if one.name != MANIFEST and one.stat().st_size]
    if not found:
        raise InputError("suggesting.no-files", place=Place(file=str(path)))
    return found, system, municipality


def _survey(files: list[Path], package: Package, municipality: str, path: Path) -> Survey:
    """Look at the files in the way that their first bytes tell."""
    by_kind: dict[str, list[Path]] = {}
    for file in files:
        by_kind.setdefault(_kind(file), []).append(file)
    if "database" in by_kind:
        return survey_database(by_kind["database"][0], municipality)
    if "workbook" in by_kind:
        return survey_workbooks(by_kind["workbook"], municipality)
    if "zip" in by_kind:
        return survey_messages(by_kind["zip"], municipality)
    if "json" in by_kind:
        return survey_fhir(by_kind["json"])
    if "text" in by_kind:
        return survey_text(by_kind["text"], package.databank, municipality)
    raise InputError("suggesting.no-files", place=Place(file=str(path)))


def _kind(file: Path) -> str:
    with file.open("rb") as stream:
        first = stream.read(len(_SQLITE))
    if first == _SQLITE:
        return "database"
    if first.startswith(_ZIP):
        return "workbook" if file.suffix.lower() in {".xlsx", ".xlsm"} else "zip"
    plain = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    named = file.name.removesuffix(".gz")
    if plain.startswith((b"{", b"[")) or (first.startswith(_GZIP) and named.endswith((".ndjson", ".json"))):
        return "json"
    return "text"
