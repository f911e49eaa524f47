"""Read the options of a command.

A command lists its options as they are written: ``missing`` takes nothing, ``by(VAR)`` must have
something in its parentheses, ``mfx[(WHAT)]`` may.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from folkekommune.script import ast
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.nearest import nearest
from folkekommune.script.places import Span

OF_ANOTHER = "…"
"""Stands among the options of a command that takes those of another, whose line it holds."""


def check_options(statement: ast.Command, known: Mapping[str, str], later: Iterable[str]) -> None:
    """Check that every option exists, stands there once, and has parentheses if it needs them.

    :param known: with :data:`OF_ANOTHER` among them the options are another command's, checked with it.
    :raises Refused: with everything that is wrong.
    """
    if OF_ANOTHER in known:
        return
    forms = {form.split("(")[0].rstrip("["): form for form in known}
    faults = [found for option in statement.options if (found := _wrong(option, forms, later)) is not None]
    seen: set[str] = set()
    for option in statement.options:
        if option.name in seen:
            faults.append(fault("option-twice", option.span, option=option.name))
        seen.add(option.name)
    if faults:
        raise Refused(*faults)


def has(statement: ast.Command, name: str) -> bool:
    """Tell whether an option is given."""
    return find(statement, name) is not None


def find(statement: ast.Command, name: str) -> ast.Option | None:
    """Give an option by name."""
    return next((option for option in statement.options if option.name == name), None)


def one_name(option: ast.Option) -> ast.Name:
    """Give the one name in an option's parentheses.

    :raises Refused: when something else stands there, or more.
    """
    if option.arguments is not None and len(option.arguments) == 1:
        only = option.arguments[0]
        if isinstance(only, ast.Name):
            return only
    raise Refused(fault("one-name-in-option", option.span, option=option.name))


def one_word(option: ast.Option) -> str:
    """Give the one word in an option's parentheses, with or without quotes.

    :raises Refused: when something else stands there, or more.
    """
    match option.arguments:
        case (ast.Name(text),) | (ast.String(text),):
            return text
        case _:
            raise Refused(fault("one-name-in-option", option.span, option=option.name))


def _wrong(option: ast.Option, forms: Mapping[str, str], later: Iterable[str]) -> ScriptFault | None:
    line, column = option.span.line, option.span.column
    name = Span(line, column, line, column + len(option.name))
    if option.name in later:
        return fault("option-later", name, option=option.name)
    form = forms.get(option.name)
    if form is None:
        instead = nearest(option.name, forms)
        code = "unknown-option-nearest" if instead else "unknown-option"
        return fault(code, name, suggestion=instead, option=option.name, nearest=instead or "")
    if option.arguments is not None and "(" not in form:
        return fault("option-takes-nothing", option.span, suggestion=option.name, option=option.name)
    if not option.arguments and "(" in form and "[" not in form:
        return fault("option-needs-something", option.span, option=option.name, form=form)
    return None
