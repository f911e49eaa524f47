"""Make a table whose small counts are suppressed for a checker; run by acro's own Python."""

import contextlib
import io
import json
import logging
import sys
from time import perf_counter

import pandas as pd
from acro import ACRO

logging.disable(logging.CRITICAL)
file, runs, *columns = sys.argv[1:]
data = pd.read_parquet(file)
half = len(columns) // 2
seconds = []
with contextlib.redirect_stdout(io.StringIO()):
    session = ACRO(suppress=True)
    for _ in range(int(runs)):
        began = perf_counter()
        session.crosstab([data[name] for name in columns[:half]], [data[name] for name in columns[half:]])
        seconds.append(perf_counter() - began)
sys.stdout.write(json.dumps(seconds))
