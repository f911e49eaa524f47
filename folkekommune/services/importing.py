"""Import datasets: whose they are, and what came of it in words."""

from __future__ import annotations

from folkekommune.datasets.check import Checked
from folkekommune.errors import UsageError
from folkekommune.ingest.datasets.delivery import ImportedDataset
from folkekommune.settings import Installation
from folkekommune.texts import Language, text


def choose_municipality(installation: Installation, asked: str | None) -> str:
    """Choose whose data datasets are, since they do not say it themselves.

    :raises UsageError: ``datasets.several-municipalities``, ``datasets.unknown-municipality``.
    """
    if asked is None and len(installation.municipalities) == 1:
        return installation.municipalities[0].number
    if asked is None:
        raise UsageError("datasets.several-municipalities")
    if installation.municipality(asked) is None:
        raise UsageError("datasets.unknown-municipality", municipality=asked)
    return asked


def import_text(dataset: ImportedDataset, language: Language) -> str:
    """Write what became of a dataset, a line for each thing to tell."""
    if dataset.unchanged:
        return text("datasets.imported-unchanged", language, name=dataset.name)
    lines = [
        text(
            "datasets.imported",
            language,
            name=dataset.name,
            temporality=dataset.temporality,
            rows=dataset.rows,
            persons=dataset.persons,
        )
    ]
    if dataset.reserved:
        lines.append(text("datasets.imported-reserved", language, name=dataset.name, count=dataset.reserved))
    if dataset.filled_in:
        languages = ", ".join(dataset.filled_in)
        lines.append(text("datasets.imported-filled", language, name=dataset.name, languages=languages))
    return "\n".join(lines)


def refusal_text(name: str, checked: Checked, language: Language) -> str:
    """Write what is wrong with a dataset, a line for each finding."""
    return "\n".join(f"{name}: {finding.sentence(language)}" for finding in checked.findings)
