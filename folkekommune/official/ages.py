"""Read an age as statistics banks write it: ``002``, ``2`` or ``2 år``."""

from __future__ import annotations

import re

from folkekommune.official.cubes import Category

_AGE = re.compile(r"(\d{1,3})(?:\s*(?:år|years?))?", re.IGNORECASE)


def age_of(category: Category) -> int | None:
    """Give the age in whole years; ``None`` for what is no single year, such as ``105+`` or a span.

    >>> age_of(Category("002", "2 år")), age_of(Category("105+", "105 år eller eldre"))
    (2, None)
    """
    label = category.label.strip()
    written = label if any(character.isdigit() for character in label) else f"{category.code} {label}"
    found = _AGE.fullmatch(written.strip())
    return int(found[1]) if found else None
