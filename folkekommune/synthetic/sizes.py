"""How much to make: sizes by name, the municipalities, and which record system each has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.errors import UsageError
from folkekommune.synthetic.source import Source

SHAPES = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class Size:
    """A size made concrete.

    :param children: how many in each municipality, None for everyone there is.
    """

    name: str
    municipalities: tuple[str, ...]
    children: tuple[int, ...] | None
    shapes: tuple[str, ...]


def size_names(source: Source) -> tuple[str, ...]:
    """Give the names of the sizes."""
    return tuple(source.settings("population.toml")["sizes"])


def choose_size(
    source: Source, name: str, *, municipalities: Sequence[str] = (), shapes: Sequence[str] = ()
) -> Size:
    """Settle what to make; what is not asked for is as the size has it.

    :raises UsageError: for a size or shape that there is not, or a municipality asked for twice.
    """
    settings = source.settings("population.toml")
    if name not in settings["sizes"]:
        raise UsageError("synthetic.size-unknown", size=name, sizes=", ".join(settings["sizes"]))
    entry = settings["sizes"][name]
    for shape in shapes:
        if shape not in SHAPES:
            raise UsageError("synthetic.shape-unknown", shape=shape, shapes=", ".join(SHAPES))
    chosen = tuple(municipalities) or tuple(entry["municipalities"])
    twice = [code for code in chosen if chosen.count(code) > 1]
    if twice:
        raise UsageError("synthetic.municipality-twice", municipality=twice[0])
    children: tuple[int, ...] | None = None
    if "children_each" in entry:
        children = (entry["children_each"],) * len(chosen)
    elif "children" in entry:
        each, rest = divmod(entry["children"], len(chosen))
        children = tuple(each + (index < rest) for index in range(len(chosen)))
    # Without a wish each municipality has one record system; a size or a user may ask for more.
    usual = settings["shapes"]["default"][: len(chosen)]
    return Size(name, chosen, children, tuple(shapes) or tuple(entry.get("shapes", usual)))
