"""The stewards' use cases by databank: one set for each that is in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from folkekommune.catalogue.model import Texts
from folkekommune.services.stewardship import Stewardship


@dataclass(frozen=True)
class DatabankChoice:
    """A databank as an address names it: by the last part of its name where that tells it from the others."""

    short: str
    name: str
    title: Texts


class Stewards:
    """What stewards can do, for each databank.

    :param in_use: gives the titles of the databanks in use by name, in the order to show them.
    :param build: gives the use cases on one of them. They are made once: they know what is under way.
    """

    def __init__(
        self, in_use: Callable[[], Mapping[str, Texts]], build: Callable[[str], Stewardship]
    ) -> None:
        self._in_use = in_use
        self._build = build
        self._made: dict[str, Stewardship] = {}
        self._lock = Lock()

    def databanks(self) -> tuple[DatabankChoice, ...]:
        """List the databanks to choose among."""
        titles = self._in_use()
        last = Counter(name.rpartition(".")[2] for name in titles)
        short = {name: part if last[part := name.rpartition(".")[2]] == 1 else name for name in titles}
        return tuple(DatabankChoice(short[name], name, title) for name, title in titles.items())

    def choose(self, short: str = "") -> tuple[DatabankChoice, Stewardship] | None:
        """Give the use cases on a databank; without a name on the first. None when there is none such."""
        for choice in self.databanks():
            if short in {"", choice.short}:
                return choice, self._of(choice.name)
        return None

    def _of(self, name: str) -> Stewardship:
        with self._lock:
            if name not in self._made:
                self._made[name] = self._build(name)
            return self._made[name]
