"""Which dimension of a table is what, and what each of its categories means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from folkekommune.official.cubes import Category, Cube, CubeCell, Dimension, fault

Meaning = TypeVar("Meaning")


@dataclass(frozen=True)
class Axis(Generic[Meaning]):
    """A dimension and the meaning of its categories; ``None`` for those that are not asked for."""

    at: int
    meanings: tuple[Meaning | None, ...]

    def of(self, cell: CubeCell) -> Meaning | None:
        """Give the meaning of a cell's category."""
        return self.meanings[cell.place[self.at]]

    @property
    def unread(self) -> int:
        """Count the categories without a meaning."""
        return sum(meaning is None for meaning in self.meanings)


class Axes:
    """The dimensions of a table that are not yet spoken for."""

    def __init__(self, cube: Cube) -> None:
        self._left: dict[int, Dimension] = dict(enumerate(cube.dimensions))

    def take(
        self, names: Iterable[str], meaning: Callable[[Category], Meaning | None], *, role: str = ""
    ) -> Axis[Meaning] | None:
        """Take the dimension with one of these names, or else with this role."""
        wanted = {name.casefold() for name in names}
        by_name = (at for at, each in self._left.items() if wanted & _called(each))
        by_role = (at for at, each in self._left.items() if role and each.role == role)
        at = next(by_name, None)
        at = next(by_role, None) if at is None else at
        if at is None:
            return None
        return Axis(at, tuple(meaning(category) for category in self._left.pop(at).categories))

    def need(
        self, names: Iterable[str], meaning: Callable[[Category], Meaning | None], *, role: str = ""
    ) -> Axis[Meaning]:
        """Take a dimension that must be there.

        :raises InputError: ``official.dimension-missing``.
        """
        listed = tuple(names)
        found = self.take(listed, meaning, role=role)
        if found is None:
            raise fault("dimension-missing", expected=", ".join(name for name in listed if name[0] != "@"))
        return found

    def finish(self) -> None:
        """Refuse a dimension that nobody asked for, unless it has one category and so divides nothing.

        :raises InputError: ``official.dimension-unknown``.
        """
        for dimension in self._left.values():
            if len(dimension.categories) > 1:
                raise fault("dimension-unknown", dimension=dimension.label)


def chosen(names: Iterable[str]) -> Callable[[Category], str | None]:
    """Give the meaning of one category: itself, for one of these names."""
    wanted = {name.casefold() for name in names}
    return lambda category: category.code if called(category) & wanted else None


def called(category: Category) -> set[str]:
    """Give everything a category may be called by."""
    written = {category.code, category.label, f"{category.code} {category.label}"}
    return {each.casefold() for each in written}


def _called(dimension: Dimension) -> set[str]:
    return {dimension.name.casefold(), dimension.label.casefold()}
