"""What an answerer is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from folkekommune.analysis.inquiry import Inquiry
from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.cubes import RegisteredPart
from folkekommune.disclosure.gate import Judged, refuse
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeResult

Answer = tuple[SafeResult, Judged | None, tuple[ProtectedCount, ...]]
"""A protected result, the population it is of, and the counts the ledger keeps."""

Registered = Callable[[], tuple[RegisteredPart, ...]]


@dataclass(frozen=True)
class Asked:
    """A question whose population has been judged and found large enough.

    :param registered: tells the cubes of the granted parts.
    """

    inquiry: Inquiry
    population: Judged
    registered: Registered

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.inquiry.policy

    def refused(self, rule: str, **parameters: str | float) -> Answer:
        """Refuse, with the rule and its limits."""
        return refuse(self.policy, rule, **parameters), self.population, ()


class Answerer(Protocol):
    """A file in ``analysis/answers``: how one kind of output is answered."""

    OUTPUT: type

    def answer(self, output: Any, asked: Asked) -> Answer:
        """Ask for evidence and have it protected."""

    def under_names(self, result: SafeResult, output: Any) -> SafeResult:
        """Put a stored answer under the names of whoever asks now."""


class Combiner(Protocol):
    """A file in ``analysis/answers`` for an output that is made of the answers to others."""

    OUTPUT: type

    def combine(self, output: Any, results: Sequence[SafeResult], policy: Policy) -> SafeResult:
        """Make one result of those of the slices, none of which is a refusal."""

    def under_names(self, result: SafeResult, output: Any) -> SafeResult:
        """Put a stored answer under the names of whoever asks now."""


def too_large(policy: Policy) -> SafeResult:
    """Refuse what has too many cells."""
    return refuse(policy, "table.cells", cells=policy.tables.cells)
