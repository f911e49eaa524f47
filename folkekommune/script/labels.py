"""Code lists as scripts use them: the values of a variable and what is shown for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folkekommune.catalogue.model import CodeList, Texts
from folkekommune.query.columns import ColumnInfo
from folkekommune.query.outputs import Category

Value = int | float | str


@dataclass(frozen=True)
class Labels:
    """A named list of values and their labels, in the order they are shown."""

    name: str
    entries: tuple[tuple[Value, Texts], ...]

    @property
    def of_text(self) -> bool:
        """Whether the values are texts; they are all of one kind."""
        return bool(self.entries) and isinstance(self.entries[0][0], str)

    @property
    def values(self) -> tuple[Value, ...]:
        """The values in order."""
        return tuple(value for value, _ in self.entries)

    def with_entries(self, entries: tuple[tuple[Value, Texts], ...]) -> Labels:
        """Change labels and add new ones at the end."""
        changed = dict(self.entries) | dict(entries)
        return Labels(self.name, tuple(changed.items()))


def same_in_all(label: str) -> Texts:
    """Make a label that the user wrote, which is the same in every language."""
    return Texts(label, label, label)


def from_code_list(code_list: CodeList, day: date | None) -> Labels:
    """Take the catalogue's code list as valid on a day, or its latest titles."""
    codes = code_list.valid_on(day) if day is not None else code_list.latest
    return Labels(code_list.name, tuple((code.value, code.title) for code in codes))


def categories(info: ColumnInfo, labels: Labels | None, *, plain: bool) -> tuple[Category, ...] | None:
    """Give the categories a variable may show in a table, or ``None`` when they are not a closed set.

    Labelled values come first, in the order of their list; other possible values follow by size.

    :param plain: show the values themselves instead of labels.
    """
    entries = labels.entries if labels else ()
    known = {value for value, _ in entries}
    rest = sorted((code for code in info.codes or () if code not in known), key=_order)
    if not entries and info.codes is None:
        return None
    shown = [Category(value, same_in_all(written(value)) if plain else label) for value, label in entries]
    return (*shown, *(Category(value, same_in_all(written(value))) for value in rest))


def written(value: Value) -> str:
    """Write a value as a script would."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _order(value: Value) -> tuple[bool, float, str]:
    return (True, 0.0, value) if isinstance(value, str) else (False, float(value), "")
