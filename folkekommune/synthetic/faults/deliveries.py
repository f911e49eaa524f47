"""Errors of whole deliveries: mojibake, columns that change, files cut off (E17, E18, E23)."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.synthetic.faults.context import FaultContext
from folkekommune.synthetic.randomness import stream
from folkekommune.synthetic.systems import Delivery, RecordSystem

RENAMED, MOVED, ADDED = "renamed", "moved", "added"
INTERRUPTED, MARKED, NO_LAST_LINE = "interrupted", "byte-order-mark", "no-last-line"
EMPTY_SHEET = "empty-sheet"
_WITHOUT_LINES = ("D",)
_WITH_SHEETS = ("B",)
_WITH_COLUMNS = ("A", "B")


@dataclass(frozen=True)
class DeliveryFaults:
    """What is wrong with one delivery.

    :param mojibake: names of places are UTF-8 read as Latin; :param column: what happened to a column;
    :param file: what happened to a file.
    """

    mojibake: bool = False
    column: str | None = None
    file: str | None = None


def choose_deliveries(
    context: FaultContext, systems: tuple[RecordSystem, ...], deliveries: tuple[Delivery, ...]
) -> dict[tuple[RecordSystem, int], DeliveryFaults]:
    """Choose which deliveries are wrong and how: one in so many, evenly spread."""
    every = [(system, delivery.position) for system in systems for delivery in deliveries]
    changeable = [
        (system, position) for system, position in every if system.shape in _WITH_COLUMNS and position > 0
    ]
    spread = context.settings["one_delivery_in"]
    mojibake = _one_in(context.seed, "E17", every, step=spread["E17"])
    step = max(1, round(spread["E18"] * len(changeable) / max(len(every), 1)))
    columns = _one_in(context.seed, "E18", changeable, step=step)
    files = _one_in(context.seed, "E23", every, step=spread["E23"])
    kinds = stream(context.seed, "fault", "delivery-kinds").permutation(3)
    of_column = [(RENAMED, MOVED, ADDED)[kind] for kind in kinds]
    of_file = [(INTERRUPTED, MARKED, NO_LAST_LINE)[kind] for kind in kinds]
    found = {}
    for key in every:
        found[key] = DeliveryFaults(
            mojibake=key in mojibake,
            column=of_column[columns.index(key) % 3] if key in columns else None,
            file=_file_fault(key[0], of_file[files.index(key) % 3]) if key in files else None,
        )
    return found


def note_deliveries(
    context: FaultContext,
    chosen: dict[tuple[RecordSystem, int], DeliveryFaults],
    deliveries: tuple[Delivery, ...],
) -> None:
    """Write the errors of deliveries in the log."""
    for (system, position), faults in chosen.items():
        name = system.folder(deliveries[position])
        kinds = (
            ("E17", "mojibake" if faults.mojibake else None),
            ("E18", faults.column),
            ("E23", faults.file),
        )
        for error, kind in kinds:
            if kind:
                context.log.add_delivery(error, municipality=system.municipality, delivery=name, kind=kind)


def _file_fault(system: RecordSystem, kind: str) -> str:
    """Give what can happen to a file of the system: what has no lines has no last one, and no mark."""
    if system.shape in _WITHOUT_LINES or kind == INTERRUPTED:
        return INTERRUPTED
    return EMPTY_SHEET if system.shape in _WITH_SHEETS else kind


def _one_in(
    seed: int, error: str, keys: list[tuple[RecordSystem, int]], *, step: int
) -> list[tuple[RecordSystem, int]]:
    first = int(stream(seed, "fault", error).integers(0, step))
    return keys[first::step]


def misread(text: str) -> str:
    """Give what UTF-8 looks like when it is read as Windows' Latin."""
    return text.encode("utf-8").decode("cp1252", errors="replace")
