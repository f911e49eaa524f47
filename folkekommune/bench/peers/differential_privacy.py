"""Make a table with noise under differential privacy; run by OpenDP's own Python."""

import json
import sys
from time import perf_counter

import opendp.prelude as dp
import polars as pl

dp.enable_features("contrib", "honest-but-curious")
file, runs, *columns = sys.argv[1:]
data = pl.read_parquet(file)
seconds = []
for _ in range(int(runs)):
    began = perf_counter()
    context = dp.Context.compositor(
        data=data.lazy(),
        privacy_unit=dp.unit_of(contributions=1),
        privacy_loss=dp.loss_of(epsilon=1.0),
        split_evenly_over=1,
        margins=[dp.polars.Margin(by=columns, max_length=len(data), invariant="keys")],
    )
    context.query().group_by(columns).agg(dp.len()).release().collect()
    seconds.append(perf_counter() - began)
sys.stdout.write(json.dumps(seconds))
