"""The quality report and the correction list by the command line, in the three languages."""

from __future__ import annotations

import json
import re

import pytest
from command_line import DATABANK, LANGUAGES, ask

pytestmark = pytest.mark.xdist_group("command-line")


def test_the_report_of_draft_and_release_is_protected_data(home):
    [draft] = ask("quality", "--databank", DATABANK, "--format", "json", home=home).data
    assert (draft["municipality"], draft["release"]) == ("4601", None)
    assert {"arrived", "reasons", "checks", "places", "months", "coverage"} <= set(draft["sections"])
    for table in draft["sections"].values():
        assert table["protection"]["notes"][0]["code"] == "steward-bands"
    [released] = ask(
        "quality", "--databank", DATABANK, "--release", "1.0.0", "--format", "json", home=home
    ).data
    assert released["release"] == "1.0.0"
    assert released["sections"]["checks"] == draft["sections"]["checks"]


def test_the_document_is_whole_and_in_the_readers_language(home, tmp_path):
    titles = {"nb": "Hva som kom inn", "nn": "Kva som kom inn", "en": "What came in"}
    for language in LANGUAGES:
        file = tmp_path / f"{language}.html"
        said = ask("quality", "--databank", DATABANK, "--html", file, home=home, language=language)
        assert (said.code, said.out) == (0, "")
        page = file.read_text(encoding="utf-8")
        assert titles[language] in page
        assert f'<html lang="{language}">' in page
        assert "<svg" in page
        assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
        assert not re.search(r"(?<!\d)\d{11}(?!\d)", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))


def test_the_list_has_no_values_is_for_its_owner_alone_and_is_noted(home, tmp_path):
    file = tmp_path / "rettelser.csv"
    options = ("--municipality", "4601", "--databank", DATABANK)
    said = ask("corrections", *options, "--out", file, home=home, language="nb")
    assert said.code == 0
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Post;Felt;Regel;Hva;Leveranse;Rettet i leveranse"
    assert len(lines) > 1
    assert file.stat().st_mode & 0o077 == 0
    data = ask("corrections", *options, "--format", "json", home=home).data
    assert len(data) == len(lines) - 1
    assert set(data[0]) == {"record", "field", "rule", "delivery", "closed_by"}
    assert json.dumps(data).count("old") == 0
