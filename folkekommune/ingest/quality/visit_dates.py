"""P1: a visit is not in the future, and not before birth."""

from __future__ import annotations

from folkekommune.ingest.quality.finding import Context, Finding
from folkekommune.ingest.records import Records


def check(records: Records, context: Context) -> Finding:
    """Find visits after the day of extraction, and visits before the person was born."""
    dated = records.fit & records.visit.present
    future = dated & (records.visit.values > context.today)
    unborn = dated & ~future & records.birth.present & (records.visit.values < records.birth.values)
    return Finding(
        check="P1",
        applicable=int(dated.sum()),
        violating=int(future.sum() + unborn.sum()),
        quarantine={"date-in-future": future, "date-before-birth": unborn},
    )
