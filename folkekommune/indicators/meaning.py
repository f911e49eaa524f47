"""What a definition means: everything that decides its figures, and nothing of how they are told."""

from __future__ import annotations

from folkekommune.catalogue.meanings import Meaning, digest_of
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.definition_files import FOLDER

_PARTS = (
    "counting",
    "dimensions",
    "missing_policy",
    "timepoint",
    "moment",
    "statistic",
    "unit",
    "multiplier",
    "direction",
    "interval",
    "minimums",
    "form_versions",
    "standardisation",
    "groups",
)
_WORDS = frozenset({"name"})
"""Of a group; a name may be told better without meaning something else."""


def meaning_of(definition: Definition) -> Meaning:
    """Give the meaning of a definition, to be held against what is recorded of its version."""
    parts = {name: getattr(definition, name) for name in _PARTS if name != "groups"}
    groups = [
        {name: part for name, part in vars(group).items() if name not in _WORDS}
        for group in definition.groups
    ]
    return Meaning(FOLDER, definition.code, definition.version, digest_of(parts | {"groups": groups}))
