"""How another record system would write what a synthetic delivery says."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from folkekommune.catalogue.model import CodeList, Databank
from folkekommune.ingest.cells.words import code_cleaner
from folkekommune.ingest.mappings.fields import FieldNames
from folkekommune.ingest.mappings.mapping import ROLES, Mapping

_WORDS = Path(__file__).with_name("words.toml")
DROPPED_NAME, DROPPED_NOTE = "name", "merknad"
_GRAMS = {"VEKT_KG": ("g", 1000)}


@dataclass
class Truth:
    """What the fields of a disguised delivery are.

    :param fields: role or item by name, empty for what must not get in.
    :param codes: the code by field and word; :param units: the unit of fields that have another one.
    :param occasions: by group, where groups have other names.
    """

    fields: dict[str, str] = field(default_factory=dict)
    codes: dict[tuple[str, str], int | str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    occasions: dict[str, str] = field(default_factory=dict)


class Tongue:
    """The language of the other record system.

    :param opaque: whether it only numbers its fields.
    :param short: whether its words for answers are short codes; else they are whole words.
    """

    def __init__(self, mapping: Mapping, databank: Databank, *, opaque: bool, short: bool, seed: int) -> None:
        self.truth = Truth()
        self.words: dict[str, Any] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
        self.opaque = opaque
        self.random = random.Random(seed)  # noqa: S311 - a disguise is no secret
        self.databank = databank
        self.local_codes = {
            (name, word): str(code)
            for name, words in mapping.writing.terms.items()
            for word, code in words.items()
        }
        self.list_words: dict[tuple[str, str], int] = {}
        """Words of codes by code list, where the export has a table of them."""
        self._mapping = mapping
        self._short = short
        self._numbers = self.random.sample(range(1, 1000), 400)
        self._given: dict[str, str] = {}
        self._names: dict[str, FieldNames] = {}

    def target(self, name: str, occasion: str) -> str:
        """Tell what a field of the synthetic delivery is: a role, an item, or a field that is dropped."""
        if occasion not in self._names:
            self._names[occasion] = FieldNames(self._mapping, self.databank, occasion)
        found = self._names[occasion].find(name)
        if found is not None and found.target:
            return found.target
        return DROPPED_NAME if name.casefold() == "navn" else DROPPED_NOTE

    def rename(self, target: str) -> str:
        """Give the other system's name for a role or item."""
        if target not in self._given:
            known = self.words["fields"].get(target.lower(), target)
            self._given[target] = f"F{self._numbers.pop():03d}" if self.opaque else known
        name = self._given[target]
        dropped = target in {DROPPED_NAME, DROPPED_NOTE}
        self.truth.fields[name] = "" if dropped else target
        return name

    def answer(self, target: str, occasion: str, word: str) -> str:
        """Give the other system's word for an answer; what is no code of the list stays."""
        code_list = self.code_list(target, occasion)
        if code_list is None or code_list.name not in self.words["codes"]:
            return self._in_unit(target, word)
        meaning = code_cleaner(code_list, self._mapping.writing)(word)
        known = self.words["codes"][code_list.name].get(str(meaning.value))
        if known is None:
            return word
        new = str(known[1 if self._short else 0])
        if target not in ROLES and isinstance(meaning.value, int | str):
            self.truth.codes[self.rename(target), new] = meaning.value
        return new

    def title(self, target: str, occasion: str, word: str) -> str:
        """Give the other system's title of an answer."""
        code_list = self.code_list(target, occasion)
        if code_list is None or code_list.name not in self.words["codes"]:
            return word
        meaning = code_cleaner(code_list, self._mapping.writing)(word)
        known = self.words["codes"][code_list.name].get(str(meaning.value))
        return word if known is None else str(known[0])

    def code_list(self, target: str, occasion: str) -> CodeList | None:
        """Give the code list of an item; that of sex for the role."""
        if target == "sex":
            return self.databank.code_lists.get("kjonn")
        variable = self.databank.variables.get(f"{target}_{occasion}")
        return variable.code_list if variable else None

    def _in_unit(self, target: str, word: str) -> str:
        """Write weights in grams."""
        if target not in _GRAMS:
            return word
        unit, factor = _GRAMS[target]
        try:
            number = float(word.replace(",", ".")) * factor
        except ValueError:
            return word
        self.truth.units[self.rename(target)] = unit
        return f"{number:.0f}"
