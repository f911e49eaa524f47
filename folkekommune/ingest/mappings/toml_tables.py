"""Read a TOML file key by key, so that a fault names the file, the key and what should stand there."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from folkekommune.errors import InputError, Place
from folkekommune.ingest.mappings.toml_lines import key_lines

T = TypeVar("T")


class Faults:
    """Faults being gathered, so that a file is told all that is wrong with it at once."""

    def __init__(self) -> None:
        self.found: list[InputError] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Keep the fault that something ends in."""
        try:
            yield
        except InputError as fault:
            self.found.append(fault)

    def gather(self, read: Callable[[], T], default: T) -> T:
        """Give what is read, or what stands for it when it is wrong."""
        try:
            return read()
        except InputError as fault:
            self.found.append(fault)
            return default


class TomlTable:
    """One table of a file. Every key is asked for once; :meth:`close` finds those no one asked for."""

    def __init__(
        self, content: dict[str, Any], *, file: Path, path: str = "", lines: dict[str, int] | None = None
    ) -> None:
        self._content = content
        self._file = file
        self._path = path
        self._lines = lines or {}
        self._asked: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        """Give a text."""
        value = self._value(key, default)
        if not isinstance(value, str):
            raise self._wrong(key, "text")
        return value

    def scalar(self, key: str) -> str:
        """Give a text or a whole number, as text."""
        value = self._value(key, None)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self._wrong(key, "text")
        return str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of texts, empty when the key is not there."""
        value = self._value(key, [])
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return tuple(value)
        raise self._wrong(key, "texts")

    def number(self, key: str, default: float | None = None) -> float:
        """Give a number."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(key, "number")
        return float(value)

    def numbers(self, key: str) -> tuple[float, ...]:
        """Give a list of numbers, empty when the key is not there."""
        value = self._value(key, [])
        if isinstance(value, list) and all(
            isinstance(entry, int | float) and not isinstance(entry, bool) for entry in value
        ):
            return tuple(float(entry) for entry in value)
        raise self._wrong(key, "numbers")

    def rows(self, key: str, width: int) -> tuple[tuple[float, ...], ...]:
        """Give a list of lists of so many numbers."""
        value = self._value(key, [])
        if isinstance(value, list) and all(_is_row(entry, width) for entry in value):
            return tuple(tuple(float(number) for number in entry) for entry in value)
        raise self._wrong(key, "numbers")

    def flag(self, key: str, *, default: bool) -> bool:
        """Give true or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true-or-false")
        return value

    def day(self, key: str) -> date | None:
        """Give a day, None when the key is not there."""
        if key not in self:
            self._asked.add(key)
            return None
        value = self._value(key, None)
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self._wrong(key, "day")
        return value

    def choice(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """Give one of some texts."""
        value = self.text(key, default)
        if value not in choices:
            raise self._wrong(key, "choice", choices=", ".join(choices))
        return value

    def table(self, key: str) -> TomlTable:
        """Give a table, empty when the key is not there."""
        value = self._value(key, {})
        if not isinstance(value, dict):
            raise self._wrong(key, "table")
        return TomlTable(value, file=self._file, path=self._name(key), lines=self._lines)

    def tables(self, key: str) -> tuple[TomlTable, ...]:
        """Give a list of tables, empty when the key is not there."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self._wrong(key, "table")
        return tuple(
            TomlTable(entry, file=self._file, path=f"{self._name(key)}[{index}]", lines=self._lines)
            for index, entry in enumerate(value, start=1)
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def close(self) -> None:
        """Check that every key is known.

        :raises InputError: ``ingest.key-unknown``, with the nearest known key.
        """
        for key in self._content:
            if key not in self._asked:
                near = difflib.get_close_matches(key, sorted(self._asked), n=1)
                raise InputError(
                    "ingest.key-unknown",
                    place=self._place(key),
                    suggestion=near[0] if near else None,
                    key=self._name(key),
                )

    def fault(self, key: str, code: str, *, near: Sequence[str] = (), **parameters: str) -> InputError:
        """Give the error for a key whose value is of the right kind but cannot be.

        :param near: what may have been meant.
        """
        suggestion = near[0] if near else None
        return InputError(
            code, place=self._place(key), suggestion=suggestion, key=self._name(key), **parameters
        )

    def _value(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        value = self._content.get(key, default)
        if value is None:
            raise InputError("ingest.key-missing", place=self._place(key), key=self._name(key))
        return value

    def _wrong(self, key: str, wanted: str, **parameters: str) -> InputError:
        return InputError(
            f"ingest.key-not-{wanted}", place=self._place(key), key=self._name(key), **parameters
        )

    def _place(self, key: str) -> Place:
        """Tell where a key stands, or for a key that is not there, its table."""
        line = self._lines.get(self._name(key), self._lines.get(self._path))
        return Place(file=str(self._file), line=line)

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def read_toml(file: Path) -> tuple[bytes, TomlTable]:
    """Read a TOML file: its bytes and its outermost table.

    :raises InputError: ``ingest.toml-missing`` or ``ingest.toml-unreadable``, with the line.
    """
    try:
        content = file.read_bytes()
    except OSError:
        raise InputError("ingest.toml-missing", place=Place(file=str(file))) from None
    try:
        text = content.decode("utf-8-sig")
        return content, TomlTable(tomllib.loads(text), file=file, lines=key_lines(text))
    except tomllib.TOMLDecodeError as fault:
        reason = str(fault)
    except UnicodeDecodeError:
        reason = "UTF-8"
    raise InputError("ingest.toml-unreadable", place=Place(file=str(file)), reason=reason)


def _is_row(value: Any, width: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) == width
        and all(isinstance(entry, int | float) and not isinstance(entry, bool) for entry in value)
    )
