"""The bill of materials and the lock file agree with what the project says it needs."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from folkekommune.operations import materials
from folkekommune.operations.materials import Material, as_cyclonedx, gather, licence_of

ROOT = Path(__file__).parents[3]


class FakePackage:
    """A package that is as a test says."""

    def __init__(self, version: str, requires: tuple[str, ...] = (), **metadata: list[str]) -> None:
        self.version, self.requires = version, requires
        self.metadata = self
        self._metadata = {name.replace("_", "-"): values for name, values in metadata.items()}

    def get_all(self, name: str) -> list[str] | None:
        """Give the values of a field."""
        return self._metadata.get(name)


PACKAGES = {
    "folkekommune": FakePackage(
        "1.0", ("a>=1", "Some_Thing", "p ; extra == 'postgres'", "w ; sys_platform == 'win32'")
    ),
    "a": FakePackage("2.0", ("b[fast]",), License_Expression=["MIT"]),
    "b": FakePackage(
        "3.0", ("a", "c ; extra == 'fast'"), Classifier=["License :: OSI Approved :: BSD License"]
    ),
    "c": FakePackage("4.0", License=["The whole\ntext of it"]),
    "p": FakePackage("5.0", License=["LGPL-3.0"]),
    "some-thing": FakePackage("6.0"),
    "stray": FakePackage("7.0"),
}


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> FakePackage:
        if name not in PACKAGES:
            raise PackageNotFoundError(name)
        return PACKAGES[name]

    monkeypatch.setattr(materials, "distribution", find)


@pytest.mark.usefixtures("installed")
def test_everything_that_is_needed_is_in_the_bill_and_nothing_else():
    found = gather()
    assert [each.name for each in found] == ["folkekommune", "a", "b", "c", "some-thing"]
    assert [each.licence for each in found[1:4]] == ["MIT", "BSD License", "unknown"]
    assert "p" in {each.name for each in gather(["postgres"])}


@pytest.mark.usefixtures("installed")
def test_the_bill_is_cyclonedx_and_the_same_each_time():
    bill = as_cyclonedx(gather())
    assert bill == as_cyclonedx(gather())
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    references = [bill["metadata"]["component"]["bom-ref"], *(each["bom-ref"] for each in bill["components"])]
    assert sorted(references) == sorted(each["ref"] for each in bill["dependencies"])
    depends = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    assert depends["pkg:pypi/a@2.0"] == ["pkg:pypi/b@3.0"]
    licences = {each["name"]: each["licenses"] for each in bill["components"]}
    assert licences["a"] == [{"expression": "MIT"}]
    assert licences["b"] == [{"license": {"name": "BSD License"}}]


def test_a_licence_in_the_words_of_its_package_is_kept_when_it_is_a_name():
    assert licence_of(PACKAGES["p"]) == "LGPL-3.0"  # type: ignore[arg-type]
    assert Material("p", "5.0", "LGPL-3.0", ()).address == "pkg:pypi/p@5.0"


def test_the_lock_file_has_a_digest_for_every_package_and_no_address():
    content = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9.-]+)==(\S+)[^\n]*\\\n((?:    --hash=[^\n]+\n?)+)", content, re.MULTILINE)
    lines = [line for line in content.splitlines() if not line.startswith(("#", "    --hash=sha256:"))]
    assert len(entries) == len(lines) > 50
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in re.findall(r"sha256:(\S+)", content))
    assert "://" not in content
    pinned = dict(
        line.split(" ")[0].split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if "python_full_version >= '3.12'" not in line
    )
    assert {name: version for name, version, _ in entries if pinned.get(name) != version} == {}


def test_the_lock_file_holds_what_the_project_needs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=\[ ]", line)[0].lower() for line in project["dependencies"]}
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert wanted - locked == set()
