"""Mappings that an installation keeps beside those that ship."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.errors import UsageError
from folkekommune.ingest.choice import all_mappings
from folkekommune.services.own_mappings import own_mapping_file, save_own_mapping
from folkekommune.settings import Home

SHIPPED = shipped_folder()
NAME = "no.folkekommune.helseprofil"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "databanks").mkdir()
    return Home(tmp_path)


def known(home: Home) -> set[str]:
    return {mapping.name for _, mapping in all_mappings(load_packages(SHIPPED, home.databanks))}


def test_a_saved_mapping_is_found_beside_those_that_ship(home):
    before = known(home)
    package = load_packages(SHIPPED, home.databanks)[NAME]
    content = (package.folder / "mappings" / "bred_csv.toml").read_text(encoding="utf-8")
    save_own_mapping(own_mapping_file(home, package, "sunnvekst"), content)
    assert known(home) == before | {"sunnvekst"}


def test_a_package_of_its_own_has_only_its_own_mappings(home):
    own = shutil.copytree(SHIPPED / "helseprofil", home.databanks / "helseprofil")
    for file in (own / "mappings").glob("*.toml"):
        if file.stem != "fhir":
            file.unlink()
    packages = {NAME: load_packages(SHIPPED, home.databanks)[NAME]}
    assert [mapping.name for _, mapping in all_mappings(packages)] == ["fhir"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bred_csv", "suggesting.saved-before"),
        ("sunnvekst", "suggesting.saved-before"),
        ("../ut", "suggesting.name-unusable"),
        ("Sunn Vekst", "suggesting.name-unusable"),
        ("", "suggesting.name-unusable"),
    ],
)
def test_no_name_overwrites_or_leads_elsewhere(home, name, code):
    package = load_packages(SHIPPED, home.databanks)[NAME]
    save_own_mapping(own_mapping_file(home, package, "sunnvekst"), "")
    with pytest.raises(UsageError) as refused:
        own_mapping_file(home, package, name)
    assert refused.value.code == code
