"""Hold a dataset that we wrote against the format, before microdata.no's own tool does."""

from __future__ import annotations

from pathlib import Path

from folkekommune.datasets.check import check_dataset
from folkekommune.errors import InputError
from folkekommune.settings import Mode

_REASONS = {
    "value-not-in-codes": "export.code-not-valid",
    "code-not-valid": "export.code-not-valid",
    "no-norwegian": "export.text-missing",
    "empty-text": "export.text-missing",
    "empty-file": "export.no-rows",
    "no-stop": "export.no-stop",
    "value-not-finite": "export.not-finite",
    "dataset-name": "export.name-unfit",
    "day-outside": "export.day-outside",
}
"""What a steward can do something about. Anything else is our own fault in writing the dataset."""


def check_written(folder: Path, mode: Mode) -> int:
    """Count the rows of a dataset that follows the format.

    :raises InputError: with the variable and the reason.
    """
    checked = check_dataset(folder, mode)
    if checked.accepted:
        return checked.rows
    rule = checked.findings[0].rule
    code = _REASONS.get(rule)
    if code is None:
        raise InputError("export.not-accepted", variable=folder.name, rule=rule)
    raise InputError(code, variable=folder.name)
