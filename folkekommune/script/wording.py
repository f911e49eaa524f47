"""Words for what stands in a script: conditions, lists of names, days. For texts that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from babel.dates import format_date

from folkekommune.script import ast
from folkekommune.script.formatting import format_expression
from folkekommune.script.labels import Labels
from folkekommune.texts import Language, text

_LOCALES: Mapping[Language, str] = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
_COMPARISONS = {"==": "is", "!=": "is-not", "<": "under", "<=": "at-most", ">": "over", ">=": "at-least"}
_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def code(written: str) -> str:
    """Set something off as it stands in the script.

    >>> code("alder")
    '`alder`'
    """
    return f"`{written}`"


def listed(words: Iterable[str], language: Language, *, either: bool = False) -> str:
    """Write a list with its last joint.

    >>> listed(["a", "b", "c"], "nb")
    'a, b og c'
    """
    words = list(words)
    if len(words) < 2:  # noqa: PLR2004 - a joint needs two
        return "".join(words)
    joint = text("explain.or" if either else "explain.and", language)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def day(when: date, language: Language) -> str:
    """Write a day in words."""
    return str(format_date(when, format="long", locale=_LOCALES[language]))


def condition_in_words(condition: ast.Expression, labels: Mapping[str, Labels], language: Language) -> str:
    """Write a condition as part of a sentence; what has no words of its own stays as it is written."""
    return _Wording(labels, language).condition(condition)


class _Wording:
    def __init__(self, labels: Mapping[str, Labels], language: Language) -> None:
        self._labels = labels
        self._language = language

    def condition(self, node: ast.Node, *, within: bool = False) -> str:
        match node:
            case ast.Conjunction(operands) | ast.Disjunction(operands):
                either = isinstance(node, ast.Disjunction)
                parts = [self.condition(operand, within=True) for operand in operands]
                whole = listed(parts, self._language, either=either)
                return f"({whole})" if within else whole
            case ast.Negation(ast.Call("sysmiss", (ast.Name(name),))):
                return self._say("present", name=code(name))
            case ast.Comparison("==", ast.Call("sysmiss", (ast.Name(name),)), ast.Number(value)):
                return self._say("missing" if value else "present", name=code(name))
            case ast.Call("sysmiss", (ast.Name(name),)):
                return self._say("missing", name=code(name))
            case ast.Call("inlist", (ast.Name(name), *values)) if self._plain(values):
                one_of = listed([self._value(name, each) for each in values], self._language, either=True)
                return self._say("is", name=code(name), value=one_of)
            case ast.Call("inrange", (ast.Name(name), low, high)) if self._plain((low, high)):
                return self._say("between", name=code(name), low=_written(low), high=_written(high))
            case ast.Comparison(operator, left, ast.Name(name)) if self._plain((left,)):
                return self._compared(name, _SWAPPED.get(operator, operator), left)
            case ast.Comparison(operator, ast.Name(name), right) if self._plain((right,)):
                return self._compared(name, operator, right)
            case _:
                return code(format_expression(node))

    def _compared(self, name: str, operator: str, value: ast.Node) -> str:
        return self._say(_COMPARISONS[operator], name=code(name), value=self._value(name, value))

    def _value(self, name: str, value: ast.Node) -> str:
        labels = self._labels.get(name)
        content = value.value if isinstance(value, ast.Number | ast.String) else None
        titles = dict(labels.entries) if labels is not None else {}
        if content in titles:
            return f"{_written(value)} ({titles[content].in_language(self._language)})"
        return _written(value)

    def _say(self, word: str, **parts: str) -> str:
        return text(f"explain.{word}", self._language, **parts)

    @staticmethod
    def _plain(nodes: Sequence[ast.Node]) -> bool:
        return all(isinstance(node, ast.Number | ast.String | ast.Date | ast.Minus) for node in nodes)


def _written(value: ast.Node) -> str:
    return value.value if isinstance(value, ast.String) else format_expression(value)
