"""The audit of differences: what it costs to hold a table against all that was said before.

A table of 500 cells against ledgers of 20 000 and of a million groups, all of invented people with sizes
spread evenly over the orders of magnitude. Groups are looked up among those of about their size, so the
cost follows how many of these there are.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.disclosure.audit import Audit
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.memory import Memory
from folkekommune.disclosure.nearness import GROUP, Nearness
from folkekommune.disclosure.noise import NoiseKey

NAME = "audit"
CELLS, SHORT, LONG = 500, 20_000, 1_000_000
_RUNS = 5


def measure(scale: float) -> list[Figure]:
    """Measure both ledgers at a scale."""
    random = np.random.default_rng(7)
    figures = []
    for name, size, limit in ((NAME, SHORT, 50), (f"{NAME}-million", LONG, 200)):
        memory = _ledger(random, int(size * scale))
        runs = [1000 * _seconds(random, memory) for _ in range(_RUNS)]
        note = f"{CELLS} cells against {len(memory)} groups"
        figures.append(
            of_runs(name, runs, unit="ms", against="the clock", limit=f"<= {limit}", scale=scale, note=note)
        )
    return figures


def _seconds(random: np.random.Generator, memory: Memory) -> float:
    audit = Audit(memory, Nearness(10, 2, NoiseKey(b"bench")), 3)
    sizes = np.exp(random.uniform(np.log(5), np.log(5000), CELLS)).astype(int).tolist()
    sketches = random.integers(0, 2**63, CELLS).tolist()
    began = perf_counter()
    for number, (size, sketch) in enumerate(zip(sizes, sketches, strict=True)):
        audit.settle(People(size, number, sketch), (number,), size)
    return perf_counter() - began


def _ledger(random: np.random.Generator, size: int) -> Memory:
    groups = np.zeros(size, GROUP)
    groups["count"] = np.exp(random.uniform(np.log(5), np.log(100_000), size))
    groups["said"] = groups["count"]
    for name in ("fingerprint", "sketch", "conditions"):
        groups[name] = random.integers(0, 2**63, size)
    memory = Memory()
    memory.extend(groups)
    return memory
