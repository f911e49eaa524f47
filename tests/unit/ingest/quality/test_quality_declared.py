"""Which checks a databank must declare: those every load does, and those its own declaration asks for."""

from __future__ import annotations

import re

import pytest
from delivery_factory import PACKAGE

from folkekommune.errors import InputError
from folkekommune.ingest.quality.declaration import load_declaration
from folkekommune.texts import LANGUAGES, text

SHIPPED = (PACKAGE.folder / "quality.toml").read_text(encoding="utf-8")
EVERY_LOAD = """
[checks.{name}]
category = "conformance"
context = "verification"
severity = "warn"
percent = 0.0
"""


def declare(tmp_path, content):
    file = tmp_path / "quality.toml"
    file.write_text(content, "utf-8")
    return load_declaration(file, PACKAGE.databank)


def without(content, check):
    changed = re.sub(rf"\[checks\.{check}\][^\[]*", "", content)
    assert changed != content
    return changed


def test_where_nothing_is_measured_nothing_of_measures_is_declared(tmp_path):
    content = "".join(EVERY_LOAD.format(name=name) for name in ("C1", "C2", "C5", "P1", "P6", "P9"))
    declared = declare(tmp_path, content)
    assert set(declared.thresholds) == {"C1", "C2", "C5", "P1", "P6", "P9"}
    assert declared.asked_for == ()


@pytest.mark.parametrize("check", ["P3", "P4", "P15"])
def test_a_check_that_the_rest_of_the_file_uses_must_be_declared(tmp_path, check):
    with pytest.raises(InputError) as refused:
        declare(tmp_path, without(SHIPPED, check))
    assert refused.value.code == "ingest.check-undeclared"
    assert refused.value.parameters["key"] == f"checks.{check}"
    for language in LANGUAGES:
        assert check in text(refused.value.code, language, **refused.value.parameters)


@pytest.mark.parametrize("check", ["C1", "P6"])
def test_what_every_load_does_must_be_declared(tmp_path, check):
    with pytest.raises(InputError) as refused:
        declare(tmp_path, without(SHIPPED, check))
    assert (refused.value.code, refused.value.parameters["key"]) == ("ingest.key-missing", f"checks.{check}")
