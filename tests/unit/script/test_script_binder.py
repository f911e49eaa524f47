"""A whole script: order, what runs before the first fault, and one fault that makes no others."""

from __future__ import annotations

import pytest
from script_worlds import BANK, BEGIN, bound, faults

from folkekommune.script.bound import Kind
from folkekommune.script.registry import command_files
from folkekommune.script.words import COMMAND_WORDS


def codes(script: str, begin: str = BEGIN) -> list[tuple[int, str]]:
    return [(line, code) for line, _, code, _ in faults(script, begin=begin)]


def test_commands_come_in_order_with_their_lines() -> None:
    result = bound("// comment\n\ngenerate x = 1\ntabulate sex\nhelp tabulate\ntextblock\n# Hei\nendblock")
    assert result.faults == ()
    last = [
        (command.line - BEGIN.count("\n"), command.command, command.kind) for command in result.commands[-4:]
    ]
    assert last == [
        (3, "generate", Kind.NONE),
        (4, "tabulate", Kind.TABLE),
        (5, "help", Kind.TEXT),
        (6, "textblock", Kind.TEXT),
    ]
    assert result.commands[-1].markdown == "# Hei"
    assert result.commands[-2].help_topic == "tabulate"
    assert {command.active for command in result.commands[1:]} == {"kids"}


def test_commands_without_output_say_what_they_did() -> None:
    confirmations = [command.confirmation for command in bound("generate x = 1").commands]
    assert all(confirmations)
    assert confirmations[0] is not None
    assert confirmations[0].message("nb") == f"Databanken {BANK}, versjon 1.10.0, er koblet til som db."
    assert confirmations[1] is not None
    assert confirmations[1].message("nb") == "Datasettet kids er laget og er aktivt."
    assert confirmations[-1] is not None
    assert confirmations[-1].message("nn") == "Variabelen x er laga."


def test_what_stands_before_the_first_fault_can_run() -> None:
    result = bound("tabulate sex\ntabulate sx\ntabulate sleep")
    assert [command.command for command in result.commands][-1] == "tabulate"
    assert len(result.commands) == BEGIN.count("\n") + 1
    unreadable = bound("tabulate sex\ntabulat sleep\ntabulate sleep")
    assert len(unreadable.commands) == BEGIN.count("\n") + 1


def test_faults_of_reading_and_of_binding_come_together_in_order() -> None:
    assert codes("tabulate sx\ntabulat sex\nkeep if sleep = 1\nuse nowhere\n") == [
        (1, "unknown-variable-nearest"),
        (2, "unknown-command-nearest"),
        (3, "single-equals"),
        (4, "unknown-dataset"),
    ]


def test_what_a_faulty_command_would_have_made_is_no_new_fault() -> None:
    assert codes("generate x = sx\ntabulate x\ngenerate y = x + 1\ntabulate y x sleeep") == [
        (1, "unknown-variable-nearest"),
        (4, "unknown-variable-nearest"),
    ]
    assert codes("generate x = (1\nsummarize x") == [(1, "parenthesis-open")]
    assert codes("define-labels l 1 a 1 b\nassign-labels sex l") == [(1, "value-twice")]


def test_a_faulty_require_makes_no_other_faults() -> None:
    script = "require no.such:1 as db\ncreate-dataset a\nimport db/X as x\ntabulate x\nkeep if x == 1"
    assert codes(script, begin="") == [(1, "unknown-databank")]


def test_a_misspelt_data_set_is_taken_for_the_one_meant() -> None:
    script = "create-dataset other\nimport db/YEAR as y\nuse kid\ntabulate sex sx"
    assert codes(script) == [(3, "unknown-dataset-nearest"), (4, "unknown-variable-nearest")]


def test_after_an_unknown_data_set_nothing_is_said_until_the_next() -> None:
    script = "use nowhere\ntabulate a\nuse kids\ntabulate sx"
    assert codes(script) == [(1, "unknown-dataset"), (4, "unknown-variable-nearest")]
    assert codes("use (\ntabulate a\nuse kids\ntabulate sx") == [
        (1, "parenthesis-open"),
        (4, "unknown-variable-nearest"),
    ]


def test_one_place_has_one_fault() -> None:
    places = [(line, column) for line, column, _, _ in faults("tabulate sex, rowpct summarize(weight)")]
    assert places == [(1, 15)]


def test_commands_of_the_language_that_do_not_work_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    working = {word: file for word, file in command_files().items() if word not in {"regress", "barchart"}}
    monkeypatch.setattr("folkekommune.script.binder.command_files", lambda: working)
    assert codes("regress weight sex\nbarchart (count) sex") == [(1, "command-later"), (2, "command-later")]


def test_every_command_of_the_language_has_a_file() -> None:
    assert set(COMMAND_WORDS) - set(command_files()) == {"for", "end"}


def test_help_knows_commands_only() -> None:
    assert [command.help_topic for command in bound("help\nhelp cox").commands[-2:]] == ["", "cox"]
    assert faults("help tabulat") == [(1, 6, "unknown-command-nearest", "tabulate")]
    assert faults("help a b") == [(1, 8, "misfit", None)]


def test_textblock_stands_alone() -> None:
    assert codes("textblock hei") == [(1, "textblock-not-alone")]


def test_a_fault_of_the_query_model_stands_at_its_command() -> None:
    lines = [f"keep if year != {number}" for number in range(70)]
    found = faults("\n".join(lines))
    assert found[0] == (60, 1, "query.too-many-conditions", None)


def test_messages_show_the_syntax_in_the_language() -> None:
    (fault,) = bound("tabulate").faults
    assert "tabulate VARIABEL [VARIABEL …] [if VILKÅR] [, VALG …]" in fault.message("nb")
    assert "tabulate VARIABLE [VARIABLE …] [if CONDITION] [, OPTION …]" in fault.message("en")
