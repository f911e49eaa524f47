"""Read the expressions of indicator definitions with the script language's own parser and binder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.errors import InputError
from folkekommune.query.columns import ColumnInfo
from folkekommune.query.expressions import Expression
from folkekommune.script import ast
from folkekommune.script.expansion import expanded
from folkekommune.script.expressions import bind_value
from folkekommune.script.faults import Refused
from folkekommune.script.parser import parse
from folkekommune.script.session import Session


class _NoDatabanks:
    """A catalogue without databanks: an expression imports nothing."""

    def names(self) -> Sequence[str]:
        """Give none."""
        return ()

    def databank(self, name: str) -> Databank | None:  # noqa: ARG002  (the protocol's)
        """Give none."""
        return None

    def versions(self, name: str) -> Sequence[str]:  # noqa: ARG002  (the protocol's)
        """Give none."""
        return ()

    def withdrawn(self, name: str) -> Mapping[str, str]:  # noqa: ARG002  (the protocol's)
        """Give no version: none was withdrawn."""
        return {}

    def may_import(self, databank: str, variable: Variable) -> bool:  # noqa: ARG002  (the protocol's)
        """Say no."""
        return False


def expression_reader(databank: Databank) -> Callable[[str], Expression]:
    """Give the function that reads an expression over the variables of a databank, each once.

    The municipalities of a release ask the same of different people. It raises ``InputError`` for an
    expression that cannot be read.
    """
    columns = {name: ColumnInfo(variable.value_type, name) for name, variable in databank.variables.items()}
    session = Session(catalogue=_NoDatabanks(), grant=())

    @cache
    def read(expression: str) -> Expression:
        parsed = parse(f"generate it = {expression}")
        try:
            match parsed.script.statements:
                case (ast.Command(condition=None, options=()) as statement,) if not parsed.faults:
                    written = expanded(statement, {}).assigned
                    if written is not None:
                        return bind_value(written, columns, session).expression
        except Refused:
            pass
        raise InputError("services.expression", expression=expression)

    return read
