"""What a crowd is told to do, and what it saw: passed to and from the process that loads the server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

PAGE, PART, SENT, LOG_IN = "page", "part", "sent", "log-in"
DONE, UNDER_WAY = "done", "under way"
_SHARE = 0.95


@dataclass(frozen=True)
class Asked:
    """One answer; nothing of its content.

    :param kind: a whole page, part of one, or what a form or a log-in led to.
    :param fault: the status, or the kind of the network's fault, of an answer that was none.
    """

    kind: str
    seconds: float
    fault: str = ""


@dataclass(frozen=True)
class Plan:
    """Who comes, and for how long.

    :param people: each with kind, name and password.
    :param scripts: what researchers run, each of them another one first.
    """

    base: str
    seconds: float
    seed: int
    place: str
    project: str
    people: Sequence[dict[str, str]]
    scripts: Sequence[str]


@dataclass
class Visited:
    """What a crowd saw.

    :param asked: the answers after everybody had logged in, and what went wrong before.
    :param runs: the runs that were sent, by how they ended.
    :param most_runs: the most runs that were queued or under way at the same time.
    """

    asked: list[Asked] = field(default_factory=list)
    runs: Counter[str] = field(default_factory=Counter)
    most_runs: int = 0

    @property
    def faults(self) -> Counter[str]:
        """Count what went wrong, by kind; a run that the end of the time cut short did not."""
        found = Counter(f"{asked.kind} {asked.fault}" for asked in self.asked if asked.fault)
        return found + Counter({f"run {ended}": n for ended, n in self.runs.items() if ended not in _FINE})

    def within(self, *kinds: str, share: float = _SHARE) -> float:
        """Give the seconds within which such a share of the answers of some kinds came."""
        seconds = sorted(asked.seconds for asked in self.asked if asked.kind in kinds)
        return seconds[min(int(share * len(seconds)), len(seconds) - 1)] if seconds else float("inf")

    def count(self, *kinds: str) -> int:
        """Count the answers of some kinds."""
        return sum(asked.kind in kinds for asked in self.asked)

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        asked = [asdict(each) for each in self.asked]
        return {"asked": asked, "runs": dict(self.runs), "most_runs": self.most_runs}


_FINE = frozenset({DONE, UNDER_WAY})


def visit(plan: Plan) -> Visited:
    """Send a crowd, in a process of its own; give what it saw."""
    told = told_by("crowd", asdict(plan))
    return Visited([Asked(**each) for each in told["asked"]], Counter(told["runs"]), told["most_runs"])


def told_by(program: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run a program of this folder in a process of its own: JSON in, JSON out."""
    done = subprocess.run(
        [sys.executable, "-m", f"{__package__}.{program}"],
        input=json.dumps(given),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
