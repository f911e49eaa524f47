"""A picture of a share: so many of a hundred dots are filled. Its text alternative stands beside it."""

from __future__ import annotations

from markupsafe import Markup

_STEP = 24
_RADIUS = 8


def dot_picture(filled: int, description: str) -> Markup:
    """Draw ten rows of ten dots, filled from the top left, as an image with a description."""
    circles = "".join(
        f'<circle class="{"on" if place < filled else "off"}" '
        f'cx="{place % 10 * _STEP + _STEP // 2}" cy="{place // 10 * _STEP + _STEP // 2}" r="{_RADIUS}"/>'
        for place in range(100)
    )
    side = 10 * _STEP
    return Markup('<svg class="fk-dots" role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>').format(
        description,
        side,
        side,
        Markup(circles),  # noqa: S704  (made of numbers alone)
    )
