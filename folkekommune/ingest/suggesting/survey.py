"""What an unknown export looks like: its columns, by group of rows, with a sample of what stands in them.

A *group* is what may be one occasion: a file, a sheet, a form, a type of visit. Nothing of a survey is ever
shown or kept; a suggestion only shows names of fields and words of codes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.errors import InputError, Place

ROWS_A_GROUP = 700
LONGEST_WORD = 200
_LONGEST_NAME = 100
_DATA = re.compile(r"(?:[0-9][ .-]?){6,}|^[0-9]{1,4}([-./])[0-9]{1,2}\1[0-9]{1,4}$")


def check_names(names: Iterable[str], path: Path) -> None:
    """Refuse names of columns that look like data: there is no line of names, and they must not be shown.

    :raises InputError: ``suggesting.no-names``.
    """
    if any(len(name) > _LONGEST_NAME or _DATA.search(name) for name in names):
        raise InputError("suggesting.no-names", place=Place(file=str(path)))


def quoted(words: str) -> str:
    """Write a text as TOML does."""
    safe = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else "\\uFFFD" for letter in safe) + '"'


@dataclass
class Column:
    """A field of the export.

    :param labels: what else tells what it is: the text of the question.
    :param titles: what its words stand for, where the export says so; :param unit: the unit it tells.
    :param words: what stands in it, by group, empty where nothing does.
    """

    name: str
    labels: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    words: dict[str, list[str]] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        """Count what stands in it, everywhere."""
        return Counter(word for words in self.words.values() for word in words if word)


@dataclass
class Group:
    """Rows that may be of one occasion; ``texts`` tell what they are."""

    name: str
    texts: set[str] = field(default_factory=set)
    rows: int = 0


@dataclass
class Survey:
    """An export as it looks.

    :param options: what its connector needs to know; :param given: columns whose role the shape itself tells.
    :param sections: further sections of the mapping, as text; :param forms: versions of the form.
    """

    shape: str
    groups: dict[str, Group] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    sections: str = ""
    forms: list[str] = field(default_factory=list)
    own_columns: set[str] = field(default_factory=set)
    """Of a database, the columns that stand beside the visit."""

    def column(self, name: str) -> Column:
        """Give a column, new when it was not seen before."""
        if name not in self.columns:
            self.columns[name] = Column(name)
        return self.columns[name]

    def group(self, name: str, *texts: str) -> Group:
        """Give a group, new when it was not seen before."""
        group = self.groups.setdefault(name, Group(name))
        group.texts.update(text for text in texts if text)
        return group

    def add(self, group: Group, cells: Mapping[str, str]) -> bool:
        """Add a row; tell whether there is room for more."""
        if group.rows >= ROWS_A_GROUP:
            return False
        for name, word in cells.items():
            words = self.column(name).words.setdefault(group.name, [])
            words.extend([""] * (group.rows - len(words)))
            words.append(word[:LONGEST_WORD])
        group.rows += 1
        return True

    def close(self) -> Survey:
        """Make all columns of a group as long as the group."""
        for column in self.columns.values():
            for name, words in column.words.items():
                words.extend([""] * (self.groups[name].rows - len(words)))
        return self
