"""What became of an installation after a fault."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum

# Names of requests and runs are hexadecimal, and may hold eleven digits in a row among letters.
_IDENTITY_NUMBER = re.compile(rb"(?<!\w)\d{11}(?!\w)")
_OWN_WORDS = b"Traceback (most recent call last)"


class Outcome(Enum):
    """The ways it can end; the first three are good.

    ``UNTOUCHED``: the work was done before the fault, or did not notice it. ``RECOVERED``: it was done
    anew and came to the same. ``TOLD``: it ended with a sentence, and came to the same when it was asked
    for again.
    """

    UNTOUCHED = "untouched"
    RECOVERED = "recovered"
    TOLD = "told"
    LOST = "lost"
    TWICE = "twice"
    HALF = "half"
    OTHER = "other"
    DAMAGED = "damaged"
    STUCK = "stuck"
    VALUE = "value"
    OWN_WORDS = "own-words"


GOOD = frozenset({Outcome.UNTOUCHED, Outcome.RECOVERED, Outcome.TOLD})


@dataclass(frozen=True)
class Kind:
    """A kind of fault: what was done, to what."""

    fault: str
    to: str


@dataclass
class Tally:
    """How often each kind of fault ended how; and the kinds that could not be tried on this machine."""

    outcomes: Counter[tuple[Kind, Outcome]] = field(default_factory=Counter)
    not_tried: list[Kind] = field(default_factory=list)

    def count(self, kind: Kind, outcome: Outcome) -> None:
        """Count one fault."""
        self.outcomes[kind, outcome] += 1

    @property
    def faults(self) -> int:
        """How many faults there were."""
        return self.outcomes.total()

    @property
    def bad(self) -> int:
        """How many left something lost, half, wrong, stuck, or a value where none belongs."""
        return sum(count for (_, outcome), count in self.outcomes.items() if outcome not in GOOD)

    def only(self, fault: str) -> Tally:
        """Give the part of one kind of trouble."""
        return Tally(Counter({each: n for each, n in self.outcomes.items() if each[0].fault == fault}))

    def by_outcome(self) -> dict[Outcome, int]:
        """Count the faults by how they ended, in the order of the ways."""
        found = Counter[Outcome]()
        for (_, outcome), count in self.outcomes.items():
            found[outcome] += count
        return {outcome: found[outcome] for outcome in Outcome if found[outcome]}

    def kinds(self) -> list[Kind]:
        """List the kinds of fault that were tried, in the order in which they were."""
        return list(dict.fromkeys(kind for kind, _ in self.outcomes))


def found_in(told: bytes) -> Outcome | None:
    """Look for what no message may hold: an identity number, or a fault in Python's own words."""
    if _IDENTITY_NUMBER.search(told):
        return Outcome.VALUE
    return Outcome.OWN_WORDS if _OWN_WORDS in told else None
