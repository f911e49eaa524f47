"""The catalogue as plain data: what may be imported, and what its codes mean."""

from __future__ import annotations

from typing import Any

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.errors import UsageError
from folkekommune.texts import Language


def databank_as_data(databank: Databank, language: Language) -> list[dict[str, Any]]:
    """Give the variables of a databank that may be released."""
    return [_brief(v, language) for v in databank.variables.values() if v.releasable]


def variable_as_data(databank: Databank, name: str, language: Language) -> dict[str, Any]:
    """Give one variable with its code list.

    :raises UsageError: when the databank has none of that name.
    """
    variable = databank.variables.get(name)
    if variable is None:
        raise UsageError("services.unknown-variable", name=name, databank=databank.name)
    codes = variable.code_list.codes if variable.code_list else ()
    return _brief(variable, language) | {
        "codes": [
            {
                "code": code.value,
                "title": code.title.in_language(language),
                "valid_from": code.valid_from.isoformat(),
                "valid_until": code.valid_until.isoformat() if code.valid_until else None,
            }
            for code in codes
        ]
    }


def _brief(variable: Variable, language: Language) -> dict[str, Any]:
    return {
        "name": variable.name,
        "title": variable.title.in_language(language),
        "type": variable.value_type.value,
        "temporality": variable.temporality.value,
        "unit": variable.unit,
        "theme": variable.theme,
        "occasion": variable.occasion,
    }
