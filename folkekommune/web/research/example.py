"""A first script for an empty workbench, made from what the project covers."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.catalogue.model import Variable
from folkekommune.services.research import GrantedDatabank


def example_script(databanks: Sequence[GrantedDatabank]) -> str:
    """Give a short script that can be run; empty when the project has nothing to import yet."""
    for granted in databanks:
        coded = [variable for variable in granted.variables if _is_plain(variable)]
        if granted.version and coded:
            name, major = coded[0].name.lower(), granted.version.partition(".")[0]
            lines = (
                f"require {granted.databank.name}:{major} as db",
                "create-dataset mitt_utvalg",
                f"import db/{coded[0].name} as {name}",
                f"tabulate {name}",
            )
            return "\n".join(lines) + "\n"
    return ""


def _is_plain(variable: Variable) -> bool:
    """Say whether a variable has few categories, and one value for each person."""
    return variable.code_list is not None and variable.occasion is None and len(variable.code_list.latest) > 1
