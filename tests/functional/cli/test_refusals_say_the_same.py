"""A refusal says the same whether a group has nobody, one person or nine."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
from command_line import DATABANK, ask

pytestmark = pytest.mark.xdist_group("command-line")

SIZES = (0, 1, 9)


@pytest.fixture(scope="session")
def scripts(walk, tmp_path_factory):
    """Give a script for each size of group: those heavier than a limit that is between two children."""
    file = walk.home / "store" / DATABANK / "releases" / "1.0.0" / "4601" / "VEKT_KG_U6.parquet"
    weights = sorted(pq.read_table(file)["value"].to_pylist(), reverse=True)
    folder = tmp_path_factory.mktemp("scripts")
    written = {}
    for size in (*SIZES, 40):
        limit = weights[0] + 1 if size == 0 else (weights[size - 1] + weights[size]) / 2
        assert sum(weight > limit for weight in weights) == size
        written[size] = folder / f"{size}.txt"
        written[size].write_text(
            f"require {DATABANK}:1 as hp\ncreate-dataset barn\nimport hp/KJONN as kjonn\n"
            f"import hp/VEKT_KG_U6 as vekt\nkeep if vekt > {limit!r}\ntabulate kjonn\n",
            encoding="utf-8",
        )
    return written


@pytest.fixture
def floor_of_twenty(with_policy):
    # The floor alone decides here: no condition counts as one of low effect.
    return with_policy(floors__population_small=20, low_effect__limit=0, low_effect__fuzz=0)


def test_the_words_are_the_same(scripts, floor_of_twenty):
    said = [ask("run", scripts[size], home=floor_of_twenty, language="nb") for size in SIZES]
    assert [one.code for one in said] == [4, 4, 4]
    assert [one.err for one in said] == ["", "", ""]
    [refusal] = {line for one in said for line in one.out.splitlines() if "20 person" in line}
    assert refusal.startswith("Linje 6: Resultatet kan ikke vises.")
    # Nothing else differs but the fingerprint, which is of the script.
    assert len({one.out.rsplit(": ", 1)[0] for one in said}) == 1
    assert ask("run", scripts[40], home=floor_of_twenty).code == 0


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_words_are_the_same_in_other_languages(scripts, floor_of_twenty, language):
    said = [ask("run", scripts[size], home=floor_of_twenty, language=language) for size in (0, 9)]
    assert [one.code for one in said] == [4, 4]
    assert len({one.out.rsplit(": ", 1)[0] for one in said}) == 1


def test_the_data_are_the_same(scripts, floor_of_twenty):
    asked = ("--format", "json")
    told = [ask("run", scripts[size], *asked, home=floor_of_twenty).data["results"][-1] for size in SIZES]
    assert told[0] == told[1] == told[2]
    assert told[0]["status"] == "refused"
    assert told[0]["data"] is None


def test_a_condition_that_concerns_few_is_left_out_alike(scripts, with_policy):
    # With the standard low-effect rule the condition is left out, for nobody, one and nine alike.
    home = with_policy(floors__population_small=20)
    said = [ask("run", scripts[size], "--format", "json", home=home) for size in SIZES]
    assert len({one.code for one in said}) == 1
    statuses = {(r["status"], tuple(r["messages"][1:])) for one in said for r in one.data["results"][-1:]}
    assert len(statuses) == 1
