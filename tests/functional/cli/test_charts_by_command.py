"""``folkekommune run --charts``: pictures beside the tables of a terminal."""

from __future__ import annotations

import pytest
from command_line import ask

pytestmark = pytest.mark.xdist_group("command-line")

SCRIPT = """require no.folkekommune.helseprofil:1 as hp
create-dataset barn
import hp/KJONN as kjonn
import hp/VEKT_KG_U6 as vekt
barchart (count) kjonn
histogram vekt, percent
"""


def test_charts_are_told_and_written_where_asked(walk, with_policy, tmp_path):
    """The axis has the catalogue's title and unit; every number stands in the text too."""
    home = with_policy(floors__population_small=20, floors__numeric=2)
    script = tmp_path / "charts.txt"
    script.write_text(SCRIPT, encoding="utf-8")
    said = ask("run", script, "--charts", tmp_path / "out", home=home, language="nb")
    assert said.code == 0
    assert "Søylediagram med 2 tall." in said.out
    files = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert files == [
        f"{name}{scheme}.{form}"
        for name in ("005-barchart", "006-histogram")
        for scheme in ("-dark", "")
        for form in ("png", "svg")
    ]
    assert all(name in said.err for name in files)
    drawn = (tmp_path / "out" / "006-histogram.svg").read_text(encoding="utf-8")
    assert "(kg)" in drawn
    assert "Prosent" in drawn
