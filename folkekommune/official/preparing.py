"""From the bytes of a file to figures that can be kept, and what there is to tell of them before they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from folkekommune.disclosure.policy import Policy
from folkekommune.official.borders import Moved, to_current
from folkekommune.official.cubes import Cube
from folkekommune.official.descriptions import Description, Protection, Use
from folkekommune.official.figures import OfficialFigure, Slot
from folkekommune.official.hiding import hide_small
from folkekommune.official.reading import read_cube
from folkekommune.official.understanding import Understood, understand


@dataclass(frozen=True)
class Prepared:
    """A table that is understood and ready to be kept.

    :param understood: as it stood in the file, :param moved: in the division of today.
    :param hidden: figures that we hide, because they are few or tell of such.
    """

    description: Description
    cube: Cube
    checksum: str
    understood: Understood
    moved: Moved
    figures: Mapping[Slot, OfficialFigure] = field(repr=False)
    hidden: int = 0


def prepare(
    written: bytes, description: Description, policy: Policy, *, unprotected: bool = False
) -> Prepared:
    """Understand a file.

    :param unprotected: whether the figures are not open to all, so that small counts are ours to hide.
    :raises InputError: when the file is no such table, with what was expected.
    """
    cube = read_cube(written, description)
    understood = understand(cube, description)
    moved = to_current(understood.figures, description)
    figures = dict(moved.figures)
    ours = unprotected or description.protection is Protection.OURS
    if ours and description.use is Use.BENCHMARK:
        figures = hide_small(figures, description, policy)
    return Prepared(
        description,
        cube,
        checksum=sha256(written).hexdigest(),
        understood=understood,
        moved=moved,
        figures=figures,
        hidden=sum(figures[slot].absent is not moved.figures[slot].absent for slot in figures),
    )
