"""P1: a visit is not in the future, and not before birth; a spell does not end before it begins."""

from __future__ import annotations

from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.mappings.mapping import STOP
from folkekommune.ingest.quality.finding import Context, Finding, Unfit


def check(records: Records, context: Context) -> Finding:
    """Find visits after the day of extraction, visits before birth, and spells that end too early."""
    dated = records.fit & records.visit.present
    future = dated & (records.visit.values > context.today)
    unborn = dated & ~future & records.birth.present & (records.visit.values < records.birth.values)
    backwards = dated & ~future & ~unborn & records.stop.present
    backwards &= records.stop.values < records.visit.values
    return Finding(
        check="P1",
        applicable=int(dated.sum()),
        violating=int(future.sum() + unborn.sum() + backwards.sum()),
        quarantine={
            "date-in-future": future,
            "date-before-birth": unborn,
            "stop-before-start": backwards,
        },
        unfit=(Unfit(STOP, "stop-before-start", backwards),),
    )
