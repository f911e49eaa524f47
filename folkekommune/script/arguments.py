"""Read the arguments of a command one by one; what does not fit is a fault with the command's syntax."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.places import Span

Syntax = tuple[str, ...]


class Arguments:
    """The arguments of a command, read from left to right."""

    def __init__(self, statement: ast.Command, syntax: Syntax) -> None:
        self._statement = statement
        self._syntax = syntax
        self._waiting = list(statement.arguments)

    def name(self) -> ast.Name:
        """Read a name.

        :raises Refused: when something else stands there, or nothing.
        """
        found = self.next()
        if not isinstance(found, ast.Name):
            raise Refused(self.misfit(found))
        return found

    def text(self) -> str:
        """Read a text; one word needs no quotes.

        :raises Refused: when something else stands there, or nothing.
        """
        found = self.next()
        if isinstance(found, ast.String):
            return found.value
        if isinstance(found, ast.Name | ast.Word):
            return found.text
        raise Refused(self.misfit(found))

    def names(self) -> tuple[ast.Name, ...]:
        """Read names up to the end; none at all is well.

        :raises Refused: with everything among them that is no name.
        """
        found, self._waiting = self._waiting, []
        misfits = [self.misfit(each) for each in found if not isinstance(each, ast.Name)]
        if misfits:
            raise Refused(*misfits)
        return tuple(each for each in found if isinstance(each, ast.Name))

    def keyword(self, word: str) -> bool:
        """Read this word if it stands next."""
        found = self._waiting[0] if self._waiting else None
        if isinstance(found, ast.Name) and found.text == word:
            del self._waiting[0]
            return True
        return False

    def required_keyword(self, word: str) -> None:
        """Read this word.

        :raises Refused: when it does not stand next.
        """
        if not self.keyword(word):
            raise Refused(self.misfit(self._waiting[0]) if self._waiting else self.incomplete())

    def before(self, word: str) -> tuple[ast.Name, ...]:
        """Read names up to a word, and the word.

        :raises Refused: when there are none, the word is missing, or something is no name.
        """
        found: list[ast.Name] = []
        while not self.keyword(word):
            found.append(self.name())
        if not found:
            raise Refused(self.incomplete())
        return tuple(found)

    def next(self) -> ast.Argument:
        """Read whatever stands next.

        :raises Refused: when nothing does.
        """
        if not self._waiting:
            raise Refused(self.incomplete())
        return self._waiting.pop(0)

    def peek(self) -> ast.Argument | None:
        """Look at what stands next."""
        return self._waiting[0] if self._waiting else None

    def end(self) -> None:
        """Check that nothing is left.

        :raises Refused: when something is.
        """
        if self._waiting:
            raise Refused(self.misfit(self._waiting[0]))

    def misfit(self, found: ast.Node) -> ScriptFault:
        """Say that something does not belong where it stands."""
        return fault("misfit", found.span, command=self._statement.word, syntax=self._syntax[0])

    def incomplete(self) -> ScriptFault:
        """Say that something is missing at the end."""
        last = self._statement.arguments[-1].span if self._statement.arguments else self._statement.word_span
        end = Span(last.end_line, last.end_column, last.end_line, last.end_column + 1)
        return fault("incomplete", end, command=self._statement.word, syntax=self._syntax[0])


def read(
    statement: ast.Command, syntax: Syntax, *, condition: bool = False, assigned: bool = False
) -> Arguments:
    """Begin to read the arguments of a command.

    :param condition: whether it may have an ``if``, :param assigned: whether it needs ``= value``.
    :raises Refused: when it has what it may not have, or lacks what it needs.
    """
    arguments = Arguments(statement, syntax)
    if statement.condition is not None and not condition:
        raise Refused(fault("no-condition", statement.condition.span, command=statement.word))
    if statement.assigned is not None and not assigned:
        raise Refused(arguments.misfit(statement.assigned))
    if statement.assigned is None and assigned:
        raise Refused(arguments.incomplete())
    return arguments
