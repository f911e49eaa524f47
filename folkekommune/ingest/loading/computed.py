"""Items that are always worked out here, from checked values, and never taken over from a delivery."""

from __future__ import annotations

import numpy as np

from folkekommune.catalogue.model import Databank, ValueType
from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.formulas import work_out
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.declaration import Declaration


def add_computed(records: Records, declaration: Declaration, databank: Databank) -> Records:
    """Give the records with the computed items of their occasion."""
    found: dict[str, Column] = {}
    for computed in declaration.computed:
        variable = databank.variables.get(f"{computed.item}_{records.batch.occasion}")
        if variable is None or any(source not in records.items for source in computed.sources):
            continue
        sources = [records.items[source] for source in computed.sources]
        column = work_out(
            computed.formula, sources, records.age, sex=records.known_sex, decimals=computed.decimals
        )
        if variable.value_type is ValueType.INTEGER:
            column = Column(column.values.astype(np.int64), column.present)
        found[computed.item] = column
    return records.with_items(found)
