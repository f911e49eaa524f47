"""A run that can be cited: what it rests on, and whether others who repeated it got the same figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from folkekommune.access.run_records import Run, RunState
from folkekommune.services.stored_runs import StoredRun, figures_digest, read_record


class Verdict(Enum):
    """What came of repeating a run."""

    SAME = "same"
    OTHER_RELEASE = "other-release"
    OTHER_POLICY = "other-policy"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Repeat:
    """Another run of the same script, held against the one that is cited."""

    run: Run
    verdict: Verdict


def is_citable(stored: StoredRun) -> bool:
    """Whether a run has come to its end with a whole script, so that nothing of it will change.

    Practice says nothing that could be cited.
    """
    whole = stored.state is RunState.DONE and stored.until_line is None and bool(stored.results)
    return whole and not stored.practice


def repeats_of(cited: StoredRun, runs: Sequence[Run]) -> tuple[Repeat, ...]:
    """Hold later runs of the same script against a run that is cited, the newest first."""
    later = [read_record(run, "nb") for run in runs if run.created_at > cited.run.created_at]
    digest = figures_digest(cited.run)
    return tuple(Repeat(each.run, _verdict(cited, each, digest)) for each in later if is_citable(each))


def _verdict(cited: StoredRun, repeated: StoredRun, digest: str) -> Verdict:
    if figures_digest(repeated.run) == digest:
        return Verdict.SAME
    if repeated.releases != cited.releases:
        return Verdict.OTHER_RELEASE
    return Verdict.OTHER_POLICY if repeated.policy != cited.policy else Verdict.DIFFERENT
