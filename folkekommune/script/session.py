"""What a script knows at a point: databanks, data sets, code lists. Every change makes a new session.

Since nothing here holds a row or asks an engine, a script is checked by binding it and throwing the
result away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from folkekommune.catalogue.model import Databank, Texts, Variable
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset
from folkekommune.query.steps import Select
from folkekommune.script.bindings import Bindings
from folkekommune.script.labels import Labels

HIDDEN = "@"
"""Begins names that no script can write."""


class Catalogue(Protocol):
    """What the binder must be told about databanks, and whether this user may import a variable."""

    def names(self) -> Sequence[str]:
        """Give the names of the databanks the user may see."""

    def databank(self, name: str) -> Databank | None:
        """Give a databank by name."""

    def versions(self, name: str) -> Sequence[str]:
        """Give the released versions of a databank, each ``major.minor.patch``."""

    def withdrawn(self, name: str) -> Mapping[str, str]:
        """Give the versions that were taken out of use, each with the day as ``YYYY-MM-DD``."""

    def may_import(self, databank: str, variable: Variable) -> bool:
        """Tell whether the user's project covers a variable."""


@dataclass(frozen=True)
class Connection:
    """A databank release under an alias."""

    databank: Databank
    release: ReleaseRef


@dataclass(frozen=True)
class WorkingSet:
    """A data set of the script.

    :param dataset: ``None`` until the first import.
    :param labels: for variables with a code list attached, the list.
    :param titles: for variables from the catalogue, what they are called there.
    :param also: other names that variables answer to.
    """

    name: str
    dataset: Dataset | None = None
    labels: Mapping[str, Labels] = field(default_factory=dict)
    titles: Mapping[str, Texts] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> Mapping[str, ColumnInfo]:
        """What is known of each variable that a script can name."""
        columns = self.dataset.columns if self.dataset is not None else {}
        return {name: info for name, info in columns.items() if not name.startswith(HIDDEN)}

    def only(self, names: tuple[str, ...]) -> WorkingSet:
        """Keep these variables, and what no script can name."""
        if self.dataset is None:
            return self
        hidden = tuple(name for name in self.dataset.columns if name.startswith(HIDDEN))
        return self.with_dataset(self.dataset.then(Select((*names, *hidden))))

    def with_dataset(self, dataset: Dataset) -> WorkingSet:
        """Put another data set in; labels and titles of variables that are gone go too."""
        labels = {name: labels for name, labels in self.labels.items() if name in dataset.columns}
        titles = {name: title for name, title in self.titles.items() if name in dataset.columns}
        return replace(self, dataset=dataset, labels=labels, titles=titles)

    def with_labels(self, variable: str, labels: Labels | None) -> WorkingSet:
        """Attach a code list to a variable, or none."""
        others = {name: known for name, known in self.labels.items() if name != variable}
        return replace(self, labels=others | ({variable: labels} if labels else {}))

    def with_title(self, variable: str, title: Texts | None) -> WorkingSet:
        """Note what a variable is called in the catalogue."""
        return replace(self, titles={**self.titles, variable: title}) if title else self


@dataclass(frozen=True)
class Session:
    """Everything a command may look at.

    :param grant: the parts (municipalities) the project may see.
    :param history: the commands given so far, as text.
    :param configured: what ``configure`` has switched on.
    :param interactive: whether somebody is there to save, load and edit.
    :param astray: whether it is unknown which data set is active, after a fault.
    :param doubtful: names that a faulty command would have made; using them is no new fault.
    """

    catalogue: Catalogue
    grant: tuple[str, ...]
    aliases: Mapping[str, Connection] = field(default_factory=dict)
    sets: Mapping[str, WorkingSet] = field(default_factory=dict)
    active: str | None = None
    code_lists: Mapping[str, Labels] = field(default_factory=dict)
    bindings: Bindings = field(default_factory=dict)
    history: tuple[str, ...] = ()
    configured: frozenset[str] = frozenset()
    interactive: bool = False
    astray: bool = False
    doubtful: frozenset[str] = frozenset()

    def with_alias(self, alias: str, connection: Connection) -> Session:
        """Connect a databank release under an alias."""
        return replace(self, aliases={**self.aliases, alias: connection})

    def with_set(self, working: WorkingSet) -> Session:
        """Put a data set in, in place of the one with its name."""
        return replace(self, sets={**self.sets, working.name: working})

    def without_set(self, name: str) -> Session:
        """Take a data set out; if it was the active one, none is."""
        sets = {other: working for other, working in self.sets.items() if other != name}
        return replace(self, sets=sets, active=None if self.active == name else self.active)

    def using(self, name: str) -> Session:
        """Make a data set the active one."""
        return replace(self, active=name, astray=False)

    def with_code_list(self, labels: Labels) -> Session:
        """Define a code list, in place of the one with its name."""
        return replace(self, code_lists={**self.code_lists, labels.name: labels})

    def binding(self, values: Bindings) -> Session:
        """Bind names to constants."""
        return replace(self, bindings={**self.bindings, **values})

    def noting(self, command: str) -> Session:
        """Add a command to the history."""
        return replace(self, history=(*self.history, command))

    def doubting(self, names: frozenset[str]) -> Session:
        """Remember names that could not be made."""
        return replace(self, doubtful=self.doubtful | names)
