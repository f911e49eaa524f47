"""Read the fields of a TOML file one by one, and say clearly what is wrong with one.

Every fault names the file and the field. A field nobody asked for is a fault too: it is most often
a misspelt one, and its author would wait in vain for it to have an effect.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from folkekommune.catalogue.model import Texts
from folkekommune.errors import InputError, Place
from folkekommune.texts import LANGUAGES

Choice = TypeVar("Choice", bound=Enum)


class Fields:
    """The fields of one table of a file; remembers which were read."""

    def __init__(self, content: Mapping[str, Any], *, file: Path, above: str = "") -> None:
        self._content = content
        self._file = file
        self._above = above
        self._read: set[str] = set()

    def fault(self, code: str, field: str, *, expected: str = "", language: str = "") -> InputError:
        """Make the fault about a field of this table."""
        place = Place(file=str(self._file))
        return InputError(code, place=place, field=self._above + field, expected=expected, language=language)

    def has(self, name: str) -> bool:
        """Whether the field stands in the file."""
        return name in self._content

    def names(self) -> tuple[str, ...]:
        """Give the names of all fields."""
        return tuple(self._content)

    def text(self, name: str) -> str:
        """Read a text that is not empty."""
        value = self._value(name)
        if not isinstance(value, str) or not value.strip():
            raise self.fault("indicators.field-wrong", name, expected="text")
        return value.strip()

    def whole(self, name: str, *, least: int = 0) -> int:
        """Read a whole number."""
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.fault("indicators.field-wrong", name, expected=f"0, 1, 2 … (≥ {least})")
        return value

    def number(self, name: str, *, above: float = 0.0) -> float:
        """Read a number greater than a limit."""
        value = self._value(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not value > above:
            raise self.fault("indicators.field-wrong", name, expected=f"> {above:g}")
        return float(value)

    def day(self, name: str) -> date:
        """Read a date."""
        value = self._value(name)
        if type(value) is not date:
            raise self.fault("indicators.field-wrong", name, expected="2026-05-17")
        return value

    def truth(self, name: str) -> bool:
        """Read true or false."""
        value = self._value(name)
        if not isinstance(value, bool):
            raise self.fault("indicators.field-wrong", name, expected="true, false")
        return value

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """Read one of the values of an enumeration."""
        return self._member(name, self._value(name), kind)

    def choices(self, name: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """Read a list of different values of an enumeration."""
        members = tuple(self._member(name, value, kind) for value in self._list(name))
        if len(set(members)) != len(members):
            raise self.fault("indicators.field-wrong", name, expected="[a, b] (a ≠ b)")
        return members

    def list_of_texts(self, name: str) -> tuple[str, ...]:
        """Read a list of texts."""
        values = self._list(name)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fault("indicators.field-wrong", name, expected='["a", "b"]')
        return tuple(values)

    def list_of_wholes(self, name: str, *, among: tuple[int, ...]) -> tuple[int, ...]:
        """Read a list of whole numbers, each one of those allowed."""
        values = self._list(name)
        if not values or any(type(value) is not int or value not in among for value in values):
            raise self.fault("indicators.field-wrong", name, expected=", ".join(map(str, among)))
        return tuple(values)

    def texts(self, name: str) -> Texts:
        """Read a text in all three languages."""
        value = self._value(name)
        if not isinstance(value, dict):
            raise self.fault("indicators.field-wrong", name, expected="{ nb, nn, en }")
        for language in LANGUAGES:
            if not isinstance(value.get(language), str) or not value[language].strip():
                raise self.fault("indicators.language-missing", name, language=language)
        for extra in value.keys() - set(LANGUAGES):
            raise self.fault("indicators.field-unknown", f"{name}.{extra}")
        return Texts(*(value[language].strip() for language in LANGUAGES))

    def table(self, name: str) -> Fields:
        """Read a table within this one."""
        value = self._value(name)
        if not isinstance(value, dict):
            raise self.fault("indicators.field-wrong", name, expected=f"[{self._above}{name}]")
        return Fields(value, file=self._file, above=f"{self._above}{name}.")

    def tables(self, name: str) -> tuple[Fields, ...]:
        """Read a list of tables; none where the field is left out."""
        if not self.has(name):
            return ()
        values = self._list(name)
        if not all(isinstance(value, dict) for value in values):
            raise self.fault("indicators.field-wrong", name, expected=f"[[{self._above}{name}]]")
        return tuple(
            Fields(value, file=self._file, above=f"{self._above}{name}[{count}].")
            for count, value in enumerate(values, start=1)
        )

    def finish(self) -> None:
        """Refuse fields that were never asked for.

        :raises InputError: ``indicators.field-unknown``.
        """
        for name in self._content:
            if name not in self._read:
                raise self.fault("indicators.field-unknown", name)

    def _value(self, name: str) -> Any:
        self._read.add(name)
        if name not in self._content:
            raise self.fault("indicators.field-missing", name)
        return self._content[name]

    def _list(self, name: str) -> list[Any]:
        value = self._value(name)
        if not isinstance(value, list):
            raise self.fault("indicators.field-wrong", name, expected="[ … ]")
        return value

    def _member(self, name: str, value: object, kind: type[Choice]) -> Choice:
        for member in kind:
            if member.value == value:
                return member
        allowed = ", ".join(str(member.value) for member in kind)
        raise self.fault("indicators.field-wrong", name, expected=allowed)


def read_fields(file: Path) -> Fields:
    """Read a TOML file.

    :raises InputError: ``indicators.unreadable``, with line and column where TOML itself is broken.
    """
    try:
        return Fields(tomllib.loads(file.read_text(encoding="utf-8")), file=file)
    except UnicodeDecodeError:
        raise InputError("indicators.not-utf8", place=Place(file=str(file))) from None
    except tomllib.TOMLDecodeError as fault:
        where = re.search(r"at line (\d+), column (\d+)", str(fault))
        line, column = (int(part) for part in where.groups()) if where else (None, None)
        raise InputError("indicators.unreadable", place=Place(str(file), line, column)) from None
