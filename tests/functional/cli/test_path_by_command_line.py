"""From nothing to a protected table, by the command line alone."""

from __future__ import annotations

import json

import pytest
from command_line import DATABANK, LANGUAGES, ask, contents

pytestmark = pytest.mark.xdist_group("command-line")


def test_every_step_succeeds(walk):
    ended = {step: said.code for step, said in walk.said.items()}
    assert ended == dict.fromkeys(ended, 0)


def test_the_load_counts_every_row(walk):
    promised = sum(
        entry["rows"]
        for entry in json.loads((walk.deliveries[0] / "manifest.json").read_text(encoding="utf-8"))["files"]
    )
    first = walk.said["load"].out.splitlines()[0]
    assert first.startswith(f"4601 (bred_csv): {promised:,} rows read, ")
    assert walk.said["load"].err == ""


def test_the_same_delivery_twice_changes_nothing(walk):
    assert walk.contents["loaded again"] == walk.contents["loaded"]
    assert walk.said["load again"].out == (
        "4601: The delivery has been loaded before. Nothing was changed.\n"
    )


def test_a_release_of_nothing_new_changes_nothing(walk):
    assert walk.said["release"].data == {"databank": DATABANK, "version": "1.0.0", "parts": ["4601"]}
    assert walk.said["release again"].out == walk.said["release"].out
    # The audit trail notes that the vault was opened to see whether anything is new; nothing else is written.
    again, before = dict(walk.contents["released again"]), dict(walk.contents["released"])
    assert again.pop("control.sqlite audit_trail") != before.pop("control.sqlite audit_trail")
    assert again == before


def test_a_second_init_is_refused_and_changes_nothing(home):
    before = contents(home)
    said = [ask("init", "--municipality", "4601", home=home, language=language) for language in LANGUAGES]
    assert [one.code for one in said] == [2, 2, 2]
    assert [one.out for one in said] == ["", "", ""]
    assert all(str(home) in one.err for one in said)
    assert "Velg en annen mappe" in said[0].err
    assert "Vel ei anna mappe" in said[1].err
    assert "Choose another folder" in said[2].err
    assert contents(home) == before


def test_the_catalogue_goes_from_databanks_to_codes(home):
    listed = ask("catalogue", "--format", "json", home=home).data
    assert {entry["databank"]: entry["versions"] for entry in listed if entry["versions"]} == {
        DATABANK: ["1.0.0"]
    }
    names = [variable["name"] for variable in ask("catalogue", DATABANK, "--format", "json", home=home).data]
    assert {"KJONN", "VEKT_KG_U6", "AMMESTATUS_U6"} <= set(names)
    [variable] = ask("catalogue", DATABANK, "KJONN", "--format", "json", home=home, language="nb").data
    # Sex as the identity number gives it: two codes, boy and girl.
    assert len(variable["codes"]) == 2
    text = ask("catalogue", DATABANK, "KJONN", home=home, language="nb").out
    assert all(code["title"] in text for code in variable["codes"])


def test_a_run_has_the_documented_json(walk, with_policy):
    home = with_policy(floors__population_small=20, floors__numeric=2)
    said = ask("run", walk.script, "--project", "p1", "--format", "json", home=home)
    assert (said.code, said.err) == (0, "")
    run = said.data
    assert {"script", "release", "policy", "fingerprint", "results", "fault"} <= set(run)
    assert run["script"] == walk.script.read_text(encoding="utf-8")
    assert run["fault"] is None
    lines = [(result["line"], result["command"], result["kind"]) for result in run["results"]]
    assert lines == [
        (1, "require", "none"),
        (2, "create-dataset", "none"),
        (3, "import", "none"),
        (4, "import", "none"),
        (5, "tabulate", "table"),
        (6, "summarize", "table"),
    ]
    keys = {"line", "command", "status", "kind", "data", "chart", "protection", "messages"}
    assert all(set(result) == keys and result["status"] == "done" for result in run["results"])
    assert all(result["protection"]["policy"] == "trial-1" for result in run["results"][4:])
    assert all(result["messages"] for result in run["results"])


def test_a_run_in_text_shows_each_output_with_its_protection(walk, with_policy):
    home = with_policy(floors__population_small=20, floors__numeric=2)
    said = ask("run", walk.script, home=home, language="nb")
    assert (said.code, said.err) == (0, "")
    assert "> 5: tabulate" in said.out
    assert "> 6: summarize" in said.out
    assert "personvern" in said.out
    assert "trial-1" in said.out


def test_a_run_as_html_is_a_page_of_its_own(walk, with_policy):
    home = with_policy(floors__population_small=20, floors__numeric=2)
    said = ask("run", walk.script, "--format", "html", home=home, language="nn")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("<!doctype html>")
    assert '<html lang="nn">' in said.out
    assert said.out.count("<table") == 2
    assert "Syntetiske data, ingen ekte tal" in said.out
    # The script stands below the results, as text and not as markup.
    assert "<h2>Skriptet</h2><pre>require" in said.out
    assert "trial-1" in said.out


def test_the_same_run_again_gives_the_same_bytes(walk, with_policy):
    home = with_policy(floors__population_small=20, floors__numeric=2)
    assert ask("run", walk.script, home=home).out == ask("run", walk.script, home=home).out


def test_a_script_can_come_from_standard_input(walk, home, monkeypatch, tmp_path):
    with walk.script.open(encoding="utf-8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert ask("check", "-", home=home).code == 0


def test_a_rule_refuses_with_its_own_exit_code(walk, home):
    said = {language: ask("run", walk.script, home=home, language=language) for language in LANGUAGES}
    assert {one.code for one in said.values()} == {4}
    assert {one.err for one in said.values()} == {""}
    # 200 children were made, and the standard policy asks for 300.
    assert "Linje 5: Resultatet kan ikke vises. Utvalget har færre enn 300 personer." in said["nb"].out
    assert "Linje 5: Resultatet kan ikkje visast. Utvalet har færre enn 300 personar." in said["nn"].out
    assert "Line 5: The result cannot be shown. The population has fewer than 300" in said["en"].out
    assert "summarize" not in said["en"].out


def test_export_explains_itself():
    said = ask("export", "microdata", "--help")
    assert said.code == 0
    assert "--public-key" in said.out
    assert "Example:" in said.out
