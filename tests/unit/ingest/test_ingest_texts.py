"""Everything a load can say has a sentence in each language."""

from __future__ import annotations

import re
from pathlib import Path

import folkekommune.ingest
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.ingest.cells import words
from folkekommune.ingest.loading import cleaning
from folkekommune.ingest.quality import derived_values, swapped_values
from folkekommune.ingest.quality.declaration import load_declaration
from folkekommune.ingest.quality.reasons import REASONS
from folkekommune.texts import LANGUAGES, catalogue

ROOM = Path(folkekommune.ingest.__file__).parent


def assert_said(code: str) -> None:
    assert set(catalogue()[code]) == set(LANGUAGES), code


def test_every_code_raised_has_a_sentence():
    source = "".join(file.read_text(encoding="utf-8") for file in ROOM.rglob("*.py"))
    codes = set(re.findall(r'"(ingest\.[a-z0-9-]+)"', source))
    assert len(codes) > 40
    for code in codes:
        assert_said(code)
    for kind in re.findall(r'_wrong\(\w+, "([a-z-]+)"', source):
        assert_said(f"ingest.key-not-{kind}")


def test_every_count_in_a_report_has_a_name():
    for reason in REASONS[1:]:
        assert_said(f"ingest.reason-{reason}")
    for rule in (*words.RULES, cleaning.LEADING_ZERO, cleaning.SEPARATORS, "old-municipality"):
        assert_said(f"ingest.rule-{rule}")
    package = load_package(shipped_folder() / "helseprofil")
    declaration = load_declaration(package.folder / "quality.toml", package.databank)
    for check in declaration.thresholds:
        assert_said(f"ingest.check-{check}")
    for measure in declaration.measures:
        for mistake in measure.mistakes:
            assert_said(f"ingest.rule-{mistake.rule}")
    source = "".join(file.read_text(encoding="utf-8") for file in (ROOM / "quality").glob("*.py"))
    for name in re.findall(r'noted\["([a-z-]+)"\]|noted = \{"([a-z-]+)"', source):
        assert_said(f"ingest.noted-{''.join(name)}")
    assert_said("ingest.excluded-outside-limits")
    assert_said(f"ingest.excluded-{derived_values.LEFT_OUT}")
    assert_said(f"ingest.rule-{derived_values.WORKED_OUT}")
    assert_said(f"ingest.rule-{swapped_values.RULE}")
    for kind in ("byte-order-mark", "trailer-missing", "field-renamed", "field-missing"):
        assert_said(f"ingest.remark-{kind}")
