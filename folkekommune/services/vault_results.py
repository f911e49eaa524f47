"""What came of a task, as the vault's user hands it to the pages: sealed, and nothing of who anyone is.

A preview has names of fields and shapes of values, a report has protected tables, and of a correction list
there are counts. The list itself names records, so it does not come this way.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from folkekommune.access.sealed_texts import of_task_results
from folkekommune.access.vault_tasks import Task
from folkekommune.catalogue.model import Texts, Variable
from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import SafeTable, to_plain
from folkekommune.errors import InputError
from folkekommune.ingest.mapping_check import TriedField
from folkekommune.ingest.mappings.witness import SeenField
from folkekommune.ingest.preview import Preview, PreviewField
from folkekommune.keys import Keys, SealBrokenError
from folkekommune.services.corrections import CorrectionCount
from folkekommune.services.quality_report import QualityReport
from folkekommune.services.quality_touched import Touched


class TaskResults:
    """Seal and open results, each bound to its task and municipality."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def seal(self, task: Task, content: Mapping[str, Any]) -> str:
        """Seal what came of a task."""
        written = json.dumps({"task": task.identifier, "content": content}, ensure_ascii=False)
        return b64encode(self._keys.seal(written.encode(), of_task_results(task.order.municipality))).decode()

    def open(self, task: Task) -> Mapping[str, Any] | None:
        """Open what came of a task; None where there is nothing, or not what was sealed for it."""
        if task.sealed is None:
            return None
        try:
            found = json.loads(
                self._keys.unseal(b64decode(task.sealed), of_task_results(task.order.municipality))
            )
        except (SealBrokenError, ValueError):
            return None
        content: Mapping[str, Any] | None = found["content"] if found["task"] == task.identifier else None
        return content


def preview_as_plain(preview: Preview) -> dict[str, Any]:
    """Give a preview as plain data."""
    return {
        "mapping": preview.mapping,
        "title": asdict(preview.title),
        "shape": preview.shape,
        "rows": preview.rows,
        "fields": [
            {
                "seen": asdict(one.tried.field),
                "occasions": list(one.tried.occasions),
                "variable": one.variable.name if one.variable else None,
                "shapes": list(one.shapes),
            }
            for one in preview.fields
        ],
        "missing": {item: list(at) for item, at in preview.missing.items()},
        "faults": [{"code": one.code, "parameters": one.parameters} for one in preview.faults],
    }


def preview_of(plain: Mapping[str, Any], variables: Mapping[str, Variable]) -> Preview:
    """Undo :func:`preview_as_plain`.

    :param variables: of the databank, by name.
    """
    return Preview(
        mapping=plain["mapping"],
        title=Texts(**plain["title"]),
        shape=plain["shape"],
        rows=plain["rows"],
        fields=tuple(
            PreviewField(
                TriedField(SeenField(**one["seen"]), tuple(one["occasions"])),
                variables.get(one["variable"]),
                tuple(one["shapes"]),
            )
            for one in plain["fields"]
        ),
        missing={item: tuple(at) for item, at in plain["missing"].items()},
        faults=tuple(InputError(one["code"], **one["parameters"]) for one in plain["faults"]),
    )


def report_as_plain(report: QualityReport) -> dict[str, Any]:
    """Give a quality report as plain data."""
    return {
        "databank": report.databank,
        "municipality": report.municipality,
        "release": report.release,
        "policy": report.policy,
        "sections": {name: to_plain(table) for name, table in report.sections.items()},
        "touched": [
            {"code": one.code, "name": asdict(one.name), "checks": list(one.checks)} for one in report.touched
        ],
        "indicators": report.indicators,
    }


def report_of(plain: Mapping[str, Any]) -> QualityReport:
    """Undo :func:`report_as_plain`."""
    restored = {name: restore(table) for name, table in plain["sections"].items()}
    return QualityReport(
        databank=plain["databank"],
        municipality=plain["municipality"],
        release=plain["release"],
        policy=plain["policy"],
        sections={name: table for name, table in restored.items() if isinstance(table, SafeTable)},
        touched=tuple(
            Touched(one["code"], Texts(**one["name"]), tuple(one["checks"])) for one in plain["touched"]
        ),
        indicators=plain["indicators"],
    )


def counts_as_plain(counts: Sequence[CorrectionCount]) -> dict[str, Any]:
    """Give counts of corrections as plain data."""
    return {"counts": [asdict(one) for one in counts]}


def counts_of(plain: Mapping[str, Any]) -> tuple[CorrectionCount, ...]:
    """Undo :func:`counts_as_plain`."""
    return tuple(CorrectionCount(**one) for one in plain["counts"])
