"""Write a syntax tree as tidy text. Reading that text again gives the same tree.

Comments keep their place, one blank line is left where there were any, and long commands go on with
a backslash. A line that could not be read is left as it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from folkekommune.script import ast

LONGEST_LINE = 100
_INDENT = "    "

# How tightly each expression binds; what binds looser than its place allows gets parentheses.
_OR, _AND, _NOT, _COMPARE, _CONCATENATE, _ADD, _MULTIPLY, _POWER, _ATOM = range(9)
_PROCEDURES = frozenset({"date_fmt", "to_int", "to_str", "to_symbol", "bind"})
_TIGHTNESS = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY, "^": _POWER}


def format_script(script: ast.Script) -> str:
    """Write a script."""
    writer = _Writer(script.comments)
    for statement in script.statements:
        writer.statement(statement, "")
    writer.comments_before(None, "")
    return "".join(f"{line}\n" for line in writer.lines)


def format_statement(statement: ast.Statement) -> str:
    """Write one statement without the comments about it."""
    writer = _Writer(())
    writer.statement(statement, "")
    return "\n".join(writer.lines)


def format_expression(node: ast.Node) -> str:
    """Write an expression."""
    return _expression(node, _OR)


def format_argument(node: ast.Node) -> str:
    """Write an argument of a command."""
    return _argument(node)


class _Writer:
    """The lines written so far, and the comments that wait for their place."""

    def __init__(self, comments: Iterable[ast.Comment]) -> None:
        self.lines: list[str] = []
        self._waiting = sorted(comments, key=lambda comment: comment.span)
        self._written_until = 0

    def statement(self, statement: ast.Statement, indent: str) -> None:
        """Write a statement with the comments before and beside it."""
        self.comments_before(statement.span.line, indent)
        match statement:
            case ast.Command():
                self._logical(_command(statement), statement.span.line, statement.span.end_line, indent)
            case ast.Loop():
                head_end = statement.iterations[-1].span.end_line
                self._logical([_loop(statement)], statement.span.line, head_end, indent)
                for inner in statement.body:
                    self.statement(inner, indent + _INDENT)
                self.comments_before(statement.span.end_line, indent + _INDENT)
                self._logical(["end"], statement.span.end_line, statement.span.end_line, indent)
            case ast.Textblock(content):
                body = [*content.split("\n"), "endblock"] if content else ["endblock"]
                self._gap(statement.span.line)
                self.lines += ["textblock", *body]
                self._written_until = statement.span.end_line
            case ast.Unreadable(text):
                self._gap(statement.span.line)
                self._take_comments(statement.span.end_line)
                self.lines += text.split("\n")
                self._written_until = statement.span.end_line

    def comments_before(self, line: int | None, indent: str) -> None:
        """Write the comments that stand on lines of their own before a line, or all that are left."""
        while self._waiting and (line is None or self._waiting[0].span.line < line):
            comment = self._waiting.pop(0)
            self._gap(comment.span.line)
            self.lines.append(f"{indent}{_comment(comment)}")
            self._written_until = comment.span.line

    def _logical(self, pieces: list[str], first: int, last: int, indent: str) -> None:
        self._gap(first)
        beside = self._take_comments(last)
        self.lines += [f"{indent}{_comment(comment)}" for comment in beside[:-1]]
        written = _wrapped(pieces, indent)
        if beside:
            written[-1] += f"  {_comment(beside[-1])}"
        self.lines += written
        self._written_until = last

    def _take_comments(self, last: int) -> list[ast.Comment]:
        taken = [comment for comment in self._waiting if comment.span.line <= last]
        del self._waiting[: len(taken)]
        return taken

    def _gap(self, line: int) -> None:
        if self._written_until and line > self._written_until + 1:
            self.lines.append("")


def _wrapped(pieces: list[str], indent: str) -> list[str]:
    """Put pieces on as few lines as their length allows."""
    lines = [indent + pieces[0]]
    for piece in pieces[1:]:
        longer = f"{lines[-1]} {piece}"
        if len(longer) + len(" \\") <= LONGEST_LINE:
            lines[-1] = longer
        else:
            lines[-1] += " \\"
            lines.append(f"{indent}{_INDENT}{piece}")
    return lines


def _comment(comment: ast.Comment) -> str:
    return f"// {comment.text}".rstrip()


def _command(command: ast.Command) -> list[str]:
    pieces = [command.word, *(_argument(argument) for argument in command.arguments)]
    if command.assigned is not None:
        pieces.append(f"= {format_expression(command.assigned)}")
    if command.condition is not None:
        pieces.append(f"if {format_expression(command.condition)}")
    if command.options:
        pieces[-1] += ","
        pieces += [_option(option) for option in command.options]
    return pieces


def _option(option: ast.Option) -> str:
    if option.arguments is None:
        return option.name
    return f"{option.name}({', '.join(_argument(argument) for argument in option.arguments)})"


def _loop(loop: ast.Loop) -> str:
    return "for " + "; ".join(_iteration(iteration) for iteration in loop.iterations)


def _iteration(iteration: ast.Iteration) -> str:
    names = ", ".join(name.text for name in iteration.names)
    lists = ", ".join(" ".join(_value(item) for item in values.items) for values in iteration.lists)
    return f"{names} in {lists}"


def _value(node: ast.Node) -> str:
    return f"{_value(node.low)} : {_value(node.high)}" if isinstance(node, ast.Range) else _operand(node)


def _argument(node: ast.Node) -> str:
    match node:
        case ast.Group(items, result):
            inside = [_argument(item) for item in items]
            if result is not None:
                inside += ["=", *(_argument(item) for item in result)]
            return f"({' '.join(inside)})"
        case ast.Renaming(old, new):
            return f"{_operand(old)} -> {_operand(new)}"
        case ast.RegisterVariable(alias, name):
            return f"{alias}/{name}"
        case ast.DatabankVersion(databank, version):
            return databank if version is None else f"{databank}:{version}"
        case ast.Factor(kind, operand):
            return f"{kind}.{_operand(operand)}"
        case ast.Interaction(operator, left, right):
            return f"{_argument(left)}{operator}{_argument(right)}"
        case ast.Interval(low, high):
            return f"{_operand(low)}/{_operand(high)}"
        case ast.Star():
            return "*"
        case ast.Word(text):
            return text
        case _:
            return _operand(node)


def _operand(node: ast.Node) -> str:
    """Write a name, literal or binding among arguments, where a blank separates."""
    if isinstance(node, ast.Concatenation):
        return " ++ ".join(_linked(part, _ADD) for part in node.parts)
    return _linked(node, _ADD) if isinstance(node, ast.Arithmetic) else format_expression(node)


def _linked(node: ast.Expression, loosest: int) -> str:
    """Write a part of ``a ++ b`` among arguments: what is more than ``+ - * /`` needs parentheses there."""
    match node:
        case ast.Arithmetic(operator, left, right) if operator != "^" and _TIGHTNESS[operator] >= loosest:
            own = _TIGHTNESS[operator]
            return f"{_linked(left, own)} {operator} {_linked(right, own + 1)}"
        case ast.Name() | ast.Number() | ast.String() | ast.Reference():
            return format_expression(node)
        case ast.Call(function) if function in _PROCEDURES:
            return format_expression(node)
        case _:
            return f"({format_expression(node)})"


def _expression(node: ast.Node, loosest: int) -> str:
    own, written = _WRITERS[type(node)](node)
    return written if own >= loosest else f"({written})"


def _disjunction(node: ast.Disjunction) -> tuple[int, str]:
    return _OR, " | ".join(_expression(operand, _AND) for operand in node.operands)


def _conjunction(node: ast.Conjunction) -> tuple[int, str]:
    return _AND, " & ".join(_expression(operand, _NOT) for operand in node.operands)


def _negation(node: ast.Negation) -> tuple[int, str]:
    # The grammar would do without parentheses round a comparison; a reader would not.
    looks_joined = isinstance(node.operand, ast.Comparison)
    return _NOT, f"!{_expression(node.operand, _ATOM if looks_joined else _NOT)}"


def _comparison(node: ast.Comparison) -> tuple[int, str]:
    left, right = _expression(node.left, _CONCATENATE), _expression(node.right, _CONCATENATE)
    return _COMPARE, f"{left} {node.operator} {right}"


def _concatenation(node: ast.Concatenation) -> tuple[int, str]:
    return _CONCATENATE, " ++ ".join(_expression(part, _ADD) for part in node.parts)


def _arithmetic(node: ast.Arithmetic) -> tuple[int, str]:
    own = _TIGHTNESS[node.operator]
    if node.operator == "^":
        return own, f"{_expression(node.left, _ATOM)} ^ {_expression(node.right, _POWER)}"
    return own, f"{_expression(node.left, own)} {node.operator} {_expression(node.right, own + 1)}"


def _minus(node: ast.Minus) -> tuple[int, str]:
    return _POWER, f"-{_expression(node.operand, _ATOM)}"


def _call(node: ast.Call) -> tuple[int, str]:
    return _ATOM, f"{node.function}({', '.join(format_expression(argument) for argument in node.arguments)})"


def _number(node: ast.Number) -> tuple[int, str]:
    return _ATOM, str(node.value) if isinstance(node.value, int) else format(Decimal(repr(node.value)), "f")


def _string(node: ast.String) -> tuple[int, str]:
    quote = '"' if "'" in node.value else "'"
    return _ATOM, f"{quote}{node.value}{quote}"


_WRITERS: dict[type[ast.Node], Callable[..., tuple[int, str]]] = {
    ast.Disjunction: _disjunction,
    ast.Conjunction: _conjunction,
    ast.Negation: _negation,
    ast.Comparison: _comparison,
    ast.Concatenation: _concatenation,
    ast.Arithmetic: _arithmetic,
    ast.Minus: _minus,
    ast.Call: _call,
    ast.Number: _number,
    ast.String: _string,
    ast.Name: lambda node: (_ATOM, node.text),
    ast.Date: lambda node: (_ATOM, node.value.isoformat()),
    ast.Missing: lambda _: (_ATOM, "."),
    ast.Reference: lambda node: (_ATOM, f"${node.name}"),
}
