"""The functions that read labels. A code list is no data, so they are worked out when a script is read."""

from __future__ import annotations

from collections.abc import Mapping

from folkekommune.catalogue.model import Texts
from folkekommune.script import ast
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.labels import Labels, Value
from folkekommune.script.nearest import nearest
from folkekommune.texts import LANGUAGES

LABEL_FUNCTIONS = frozenset({"label_to_code", "inlabels", "labelcontains"})


def codes_of_call(node: ast.Call, labels: Mapping[str, Labels]) -> tuple[Value, ...]:
    """Give the codes of a variable whose labels a call names. A label counts in any language.

    :raises Refused: when the variable has no labels, or a label is not among them.
    """
    if len(node.arguments) < 2 or (node.function != "inlabels" and len(node.arguments) > 2):  # noqa: PLR2004
        given = len(node.arguments)
        raise Refused(fault("argument-count", node.span, name=node.function, expected=2, given=given))
    variable, *texts = node.arguments
    if not isinstance(variable, ast.Name):
        raise Refused(fault("label-of-what", variable.span, name=node.function))
    known = labels.get(variable.text)
    if known is None:
        raise Refused(fault("no-labels", variable.span, name=variable.text))
    found: list[Value] = []
    faults: list[ScriptFault] = []
    for each in texts:
        if not isinstance(each, ast.String):
            faults.append(fault("label-no-text", each.span, name=node.function))
            continue
        codes = [code for code, label in known.entries if _fits(node.function, each.value, label)]
        if not codes and node.function != "labelcontains":
            faults.append(_unknown(each, known))
        found += codes
    if faults:
        raise Refused(*faults)
    return tuple(dict.fromkeys(found))


def _fits(function: str, text: str, label: Texts) -> bool:
    written = (label.in_language(language) for language in LANGUAGES)
    return any(text in each if function == "labelcontains" else text == each for each in written)


def _unknown(node: ast.String, labels: Labels) -> ScriptFault:
    written = [label.in_language(language) for _, label in labels.entries for language in LANGUAGES]
    instead = nearest(node.value, written)
    code = "unknown-label-nearest" if instead else "unknown-label"
    suggestion = f"'{instead}'" if instead else None
    return fault(code, node.span, suggestion=suggestion, name=node.value, nearest=instead or "")
