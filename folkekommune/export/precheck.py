"""Check what microdata.no's own tool does not: codes hold on their day, a Norwegian text stands first.

The third stricter point, that an identity number has the right form and control digits, is checked
where the numbers come back from the vault; see ``export.rows``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from folkekommune.catalogue.model import Code
from folkekommune.errors import InputError
from folkekommune.export.plan import Plan
from folkekommune.export.rows import Rows

_EPOCH = date(1970, 1, 1)
_LANGUAGE = "no"


def check_codes(plan: Plan, rows: Rows) -> None:
    """Refuse a value that is not in the code list on the day of its row.

    :raises InputError: ``export.code-not-valid``.
    """
    if plan.variable.code_list is None:
        return
    valid = np.zeros(len(rows.values), dtype=bool)
    for code in plan.variable.code_list.codes:
        has_code = pc.equal(rows.values, pa.scalar(code.value, rows.values.type)).to_numpy(
            zero_copy_only=False
        )
        valid |= has_code & _holds(code, rows.days)
    if not valid.all():
        raise InputError("export.code-not-valid", variable=plan.name)


def check_texts(plan: Plan, metadata: dict[str, Any]) -> None:
    """Refuse metadata with a text that lacks the language the import step picks, or is empty.

    :raises InputError: ``export.text-missing``.
    """
    for texts in _texts(metadata):
        if not any(entry["languageCode"] == _LANGUAGE and entry["value"].strip() for entry in texts):
            raise InputError("export.text-missing", variable=plan.name)


def _holds(code: Code, days: NDArray[np.int64] | None) -> NDArray[np.bool_] | bool:
    if code.sentinel or days is None:
        return True
    from_day = (code.valid_from - _EPOCH).days
    holds: NDArray[np.bool_] = days >= from_day
    if code.valid_until is not None:
        holds &= days <= (code.valid_until - _EPOCH).days
    return holds


def _texts(content: Any) -> Iterator[list[dict[str, str]]]:
    """Find every text in several languages, however deep."""
    if isinstance(content, dict):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        if content and all(isinstance(entry, dict) and "languageCode" in entry for entry in content):
            yield content
        else:
            for value in content:
                yield from _texts(value)
