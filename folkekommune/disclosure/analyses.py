"""Close analyses: sections of protected rows, and the names of whoever asks in place of the first asker's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import (
    _SEAL,
    Note,
    Protection,
    SafeAnalysis,
    SafeLabel,
    SafeResult,
    SafeRow,
    SafeSection,
)

SMALLEST_P = 0.001
P_DECIMALS = 3


def analysis_result(
    policy: Policy, method: str, sections: Sequence[SafeSection], notes: Sequence[Note] = ()
) -> SafeAnalysis:
    """Close an analysis."""
    spread = round(policy.noise.research_total**0.5, 1)
    return SafeAnalysis(
        Protection(policy.label, spread, tuple(notes)), _SEAL, method=method, sections=tuple(sections)
    )


def plain_label(name: str, shown: str | None = None) -> SafeLabel:
    """Make a label that is the same in every language."""
    return SafeLabel(name, *[name if shown is None else shown] * 3)


def written_p(p: float) -> str:
    """Write a p-value; of one that is very small it is only told that it is."""
    return f"<{SMALLEST_P}" if p < SMALLEST_P else f"{p:.{P_DECIMALS}f}"


def relabelled(result: SafeResult, names: Mapping[str, SafeLabel], about: Sequence[str] = ()) -> SafeResult:
    """Put other labels in place of those with the same value.

    :param about: what the sections that are about a variable are about now, in order.
    """
    if not isinstance(result, SafeAnalysis):
        return result
    waiting = iter(about)
    sections = tuple(
        replace(
            section,
            rows=tuple(SafeRow(names.get(row.label.value, row.label), row.values) for row in section.rows),
            heads=tuple(names.get(head.value, head) for head in section.heads),
            about=next(waiting, section.about) if section.about else "",
        )
        for section in result.sections
    )
    return replace(result, seal=_SEAL, sections=sections)
