"""Import variables at a date with Polars' streaming engine; run by its own Python."""

import json
import sys
from pathlib import Path
from time import perf_counter

import polars as pl

folder, day, runs, *variables = sys.argv[1:]
when = pl.col("start").le(int(day)) & (pl.col("stop").is_null() | pl.col("stop").ge(int(day)))


def imported() -> pl.DataFrame:
    """Give all persons with their value of each variable at the day."""
    found = pl.scan_parquet(Path(folder) / "persons.parquet").select("unit_id")
    for name in variables:
        values = pl.scan_parquet(Path(folder) / f"{name}.parquet").filter(when)
        values = values.select("unit_id", pl.col("value").alias(name))
        found = found.join(values, on="unit_id", how="left")
    return found.collect(engine="streaming")


seconds, values = [], 0
for _ in range(int(runs)):
    began = perf_counter()
    table = imported()
    seconds.append(perf_counter() - began)
    values = sum(len(table) - table[name].null_count() for name in variables)
    del table
peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak, "values": values}))
