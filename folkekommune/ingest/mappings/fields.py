"""Find out what each field of an export is: by its exact name, a known other name, or a close one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.words import plain
from folkekommune.ingest.mappings.mapping import ROLES, Mapping
from folkekommune.ingest.mappings.witness import SeenField

_MANY_DIGITS = re.compile(r"(?:[0-9][ .-]?){6,}")
_UNIT = re.compile(r" \([^()]*\)$")
_CUT = re.compile(r"\{item:(?P<letters>[0-9]+)\}")
_CLOSE = 0.6
_LONGEST_SHOWN = 100


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
        self._occasion = occasion
        items = {
            variable.item: variable
            for variable in databank.variables.values()
            if variable.occasion == occasion and variable.item and variable.item not in mapping.computed
        }
        # What a mapping names comes before what follows from the pattern.
        self._exact = dict.fromkeys(mapping.labels.dropped, "")
        for known, target in mapping.labels.fields.items():
            if target in ROLES:
                self._exact[known] = target
        self._named: dict[str, list[str]] = {}
        for name, variable in items.items():
            named = [n for n, target in mapping.labels.fields.items() if target == name]
            label = _label(mapping.labels.pattern, variable, databank)
            for known in (*named, label):
                if self._exact.setdefault(known, name) not in {"", *ROLES}:
                    self._named.setdefault(known, []).append(name)
        self._loose: dict[str, str] = {}
        for known in self._exact:
            self._loose.setdefault(plain(known), known)
        for known in self._exact:
            self._loose.setdefault(plain(_UNIT.sub("", known)), known)
        self.items = frozenset(items)

    def find(self, name: str) -> Field | None:
        """Tell what a field is; its target is empty when it is dropped, None when it is not known.

        Where the mapping is only tried, an unknown field is noted and passes for a dropped one.
        """
        found = self._find(name)
        witness = self._mapping.witness
        if witness is None:
            return found
        near = None if found else self._nearest(name)
        target, renamed = (found.target, found.renamed) if found else (None, False)
        witness.note(self._occasion, name, SeenField(_safe(name), target, renamed, near))
        return found or Field("", renamed=False)

    def _find(self, name: str) -> Field | None:
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
        return InputError(
            "ingest.field-unknown",
            place=Place(file=file, line=line, column=column),
            suggestion=self._nearest(name),
            field=_safe(name, column or line),
            mapping=self._mapping.file.name,
        )

    def _nearest(self, name: str) -> str | None:
        near = difflib.get_close_matches(name, list(self._exact), n=1, cutoff=_CLOSE)
        return near[0] if near else None

    def ambiguous(self) -> list[tuple[str, tuple[str, ...]]]:
        """Give the names that several items would have, when none of them is named in the mapping."""
        given = self._mapping.labels.fields
        return [
            (label, tuple(items))
            for label, items in self._named.items()
            if len(items) > 1 and label not in given
        ]

    def missing(self, targets: Iterable[str]) -> list[str]:
        """Give the items of the occasion that an export does not have."""
        elsewhere = {self._mapping.visit.date, self._mapping.visit.municipality}
        return sorted(self.items - set(targets) - elsewhere)


def _label(pattern: str, variable: Variable, databank: Databank) -> str:
    occasion = databank.occasion(variable.occasion or "")
    title = variable.title.nb.removesuffix(f" ({occasion.title.nb})") if occasion else variable.title.nb
    unit = variable.unit or ""
    item = (variable.item or "").lower()
    label = pattern.replace("{title}", title).replace("{item}", item)
    label = _CUT.sub(lambda cut: item[: int(cut["letters"])], label)
    return label.replace(" ({unit})", f" ({unit})" if unit else "")


def _safe(name: str, number: int | None = None) -> str:
    """Give the name of a field as it may be shown: one that looks like data is not."""
    data = len(name) > _LONGEST_SHOWN or _MANY_DIGITS.search(name) or not name.isprintable()
    return f"#{number or ''}" if data else name


def _without_wrong_encoding(name: str) -> str:
    try:
        return name.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return name
