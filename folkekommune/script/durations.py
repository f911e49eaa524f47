"""Read what the commands of survival curves share: an event, a duration, and what divides them."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.catalogue.model import ValueType
from folkekommune.query.outputs import Dimension, Survival
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.labels import categories
from folkekommune.script.lookup import filled_set, readable
from folkekommune.script.options import find, one_name
from folkekommune.script.session import Session, WorkingSet

BY = {"by(VAR)": "survival.option-by"}


def bind_survival(
    statement: ast.Command, session: Session, *, syntax: Sequence[str], parametric: bool
) -> Effect:
    """Ask for one curve, or for one of each category."""
    arguments = read(statement, tuple(syntax), condition=True)
    event, duration = arguments.name(), arguments.name()
    arguments.end()
    working, dataset = filled_set(session, statement)
    ((first, second), by), live = together(
        lambda: together(
            lambda: _numbers((event, duration), working, session), lambda: _by(statement, working, session)
        ),
        lambda: restricted(dataset, statement, working, session),
    )
    output = Survival(live, first, second, by=by, parametric=parametric)
    titles = {name: working.titles[name] for name in output.read if name in working.titles}
    return Effect(session, output=output, titles=titles)


def _numbers(nodes: tuple[ast.Name, ...], working: WorkingSet, session: Session) -> tuple[str, ...]:
    names = readable(nodes, working, session)
    texts = [node for node in nodes if working.columns[node.text].type is ValueType.STRING]
    if texts:
        raise Refused(*(fault("summarize-text", node.span, name=node.text) for node in texts))
    return names


def _by(statement: ast.Command, working: WorkingSet, session: Session) -> Dimension | None:
    option = find(statement, "by")
    if option is None:
        return None
    node = one_name(option)
    (name,) = readable((node,), working, session)
    info = working.columns[name]
    known = categories(info, working.labels.get(name), plain=False)
    if known is None and info.type in {ValueType.DECIMAL, ValueType.STRING}:
        code = "categories-unknown" if info.type is ValueType.STRING else "measured"
        raise Refused(fault(code, node.span, name=name))
    return Dimension(name, name, known)
