"""What the description of an official table means: how its numbers are read, and what they are used as."""

from __future__ import annotations

from folkekommune.catalogue.meanings import Meaning, digest_of
from folkekommune.official.descriptions import FOLDER, Description

_PARTS = (
    "use",
    "unit",
    "multiplier",
    "better",
    "columns",
    "contents",
    "sexes",
    "period",
    "vintage",
    "protection",
    "signs",
    "zero_is_safe",
    "sensitive",
    "checks",
)


def meaning_of(description: Description) -> Meaning:
    """Give the meaning of a description, to be held against what is recorded of its version.

    Who is counted and what is a case is in the words of the source, in bokmål; years of a break are its own.
    """
    parts = {name: getattr(description, name) for name in _PARTS}
    words = [description.counted.nb, description.case.nb, description.origin.name, description.origin.where]
    breaks = [each.year for each in description.breaks]
    digest = digest_of(parts | {"words": words, "breaks": breaks})
    return Meaning(FOLDER, description.code, description.version, digest)
