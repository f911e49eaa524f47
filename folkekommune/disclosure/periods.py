"""Which periods of a cube are given: a longer one only where a shorter one of several years is withheld.

Rolling periods of three and of five years overlap each other and the years; all of them together would tell
more of a hidden year than one number does (docs/decisions/0021). Who can read three years needs no five.
"""

from __future__ import annotations

from dataclasses import replace

from folkekommune.disclosure.results import _SEAL, MeanCell, SafeCube, ShareCell


def only_shortest(municipal: SafeCube, public: SafeCube) -> tuple[SafeCube, SafeCube]:
    """Leave out longer periods; whoever sees most, the municipality, decides for both."""
    cells: list[ShareCell | MeanCell] = [*municipal.cells, *municipal.means]
    shortest: dict[tuple[object, ...], int] = {}
    for cell in cells:
        if cell.years > 1 and _is_shown(cell):
            place = _place(cell)
            shortest[place] = min(cell.years, shortest.get(place, cell.years))

    def given(cell: ShareCell | MeanCell) -> bool:
        return cell.years <= shortest.get(_place(cell), cell.years)

    own, everyones = (
        replace(
            cube,
            seal=_SEAL,
            cells=tuple(cell for cell in cube.cells if given(cell)),
            means=tuple(cell for cell in cube.means if given(cell)),
        )
        for cube in (municipal, public)
    )
    return own, everyones


def _place(cell: ShareCell | MeanCell) -> tuple[object, ...]:
    """Tell a cell from those of other places and years, but not from other periods that end with its own."""
    return cell.district, cell.year, cell.sex, cell.group


def _is_shown(cell: ShareCell | MeanCell) -> bool:
    return (cell.share if isinstance(cell, ShareCell) else cell.mean).text is not None
