"""What a check found: the rule, and where. Never a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from folkekommune.texts import Language, text

MOST = 50
"""How many findings are told of one dataset; microdata.no's own tool stops there too."""


@dataclass(frozen=True)
class Finding:
    """A broken rule.

    :param rule: its name; the sentence is the text ``datasets.rule-<rule>``.
    :param line: the line of the data file, counted from 1, :param path: or the place in the metadata.
    """

    rule: str
    line: int | None = None
    path: str | None = None

    def sentence(self, language: Language) -> str:
        """Tell where, what is wrong, and what to do."""
        told = text(f"datasets.rule-{self.rule}", language)
        if self.line is not None:
            return text("datasets.at-line", language, line=str(self.line), told=told)
        if self.path is not None:
            return text("datasets.at-path", language, path=self.path, told=told)
        return told


@dataclass
class Findings:
    """The first findings of a check.

    Rows are noted by their number among the rows that are not blank; see ``lines``.
    """

    metadata: list[Finding] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)
    data: list[Finding] = field(default_factory=list)

    def add_rows(self, rule: str, rows: Iterable[int]) -> None:
        """Note rows that break a rule, as far as there is room."""
        self.rows.extend((int(row), rule) for row in islice(rows, self.room))

    def add_metadata(self, findings: Iterable[Finding]) -> None:
        """Note faults of the metadata, as far as there is room."""
        self.metadata.extend(islice(findings, self.room))

    @property
    def room(self) -> int:
        """How many more will be told."""
        return MOST - len(self)

    def __len__(self) -> int:
        return len(self.metadata) + len(self.rows) + len(self.data)
