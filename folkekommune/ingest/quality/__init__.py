"""Quality checks, one file a check, in the order they are run.

A check gets records and gives a finding: how many rows or values it looked at, how many were against the
rule, what was repaired, what was taken out, and which rows go to quarantine. The checks are listed by hand,
because their order matters: a row is counted under the first reason that stopped it.
"""

from __future__ import annotations

from folkekommune.ingest.quality import (
    codes_and_types,
    derived_values,
    duplicates,
    form_fields,
    hard_limits,
    overlapping_spells,
    places,
    references,
    same_person,
    swapped_values,
    unit_mistakes,
    units,
    visit_dates,
)
from folkekommune.ingest.quality.finding import Check, Finding

CHECKS: tuple[Check, ...] = (
    form_fields.check,
    references.check,
    codes_and_types.check,
    same_person.check,
    places.check,
    visit_dates.check,
    swapped_values.check,
    unit_mistakes.check,
    units.check,
    hard_limits.check,
    derived_values.check,
    duplicates.check,
    overlapping_spells.check,
)

__all__ = ["CHECKS", "Check", "Finding"]
