"""Pictures of the quality report show what the protected table shows, and nothing of what it hides."""

from __future__ import annotations

from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SafeDimension, SafeLabel
from folkekommune.disclosure.steward_tables import Figure, Share, protect_steward_table
from folkekommune.rendering.quality_charts import completeness_chart, drift_chart


def labels(name, *values):
    return SafeDimension(name, tuple(SafeLabel(value, value, value, value) for value in values))


def test_a_place_with_too_few_has_no_bar():
    rows = [((0,), (Share(900, 1000),)), ((1,), (Share(9, 10),))]
    table = protect_steward_table([labels("site", "Nord", "Sør")], ["answered"], rows, policy=load_policy())
    picture = completeness_chart(table, language="nb")
    assert "Nord" in picture
    assert "Sør" not in picture


def test_the_five_places_farthest_away_are_named():
    sites = tuple(f"S{number}" for number in range(8))
    rows = [
        ((site, year), (Figure((site - 3) / 10 + year / 100, 100, 2),))
        for site in range(8)
        for year in range(3)
    ]
    table = protect_steward_table(
        [labels("site", *sites), labels("year", "2020", "2021", "2022")],
        ["VEKT_KG"],
        rows,
        policy=load_policy(),
    )
    picture = drift_chart(table, language="en")
    # Means run from -0.3 to 0.42: S7, S6, S0, S5 and S1 have been farthest from the rest.
    assert {name for name in sites if f"{name}, VEKT_KG" in picture} == {"S0", "S1", "S5", "S6", "S7"}
    assert "2020" in picture
    assert "2021" not in picture
