"""No code path outside disclosure control makes a protected result, and no question goes without a rule.

Checked over the whole package and over all commands of the script language: a command that comes later
cannot give output without its rule being named.
"""

from __future__ import annotations

import ast
import copy
import importlib
import pickle
import typing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from door_factory import ASKER, dimension, door_of
from worlds import World

import folkekommune
from folkekommune.disclosure import results
from folkekommune.disclosure.gate import refuse
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SAFE_TYPES, NotSealedError, Protection, SafeResult
from folkekommune.disclosure.rules import RULES, NoRuleError, check_answer, rule_of
from folkekommune.query import outputs
from folkekommune.query.dataset import Dataset
from folkekommune.query.outputs import Output, Table
from folkekommune.script.bound import Effect

PACKAGE = Path(folkekommune.__file__).parent
SAFE = {kind.__name__ for kind in SAFE_TYPES}


def files(*, outside: str) -> Iterator[tuple[str, ast.Module]]:
    """Give every file of the package that is not in a room."""
    for file in sorted(PACKAGE.rglob("*.py")):
        path = file.relative_to(PACKAGE)
        if path.parts[0] != outside:
            yield path.as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    """Give the last name of what is called."""
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def test_the_list_of_protected_types_is_closed() -> None:
    """Every sealed class is on it, in the union, and beneath it there is no other."""
    sealed = {
        kind for kind in vars(results).values() if isinstance(kind, type) and results._Sealed in kind.__mro__
    }
    assert sealed - {results._Sealed} == set(SAFE_TYPES) == set(typing.get_args(SafeResult))
    assert set(results._Sealed.__subclasses__()) == set(SAFE_TYPES)
    assert not any(kind.__subclasses__() for kind in SAFE_TYPES)


@pytest.mark.parametrize("kind", SAFE_TYPES)
def test_nobody_makes_one_without_the_seal(kind) -> None:
    protection = Protection("standard", 0.0)
    for seal in (None, object(), "seal"):
        with pytest.raises(NotSealedError):
            kind(protection, seal)
    with pytest.raises(TypeError):
        kind(protection)


def test_a_result_cannot_be_made_into_another() -> None:
    """Who holds one may copy it, and change nothing: the seal is asked for and not kept."""
    held = refuse(load_policy(), "table.cells", cells=5000)
    assert copy.deepcopy(held) == pickle.loads(pickle.dumps(held)) == held  # noqa: S301 - our own bytes
    with pytest.raises((TypeError, ValueError)):
        replace(held, rule="another")
    with pytest.raises(AttributeError):
        held.rule = "another"
    assert not any(isinstance(value, results._Seal) for value in vars(held).values())


def test_no_file_outside_disclosure_calls_a_protected_type_or_goes_round_it() -> None:
    """Not by its name, not by leaving its making out, not by setting what is frozen, not from bytes."""
    round_it = {"__new__", "__setattr__", "__reduce__", "__setstate__", "loads"}
    frozen = {"query/expressions.py"}  # literals that hold a value in one form
    signed = {"web/oidc/providers.py", "web/oidc/ticket.py"}  # JSON that was signed here
    text = {"json", "tomllib", "orjson"}
    found = []
    for path, tree in files(outside="disclosure"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = called(node)
                owner = getattr(getattr(node.func, "value", None), "id", "")
                if name in SAFE or (name in round_it and owner not in text and path not in frozen | signed):
                    found.append(f"{path}:{node.lineno} {name}")
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
                found += [
                    f"{path}:{node.lineno} {name}" for name in names & {"pickle", "marshal", "shelve", "dill"}
                ]
            if isinstance(node, ast.ClassDef):
                bases = {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
                found += [f"{path}:{node.lineno} {base}" for base in bases & SAFE]
    assert found == []


def test_every_question_has_a_rule_that_is_there() -> None:
    """Each output of the query model, and the cube, names a module of this room and what it gives."""
    asked = set(typing.get_args(Output)) | {outputs.ShareCube}
    assert set(RULES) == asked
    for rule in RULES.values():
        module = importlib.import_module(f"folkekommune.disclosure.{rule.module}")
        assert module.__doc__
        assert rule.result in SAFE_TYPES


def test_every_output_class_of_the_query_model_is_on_the_list() -> None:
    """What can be asked has a canonical form or divides persons; there is none without a rule."""
    classes = [
        kind
        for kind in vars(outputs).values()
        if isinstance(kind, type) and kind.__module__.startswith(outputs.__name__)
    ]
    holding = {
        kind
        for kind in classes
        if {"dataset", "slices"} & set(getattr(kind, "__dataclass_fields__", {}))
        and "canonical" in vars(kind)
    }
    holding |= {outputs.ShareCube}
    assert holding == set(RULES)


def test_every_command_gives_only_outputs_with_a_rule() -> None:
    known = {kind.__name__ for kind in RULES}
    given: dict[str, set[str]] = {}
    for file in sorted((PACKAGE / "script" / "commands").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == outputs.__name__
            for alias in node.names
            if "dataset" in getattr(getattr(outputs, alias.name), "__dataclass_fields__", {})
        }
        gives = any(
            keyword.arg == "output"
            and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            for keyword in node.keywords
        )
        assert bool(imported) == gives, file.name
        given[file.name] = imported
    assert set().union(*given.values()) <= known
    assert {"tabulate.py", "summarize.py"} <= {name for name, kinds in given.items() if kinds}


def test_what_a_command_gives_is_a_question_and_nothing_else() -> None:
    """The binder hands on an output of the closed union; a result has no place in it."""
    assert typing.get_type_hints(Effect)["output"] == Output | None


@dataclass(frozen=True)
class Rows:
    """A question that nobody has a rule for: the rows themselves."""

    dataset: Dataset

    @property
    def canonical(self) -> str:
        """Write it in one way."""
        return "rows"


def test_a_question_without_a_rule_gets_no_answer_and_leaves_no_trace(tmp_path) -> None:
    world = World.of(400).add("a", [unit % 2 for unit in range(400)], codes=(0, 1))
    door = door_of(world, tmp_path)
    for stray in (Rows(world.dataset("a")), world.dataset("a")):
        with pytest.raises(NoRuleError):
            rule_of(stray)
    with pytest.raises(NoRuleError):
        door.answer(Rows(world.dataset("a")), ASKER)
    assert not (tmp_path / "ledger" / "ledger.sqlite").exists() or door.ledger.first_answer("rows") is None


def test_an_answer_of_another_rule_is_not_passed_on(tmp_path) -> None:
    world = World.of(400).add("a", [unit % 2 for unit in range(400)], codes=(0, 1))
    table = Table(world.dataset("a"), (dimension("a", (0, 1)),))
    answer = door_of(world, tmp_path).answer(table, ASKER)
    check_answer(table, answer)
    check_answer(table, refuse(load_policy(), "table.cells"))
    with pytest.raises(NoRuleError):
        check_answer(outputs.Summary(world.dataset("a"), ("a",)), answer)
