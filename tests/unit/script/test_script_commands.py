"""Every command file is complete, and every sentence exists in three languages."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from script_worlds import session

import folkekommune.script
from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.script.binder import bind_text
from folkekommune.script.manual import help_markdown, page
from folkekommune.script.nearest import nearest
from folkekommune.script.options import check_options
from folkekommune.script.parser import parse
from folkekommune.script.registry import command_files
from folkekommune.script.syntax import PLACEHOLDERS
from folkekommune.script.words import COMMAND_WORDS, EXTENSION_WORDS, FUNCTION_WORDS
from folkekommune.texts import LANGUAGES, catalogue

ROOM = Path(folkekommune.script.__file__).parent
TEXTS = {code: texts for code, texts in catalogue().items() if code.startswith("script.")}
COMMANDS = sorted(command_files())


def test_the_commands_of_the_main_job_are_there() -> None:
    wanted = {
        *("require", "create-dataset", "use", "import", "generate", "replace", "recode", "keep", "drop"),
        *(
            "define-labels",
            "assign-labels",
            "collapse",
            "merge",
            "tabulate",
            "summarize",
            "help",
            "textblock",
        ),
    }
    assert wanted <= set(COMMANDS) <= {*COMMAND_WORDS, *EXTENSION_WORDS}
    files = [each for each in (ROOM / "commands").glob("*.py") if each.name != "__init__.py"]
    assert len(files) == len(COMMANDS)


def test_the_language_has_82_commands_and_96_functions() -> None:
    assert len(set(COMMAND_WORDS)) == 82
    assert len(set(FUNCTION_WORDS)) == 96


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_explains_itself(command: str) -> None:
    file = command_files()[command]
    assert file.__doc__
    assert all(form.startswith(command) for form in file.SYNTAX)
    options = {form.split("(")[0].rstrip("[") for form in file.OPTIONS}
    assert not options & file.LATER
    words = {word for form in (*file.SYNTAX, *file.OPTIONS) for word in re.findall(r"\b[A-Z]{3,}\b", form)}
    assert words <= PLACEHOLDERS
    for language in LANGUAGES:
        found = page(command, language)
        assert found is not None
        assert len(found.options) == len(file.OPTIONS)
        assert file.EXAMPLE in help_markdown(command, language)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_of_a_command_can_be_read(command: str) -> None:
    parsed = parse(command_files()[command].EXAMPLE)
    assert parsed.faults == ()
    (statement,) = parsed.script.statements
    if command != "textblock":
        check_options(statement, command_files()[command].OPTIONS, ())  # type: ignore[arg-type]


def test_help_differs_by_language_and_lists_what_works() -> None:
    contents = help_markdown("", "nn")
    assert "`tabulate` – Lagar ein tabell" in contents
    assert "`cox` – " in contents
    assert "ikkje her enno" not in contents
    assert "for i in 1 : 3" in help_markdown("for", "nb")
    assert "- `missing` – include missing as a category" in help_markdown("tabulate", "en")
    assert "- `prefix('TEKST')`" in help_markdown("recode", "nb")


def _codes_in_source() -> set[str]:
    """Find the codes given to fault, notice and done, and those kept in a variable ``code`` first."""
    found: set[str] = set()
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Name("fault" | "notice"), [first, *_]) | ast.Call(
                    ast.Name("done"), [_, first, *_]
                ):
                    found |= _texts_in(first)
                case ast.Assign([ast.Name("code")], value):
                    found |= _texts_in(value)
                case ast.Constant(str() as value) if value.startswith("script."):
                    found.add(value)
    whole = {code if "." in code else f"script.{code}" for code in found}
    return {code for code in whole if not code.endswith((".", "-"))}  # beginnings of codes put together


def _texts_in(node: ast.expr) -> set[str]:
    match node:
        case ast.Constant(str() as value):
            return {value}
        case ast.IfExp(_, one, other):
            return _texts_in(one) | _texts_in(other)
        case _:
            return set()


def test_every_code_has_a_text_and_every_text_is_used() -> None:
    made = {f"script.help-{command}" for command in COMMANDS}
    made |= {f"script.placeholder-{word.lower()}" for word in PLACEHOLDERS}
    made |= {f"script.{code}" for code in ("curly-quotes", "odd-blanks", "long-dashes")}
    made |= {f"script.temporality-{each.value.lower()}" for each in Temporality}
    made |= {f"script.type-{each.value.lower()}" for each in ValueType}
    assert _codes_in_source() | made == set(TEXTS)


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_text_says_the_same_with_the_same_parameters_in_three_languages(code: str) -> None:
    texts = TEXTS[code]
    assert set(texts) == set(LANGUAGES)
    parameters = {tuple(sorted(set(re.findall(r"{(\w+)}", texts[language])))) for language in LANGUAGES}
    assert len(parameters) == 1


def test_the_file_of_texts_can_be_read_by_itself() -> None:
    file = ROOM.parent / "texts" / "script.toml"
    assert len(tomllib.loads(file.read_text(encoding="utf-8"))) == len(TEXTS)


FAULTY = (Path(__file__).parent / "faulty_script.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_every_fault_can_be_written(language: str) -> None:
    found = bind_text(FAULTY, session()).faults
    assert len(found) >= 25
    for fault in found:
        sentence = fault.message(language)  # type: ignore[arg-type]
        assert sentence.endswith((".", "?", ")", "]", "KEY]", "…", "NAME", "NAVN", "NAMN"))
        assert "{" not in sentence


def test_the_nearest_name_is_the_one_likely_meant() -> None:
    valid = ["VEKT_KG_A4", "VEKT_KG_A2", "HOEYDE_CM_A4", "tabulate", "tabulate-panel"]
    assert nearest("vekt_kg_a4", valid) == "VEKT_KG_A4"
    assert nearest("VEKT_KG_A", valid) in {"VEKT_KG_A4", "VEKT_KG_A2"}
    assert nearest("HOYDE_CM_A4", valid) == "HOEYDE_CM_A4"
    assert nearest("tab", valid) == "tabulate"
    assert nearest("xyz", valid) is None
    assert nearest("a", []) is None
