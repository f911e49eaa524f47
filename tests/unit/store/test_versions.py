"""The rule for version numbers."""

from __future__ import annotations

import pytest

from folkekommune.errors import UsageError
from folkekommune.store.versions import Change, Version, next_version


def test_versions_are_ordered_as_numbers():
    written = ["1.0.10", "1.0.9", "10.0.0", "2.0.0", "1.10.0", "1.9.9"]
    assert [str(version) for version in sorted(map(Version.parse, written))] == [
        "1.0.9",
        "1.0.10",
        "1.9.9",
        "1.10.0",
        "2.0.0",
        "10.0.0",
    ]


@pytest.mark.parametrize(
    "written", ["", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.x", " 1.0.0", "-1.0.0", "1.0.0\n", "१.0.0"]
)
def test_what_is_no_version_is_refused(written):
    with pytest.raises(UsageError) as refusal:
        Version.parse(written)
    assert refusal.value.code == "store.version-form"


@pytest.mark.parametrize(
    ("change", "version"),
    [
        (Change(changed=("A",)), "3.0.0"),
        (Change(removed=("A",)), "3.0.0"),
        (Change(persons=True), "3.0.0"),
        (Change(added=("B",), changed=("A",)), "3.0.0"),
        (Change(added=("B",)), "2.4.0"),
        (Change(added=("B",), texts=("A",)), "2.4.0"),
        (Change(texts=("A",)), "2.3.5"),
        (Change(definition=True), "2.3.5"),
    ],
)
def test_the_gravest_change_decides(change, version):
    assert str(next_version(Version(2, 3, 4), change)) == version


def test_the_first_version_is_1_0_0_whatever_changed():
    assert str(next_version(None, Change(added=("A",), persons=True))) == "1.0.0"
