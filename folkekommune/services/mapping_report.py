"""What is wrong with a mapping, and what it makes of a delivery's fields, in words and as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from folkekommune.errors import UserError
from folkekommune.ingest.mapping_check import CheckedMapping, TriedField, TriedMapping
from folkekommune.texts import Language, text


def mapping_is_sound(checked: CheckedMapping, tried: TriedMapping | None) -> bool:
    """Tell whether a delivery could be loaded with a mapping, as far as its fields go."""
    return not checked.faults and (tried is None or not (tried.faults or tried.unknown))


def summary_text(checked: CheckedMapping, language: Language) -> str:
    """Write what a mapping without faults is."""
    if checked.mapping is None or checked.package is None:
        return ""
    return text(
        "mapping.sound",
        language,
        mapping=checked.mapping.file.name,
        shape=checked.mapping.shape,
        databank=checked.package.databank.name,
        n=len(checked.mapping.labels.fields),
    )


def tried_text(tried: TriedMapping, language: Language) -> str:
    """Write what became of the fields of a delivery, a line each kind."""
    known = [one for one in tried.fields if one.field.target]
    occasions = {occasion for one in tried.fields for occasion in one.occasions}
    lines = [text("mapping.understood", language, n=len(known), occasions=len(occasions))]
    for code, names in (
        ("mapping.renamed", [f"{_named(one)} → {one.field.target}" for one in known if one.field.renamed]),
        ("mapping.dropped", [one.field.name for one in tried.fields if one.field.target == ""]),
        ("mapping.missing", [f"{item} ({', '.join(at)})" for item, at in tried.missing.items()]),
        ("mapping.unknown", [_unknown(one, language) for one in tried.unknown]),
    ):
        if names:
            lines.append(text(code, language, n=len(names), fields="; ".join(names)))
    return "\n".join(lines)


def report_as_data(checked: CheckedMapping, tried: TriedMapping | None, language: Language) -> dict[str, Any]:
    """Give all of it as plain data."""
    data: dict[str, Any] = {
        "mapping": checked.mapping.file.name if checked.mapping else None,
        "sound": mapping_is_sound(checked, tried),
        "faults": _faults(checked.faults, language),
    }
    if tried is not None:
        data["delivery"] = {
            "fields": [
                {
                    "name": one.field.name,
                    "is": one.field.target or ("dropped" if one.field.target == "" else "unknown"),
                    "renamed": one.field.renamed,
                    "suggestion": one.field.suggestion,
                    "occasions": list(one.occasions),
                }
                for one in tried.fields
            ],
            "missing": {item: list(occasions) for item, occasions in tried.missing.items()},
            "faults": _faults(tried.faults, language),
        }
    return data


def _faults(faults: Iterable[UserError], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "code": fault.code,
            "file": fault.place.file if fault.place else None,
            "line": fault.place.line if fault.place else None,
            "row": fault.place.row if fault.place else None,
            "key": fault.parameters.get("key"),
            "message": text(fault.code, language, **fault.parameters),
            "suggestion": fault.suggestion,
        }
        for fault in faults
    ]


def _named(one: TriedField) -> str:
    return f"{one.field.name} ({', '.join(one.occasions)})"


def _unknown(one: TriedField, language: Language) -> str:
    if one.field.suggestion is None:
        return _named(one)
    return f"{_named(one)} {text('mapping.perhaps', language, suggestion=one.field.suggestion)}"
