"""How time and memory grow with the number of answers, as powers: 1 is in proportion."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ENGINES = ("duckdb", "spark")
WRITING = "write"
LIMIT = 1.1
_LEAST = 1e-4


@dataclass(frozen=True)
class Growth:
    """The powers of one step on one engine, or of writing the release, which no engine does.

    :param what: ``time`` or ``memory``, :param last: between the two largest sizes, where a fixed cost hides
        least, :param whole: between the smallest and the largest.
    """

    engine: str
    step: str
    what: str
    last: float
    whole: float

    @property
    def worst(self) -> float:
        """The larger of the two."""
        return max(self.last, self.whole)


def seconds_of(found: Mapping[str, Any]) -> float:
    """Give the seconds of a step: of doing it again, where it was."""
    return float(found["first"] if found["again"] is None else found["again"])


def growths(sizes: Sequence[Mapping[str, Any]]) -> list[Growth]:
    """Give the powers of all that ended at the smallest and at the two largest sizes."""
    if len(sizes) <= 1:
        return []
    chosen = (sizes[0], sizes[-2], sizes[-1])
    answers = [float(size["writing"]["answers"]) for size in chosen]
    found = []
    for engine, step in _named(chosen[-1]):
        measured = [_step(size, engine, step) for size in chosen]
        if any(each is None or each["state"] != "ended" for each in measured):
            continue
        steps = [each for each in measured if each is not None]
        for what, values in (
            ("time", [seconds_of(each) for each in steps]),
            ("memory", [float(each["peak"]) for each in steps]),
        ):
            points = list(zip(answers, values, strict=True))
            last, whole = power(points[1], points[2]), power(points[0], points[2])
            found.append(Growth(engine, step, what, last, whole))
    return found


def first_times(sizes: Sequence[Mapping[str, Any]]) -> list[Growth]:
    """Give the powers of the first time of what was done again; these also hang on what was in memory."""
    alone = [
        dict(size)
        | {
            "engines": {
                engine: {
                    step: dict(found) | {"again": None}
                    for step, found in steps.items()
                    if found["state"] == "ended" and found["again"] is not None
                }
                for engine, steps in size["engines"].items()
            }
        }
        for size in sizes
    ]
    return [each for each in growths(alone) if each.what == "time" and each.engine]


def power(small: tuple[float, float], large: tuple[float, float]) -> float:
    """Give the power between two points of size and cost."""
    cost = math.log(max(large[1], _LEAST) / max(small[1], _LEAST))
    return cost / math.log(large[0] / small[0])


def different(sizes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the steps that two engines answered in different ways."""
    return [
        f"{step} at {size['scale']:g}"
        for size in sizes
        for step, one in (size["engines"].get(ENGINES[0]) or {}).items()
        for other in [(size["engines"].get(ENGINES[1]) or {}).get(step)]
        if other is not None
        and one["state"] == other["state"] == "ended"
        and one["answer"] != other["answer"]
    ]


def unfinished(sizes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name the steps that did not end, or failed."""
    return [
        f"{engine} {step} at {size['scale']:g}: {found['state']}"
        for size in sizes
        for engine, step in _named(size)
        for found in [_step(size, engine, step)]
        if found is not None and found["state"] != "ended"
    ]


def _named(size: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "", WRITING
    for engine in ENGINES:
        for step in size["engines"].get(engine) or {}:
            yield engine, step


def _step(size: Mapping[str, Any], engine: str, step: str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = (
        (size["engines"].get(engine) or {}).get(step) if engine else size["writing"]
    )
    return found
