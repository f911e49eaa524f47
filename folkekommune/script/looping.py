"""What a loop walks through: one set of bindings for each time its body is run.

Names before ``in`` walk together through lists of the same length; after ``;`` stands another loop round
them, so that the last one is the outermost. Lists are written out before anything runs.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from folkekommune.script import ast
from folkekommune.script.bindings import Bindings, Value, value_of
from folkekommune.script.faults import Refused, fault
from folkekommune.script.places import Span

MOST_TURNS = 5000
"""Times a loop may run its body."""

Turn = dict[str, Value | None]


def turns(loop: ast.Loop, bindings: Bindings) -> tuple[Turn, ...]:
    """Give the bindings of each turn, in order.

    :raises Refused: for lists of different lengths, too many turns, or values that are no constants.
    """
    walks = [tuple(_walk(iteration, bindings)) for iteration in loop.iterations]
    count = 1
    for walk in walks:
        count *= len(walk)
        if count > MOST_TURNS:
            raise Refused(fault("too-many-turns", _head(loop), limit=MOST_TURNS))
    # The last of them is the outermost, so it changes slowest.
    return tuple(
        {name: value for turn in combined for name, value in turn.items()}
        for combined in itertools.product(*reversed(walks))
    )


def _walk(iteration: ast.Iteration, bindings: Bindings) -> Iterator[Turn]:
    names = [name.text for name in iteration.names]
    if len(set(names)) < len(names):
        raise Refused(fault("loop-name-twice", iteration.span))
    lists = [tuple(_values(values, bindings)) for values in iteration.lists]
    if len(names) == 1:
        # A comma between the values of a single name means no more than a blank.
        lists = [tuple(itertools.chain.from_iterable(lists))]
    if len(lists) != len(names):
        raise Refused(fault("loop-lists", iteration.span, names=len(names), lists=len(lists)))
    if len({len(values) for values in lists}) > 1:
        raise Refused(fault("loop-lengths", iteration.span))
    for values in zip(*lists, strict=True):
        yield dict(zip(names, values, strict=True))


def _values(values: ast.Values, bindings: Bindings) -> Iterator[Value]:
    for item in values.items:
        if not isinstance(item, ast.Range):
            yield value_of(item, bindings)
            continue
        low, high = (_whole(end, bindings) for end in (item.low, item.high))
        if low > high:
            raise Refused(fault("range-backwards", item.span))
        if high - low >= MOST_TURNS:
            raise Refused(fault("too-many-turns", item.span, limit=MOST_TURNS))
        yield from range(low, high + 1)


def _whole(node: ast.Node, bindings: Bindings) -> int:
    value = value_of(node, bindings)
    if isinstance(value, int):
        return value
    raise Refused(fault("not-whole", node.span))


def _head(loop: ast.Loop) -> Span:
    return loop.iterations[0].span.to(loop.iterations[-1].span)
