"""What every expression gives, worked out by hand, on the reference engine and on DuckDB."""

import pytest
from expression_cases import CASES, faults, small_world


@pytest.mark.parametrize("subject", CASES)
@pytest.mark.parametrize("kind", ["reference", "duckdb"])
def test_expressions_give_what_the_language_says(subject, kind, tmp_path):
    world = small_world()
    engine = world.reference() if kind == "reference" else world.duckdb(tmp_path)
    assert faults(engine, world, subject) == []
