"""The policy: typed, versioned, each limit with its source, and never laxer in production."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, replace

import pytest

from folkekommune.disclosure.policy import STANDARD, load_policy
from folkekommune.errors import InputError

VERSIONS = {1: "376220fe8bf7dbba"}
"""Digests of the limits of every version there was. A limit that changes is a new version with a dated
reason in policy.toml, and a new line here; the old lines stay."""

SECTIONS = ("floors", "low_effect", "noise", "tables", "percentiles")


def values() -> dict[str, dict[str, float]]:
    policy = asdict(load_policy())
    return {section: policy[section] for section in SECTIONS}


def digest() -> str:
    return hashlib.sha256(json.dumps(values(), sort_keys=True).encode()).hexdigest()[:16]


def test_no_limit_changes_without_a_new_version() -> None:
    assert VERSIONS[load_policy().version] == digest()
    assert list(VERSIONS) == list(range(1, load_policy().version + 1))


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
    assert (noise.kappa, noise.clip_low, noise.clip_high) == (1, 0.01, 0.99)
    assert (policy.tables.dimensions, policy.tables.cells, policy.tables.band_share) == (4, 5000, 0.5)
    assert (policy.percentiles.side, policy.percentiles.digits) == (10, 3)
    assert policy.switched_off == frozenset()


def write(folder, change) -> object:
    content = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    change(content)
    lines = [f"version = {json.dumps(content['version'])}", f"name = {json.dumps(content['name'])}"]
    for section in SECTIONS:
        for name, entry in content.get(section, {}).items():
            lines.append(f"[{section}.{name}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in entry.items()]
    file = folder / "policy.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_an_installation_may_carry_its_own(tmp_path) -> None:
    file = write(tmp_path, lambda content: content["floors"]["band"].update(value=8))
    assert load_policy(file).floors.band == 8


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content["floors"].pop("hard"),
        lambda content: content.pop("noise"),
        lambda content: content["floors"].update(extra={"value": 1, "source": "s", "reason": "r"}),
        lambda content: content["floors"]["hard"].update(value="3"),
        lambda content: content["floors"]["hard"].update(value=2.5),
        lambda content: content["floors"]["hard"].update(value=True),
        lambda content: content["floors"]["hard"].update(value=-1),
        lambda content: content["floors"]["hard"].pop("source"),
        lambda content: content["floors"]["hard"].update(reason=""),
        lambda content: content["noise"]["kappa"].update(value="wide"),
        lambda content: content.update(version="first"),
    ],
)
def test_a_policy_that_is_not_whole_is_refused(tmp_path, change) -> None:
    with pytest.raises(InputError) as caught:
        load_policy(write(tmp_path, change))
    assert caught.value.code == "disclosure.policy"


def test_a_file_cannot_switch_a_defence_off(tmp_path) -> None:
    file = write(tmp_path, lambda content: content["floors"]["band"].update(value=6))
    file.write_text('switched_off = ["low_effect"]\n' + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_policy(file).switched_off == frozenset()


def test_a_switched_off_defence_is_told_with_every_result() -> None:
    policy = replace(load_policy(), switched_off=frozenset({"people_layer", "low_effect"}))
    assert policy.label == "standard-1 without low_effect without people_layer"


LAXER = {
    "noise.clip_high": 1.0,
    "tables.dimensions": 5,
    "tables.cells": 6000,
    "tables.band_share": 0.6,
    "percentiles.digits": 4,
    "floors.large_databank": 200_000,
}
"""Where more is laxer. Everywhere else half of the value is."""


@pytest.mark.parametrize("limit", [f"{section}.{name}" for section in SECTIONS for name in values()[section]])
def test_production_refuses_any_laxer_limit(limit) -> None:
    standard = load_policy()
    section, name = limit.split(".")
    old = getattr(getattr(standard, section), name)
    lax = LAXER.get(limit, type(old)(old / 2) if old else old)
    changed = replace(standard, **{section: replace(getattr(standard, section), **{name: lax})})
    assert standard.at_least_as_strict_as(standard)
    assert not changed.at_least_as_strict_as(standard)
    assert standard.at_least_as_strict_as(changed)


def test_production_refuses_a_defence_that_is_off() -> None:
    standard = load_policy()
    assert not replace(standard, switched_off=frozenset({"low_effect"})).at_least_as_strict_as(standard)
