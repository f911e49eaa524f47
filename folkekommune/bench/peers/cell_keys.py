"""Make a table with the cell keys of the Office for National Statistics; run by its own Python."""

import contextlib
import io
import json
import sys
from time import perf_counter

import pandas as pd
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from cell_key_perturbation.utils.generate_test_ptable import generate_ptable_10_5_rule

file, runs, geography, *others = sys.argv[1:]
data = pd.read_parquet(file)
perturbations = generate_ptable_10_5_rule()
seconds = []
for _ in range(int(runs)):
    began = perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        create_perturbed_table(
            data=data,
            ptable=perturbations,
            geog=[geography],
            tab_vars=others,
            record_key="record_key",
        )
    seconds.append(perf_counter() - began)
sys.stdout.write(json.dumps(seconds))
