"""Find out what each field of an export is: by its exact name, a known other name, or a close one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.errors import InputError, Place
from folkekommune.ingest.mapping import ROLES, Mapping
from folkekommune.ingest.words import plain

_MANY_DIGITS = re.compile(r"(?:[0-9][ .-]?){6,}")
_UNIT = re.compile(r" \([^()]*\)$")
_CLOSE = 0.6


@dataclass(frozen=True)
class Field:
    """What a field is: the role or item, and whether its name was not the expected one."""

    target: str
    renamed: bool


class FieldNames:
    """The fields that an export may have at one occasion.

    Any spelling of case, blanks and dashes finds its field, and so does a name without its unit. A name
    not known stops the load, because a field left out by mistake would look like answers never given;
    unless the mapping drops it.
    """

    def __init__(self, mapping: Mapping, databank: Databank, occasion: str) -> None:
        self._mapping = mapping
        items = {
            variable.item: variable
            for variable in databank.variables.values()
            if variable.occasion == occasion and variable.item and variable.item not in mapping.computed
        }
        self._exact = dict.fromkeys(mapping.labels.dropped, "")
        for name, variable in items.items():
            named = [n for n, target in mapping.labels.fields.items() if target == name]
            label = _label(mapping.labels.pattern, variable, databank)
            for known in (*named, label):
                self._exact.setdefault(known, name)
        for known, target in mapping.labels.fields.items():
            if target in ROLES:
                self._exact.setdefault(known, target)
        self._loose: dict[str, str] = {}
        for known in self._exact:
            self._loose.setdefault(plain(known), known)
        for known in self._exact:
            self._loose.setdefault(plain(_UNIT.sub("", known)), known)
        self.items = frozenset(items)

    def find(self, name: str) -> Field | None:
        """Tell what a field is; its target is empty when it is dropped, None when it is not known."""
        known = name if name in self._exact else self._loose.get(plain(name))
        if known is None:
            known = self._loose.get(plain(_without_wrong_encoding(name)))
        if known is None:
            return None
        return Field(self._exact[known], renamed=known != name or known in self._mapping.labels.renamed)

    def unknown(
        self, name: str, *, file: str, column: int | None = None, line: int | None = None
    ) -> InputError:
        """Give the error for a field that is not known, with the nearest known one."""
        near = difflib.get_close_matches(name, list(self._exact), n=1, cutoff=_CLOSE)
        safe = name if not _MANY_DIGITS.search(name) else f"#{column or line}"
        return InputError(
            "ingest.field-unknown",
            place=Place(file=file, line=line, column=column),
            suggestion=near[0] if near else None,
            field=safe,
            mapping=self._mapping.file.name,
        )

    def missing(self, targets: Iterable[str]) -> list[str]:
        """Give the items of the occasion that an export does not have."""
        elsewhere = {self._mapping.visit.date, self._mapping.visit.municipality}
        return sorted(self.items - set(targets) - elsewhere)


def _label(pattern: str, variable: Variable, databank: Databank) -> str:
    occasion = databank.occasion(variable.occasion or "")
    title = variable.title.nb.removesuffix(f" ({occasion.title.nb})") if occasion else variable.title.nb
    unit = variable.unit or ""
    label = pattern.replace("{title}", title).replace("{item}", (variable.item or "").lower())
    return label.replace(" ({unit})", f" ({unit})" if unit else "")


def _without_wrong_encoding(name: str) -> str:
    try:
        return name.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return name
