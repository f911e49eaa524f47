"""The bench of a long script measures a script that runs to its end."""

from __future__ import annotations

from folkekommune.bench import chain
from folkekommune.script.parser import parse


def test_the_script_has_as_many_steps_as_it_says():
    script = chain.chain(30)
    words = [statement.word for statement in parse(script).script.statements]
    assert words[:4] == ["require", "create-dataset", "import", "import"]
    assert words[-1] == "tabulate"
    assert len(words) - 5 == 30
    assert set(words[4:-1]) == {"keep", "generate", "recode"}


def test_it_runs_to_its_table():
    """A script with a fault, or a table that is refused, ends the measurement instead."""
    spent = chain.run(chain.chain(6))
    assert min(spent.reading, spent.answering, spent.database) > 0
    assert spent.own == spent.reading + spent.answering
