"""The policy: typed, versioned, each limit with its source, and never laxer in production."""

from __future__ import annotations

import json
import math
import tomllib
from dataclasses import replace

import pytest

from folkekommune.disclosure.policy import STANDARD, load_policy
from folkekommune.disclosure.policy_sections import CEILINGS, SECTIONS, Hiding
from folkekommune.errors import InputError
from folkekommune.texts import text

VERSIONS = {
    1: "376220fe8bf7dbba",
    2: "d8a5a39f0762d520",
    3: "df06392e8cefd52e",
    4: "01c1ba398f51e592",
    5: "c02625bea5bc6419",
    6: "60bcead2e536f661",
    7: "cb6101273cf954b4",
}
"""Digests of the limits of every version there was, beside those in the file. A limit that changes is a
new version with a dated reason and digest in policy.toml, and a new line here; the old lines stay."""


def test_no_limit_changes_without_a_new_version() -> None:
    content = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    assert {change["version"]: change["digest"] for change in content["changes"]} == VERSIONS
    assert VERSIONS[load_policy().version] == load_policy().digest
    assert list(VERSIONS) == list(range(1, load_policy().version + 1))


@pytest.mark.parametrize("limit", load_policy().limits)
def test_any_other_limit_gives_another_digest(limit) -> None:
    standard = load_policy()
    section, name = limit.split(".")
    old = standard.limits[limit]
    new = (
        Hiding.HIDE if old is Hiding.NOISE_ONLY else Hiding.NOISE_ONLY if isinstance(old, Hiding) else old + 1
    )
    changed = replace(standard, **{section: replace(getattr(standard, section), **{name: new})})
    assert changed.digest != standard.digest


def test_the_standard_cannot_be_edited_in_place(tmp_path) -> None:
    """Another value under the same name and version is refused, and the sentence says the new digest."""
    file = write(tmp_path, lambda content: content["floors"]["band"].update(value=6), name="standard")
    with pytest.raises(InputError) as caught:
        load_policy(file)
    assert caught.value.code == "disclosure.policy-version"
    assert caught.value.parameters["digest"] not in VERSIONS.values()
    assert (
        load_policy(write(tmp_path / "same", lambda _: None, name="standard")).digest
        == VERSIONS[load_policy().version]
    )


def test_no_other_file_takes_an_old_version_of_the_standard(tmp_path) -> None:
    file = write(tmp_path, lambda content: content.update(version=1), name="standard")
    with pytest.raises(InputError) as caught:
        load_policy(file)
    assert caught.value.code == "disclosure.policy-version"


def test_every_version_has_a_dated_reason() -> None:
    content = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    assert [change["version"] for change in content["changes"]] == list(range(1, content["version"] + 1))
    assert all(change["date"] and change["reason"] for change in content["changes"])


def test_the_standard_is_the_specification() -> None:
    """Section 10 of the rules, value by value."""
    policy = load_policy()
    floors, noise = policy.floors, policy.noise
    assert (floors.hard, floors.band, floors.band_sensitive, floors.numeric) == (3, 5, 8, 10)
    assert (floors.population, floors.population_small, floors.large_databank) == (1000, 300, 100_000)
    assert (floors.denominator_research, floors.denominator_municipality, floors.denominator_public) == (
        10,
        20,
        50,
    )
    assert (policy.low_effect.limit, policy.low_effect.fuzz) == (10, 2)
    assert (noise.research_bound, noise.research_variance, noise.research_total) == (3, 1, 2)
    assert (noise.cube_bound, noise.cube_variance, noise.cube_never) == (5, 3, 4)
    assert (noise.kappa, noise.clip_low, noise.clip_high) == (1.5, 0.01, 0.99)
    assert (policy.tables.dimensions, policy.tables.cells, policy.tables.band_share) == (4, 5000, 0.5)
    assert (policy.percentiles.side, policy.percentiles.digits) == (10, 3)
    assert policy.switched_off == frozenset()


def write(folder, change, *, name: str = "trial") -> object:
    content = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    change(content)
    lines = [f"version = {json.dumps(content['version'])}", f"name = {json.dumps(name)}"]
    for section in SECTIONS:
        for limit, entry in content.get(section, {}).items():
            lines.append(f"[{section}.{limit}]")
            lines += [f"{key} = {_written(value)}" for key, value in entry.items()]
    folder.mkdir(exist_ok=True)
    file = folder / "policy.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _written(value: object) -> str:
    special = isinstance(value, float) and not math.isfinite(value)
    return str(value) if special else json.dumps(value)


def test_an_installation_may_carry_its_own(tmp_path) -> None:
    file = write(tmp_path, lambda content: content["floors"]["band"].update(value=8))
    assert load_policy(file).floors.band == 8
    assert load_policy(file).label == f"trial-{load_policy().version}"


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["floors"].pop("hard"),
        lambda content: content.pop("noise"),
        lambda content: content["floors"].update(extra={"value": 1, "source": "s", "reason": "r"}),
        lambda content: content["floors"]["hard"].update(value="3"),
        lambda content: content["floors"]["hard"].update(value=2.5),
        lambda content: content["floors"]["hard"].update(value=True),
        lambda content: content["floors"]["hard"].pop("source"),
        lambda content: content["floors"]["hard"].update(reason=""),
        lambda content: content["noise"]["kappa"].update(value="wide"),
        lambda content: content["secondary"]["cubes"].update(value="nothing"),
        lambda content: content["secondary"]["cubes"].update(value=1),
        lambda content: content.update(version="first"),
    ],
)
def test_a_policy_that_is_not_whole_is_refused(tmp_path, change) -> None:
    with pytest.raises(InputError) as caught:
        load_policy(write(tmp_path, change))
    assert caught.value.code == "disclosure.policy"


def put(**limits: float):
    """Give a change of some limits, named as in the policy file."""

    def change(content) -> None:
        for limit, value in limits.items():
            section, name = limit.split("__")
            content[section][name]["value"] = value

    return change


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("range", {"floors__hard": -1}),
        ("range", {"noise__research_bound": -1}),
        ("range", {"noise__kappa": math.nan}),
        ("range", {"tables__band_share": math.nan}),
        ("range", {"noise__cube_variance": math.inf}),
        ("range", {"tables__band_share": 1.1}),
        ("range", {"noise__clip_high": 99.0}),
        # From 1 the noise may go down by 1 and up by 3: variance 3 puts all on the ends, 2.9 can be had.
        ("variance", {"noise__research_variance": 3.0}),
        ("variance", {"noise__research_bound": 0}),
        # From 5, never to 1..4, a bound of 4 leaves nothing below: no unbiased noise at all.
        ("variance", {"noise__cube_bound": 4, "noise__cube_variance": 1.0}),
        ("never", {"noise__cube_never": 6, "noise__cube_bound": 7}),
        ("clip", {"noise__clip_low": 0.99}),
        ("clip", {"noise__clip_high": 0.01}),
        ("fuzz", {"low_effect__fuzz": 11}),
        ("bands", {"floors__hard": 6}),
        ("bands", {"floors__band_sensitive": 4}),
        ("populations", {"floors__population_small": 1001}),
    ],
)
def test_limits_that_cannot_hold_together_are_refused_with_a_sentence(tmp_path, code, limits) -> None:
    with pytest.raises(InputError) as caught:
        load_policy(write(tmp_path, put(**limits)))
    assert caught.value.code == f"disclosure.policy-{code}"
    if code == "range":
        assert caught.value.parameters == {"limit": next(iter(limits)).replace("__", ".")}
    assert text(caught.value.code, "en", **caught.value.parameters)


@pytest.mark.parametrize(
    "limits",
    [
        {"noise__research_variance": 2.9},
        {"noise__research_variance": 0.0, "noise__research_bound": 0},
        {"noise__cube_never": 5, "noise__cube_bound": 6},
        {"floors__hard": 0, "floors__band": 0, "floors__band_sensitive": 0, "noise__cube_never": 0},
        {"low_effect__limit": 0, "low_effect__fuzz": 0},
    ],
)
def test_limits_at_the_edge_hold_together(tmp_path, limits) -> None:
    """An installation in test mode may carry all minimums at their lowest."""
    load_policy(write(tmp_path, put(**limits)))


def test_a_file_cannot_switch_a_defence_off(tmp_path) -> None:
    file = write(tmp_path, lambda content: content["floors"]["band"].update(value=6))
    file.write_text('switched_off = ["low_effect"]\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_policy(file).switched_off == frozenset()


def test_a_switched_off_defence_is_told_with_every_result() -> None:
    policy = replace(load_policy(), switched_off=frozenset({"people_layer", "low_effect"}))
    assert policy.label == f"standard-{policy.version} without low_effect without people_layer"


def laxer(limit: str) -> object:
    """Give a laxer value: the other way of hiding, more where more is laxer, else half."""
    old = load_policy().limits[limit]
    if isinstance(old, Hiding):
        return Hiding.NOISE_ONLY
    return type(old)(old * 2 if limit in CEILINGS else old / 2)


LAXEST_ALREADY = {"secondary.cubes"}
"""Limits of which the standard has the laxest value there is."""


@pytest.mark.parametrize("limit", sorted(set(load_policy().limits) - LAXEST_ALREADY))
def test_production_refuses_any_laxer_limit(limit) -> None:
    standard = load_policy()
    section, name = limit.split(".")
    changed = replace(standard, **{section: replace(getattr(standard, section), **{name: laxer(limit)})})
    assert standard.at_least_as_strict_as(standard)
    assert not changed.at_least_as_strict_as(standard)
    assert standard.at_least_as_strict_as(changed)


def test_more_is_laxer_of_these_limits_and_no_others() -> None:
    """Each looked at: a larger share that may be shown, a larger table, more digits, a larger budget."""
    assert CEILINGS - {name for name in CEILINGS if name.startswith("budget.")} == {
        "floors.large_databank",
        "noise.clip_high",
        "tables.dimensions",
        "tables.cells",
        "tables.band_share",
        "dominance.largest_two",
        "charts.series_band_share",
        "charts.series_hidden_share",
        "percentiles.digits",
        "model.parameters",
        "model.leverage",
        "model.condition",
        "model.r_squared",
        "model.digits",
    }
    assert set(load_policy().limits) >= CEILINGS


def test_production_refuses_a_defence_that_is_off() -> None:
    standard = load_policy()
    assert not replace(standard, switched_off=frozenset({"low_effect"})).at_least_as_strict_as(standard)
