"""Answers in the order of the visits, held back until the visit they belong to has come."""

from __future__ import annotations

from collections.abc import Container, Iterator
from contextlib import ExitStack
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple, Self

import sqlalchemy as sa

AT_A_TIME = 5_000
_MANY = 200_000


class Answer(NamedTuple):
    """One answer: the visit it belongs to, the name of its field, and what stands there."""

    visit: str
    name: str | None
    word: str | None
    unit: str | None


class AnswerStream:
    """The answers of one table."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = map(Answer._make, rows)
        self._held = next(self._rows, None)

    @property
    def exhausted(self) -> bool:
        """Whether every answer has been taken."""
        return self._held is None

    def take(self, visits: Container[str]) -> Iterator[Answer]:
        """Give the answers that come next, as long as they belong to these visits."""
        answer = self._held
        while answer is not None and answer.visit in visits:
            yield answer
            answer = next(self._rows, None)
        self._held = answer


class Questions:
    """Questions put to one connection, whose rows come some at a time, also from a server."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._results = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._results.close()

    def ask(self, query: sa.Select[Any]) -> Iterator[Any]:
        """Put a question; its rows can be read until all questions are closed."""
        result = self._connection.execution_options(yield_per=AT_A_TIME).execute(query)
        self._results.callback(result.close)
        return iter(result)


@lru_cache(maxsize=_MANY)
def converted(word: str, factor: Decimal) -> str:
    """Give a number in the databank's unit; what is no number stays as it came, for others to refuse."""
    try:
        return f"{Decimal(word) * factor:f}"
    except InvalidOperation:
        return word
