"""What the fields of a delivery turned out to be, when a mapping is only tried on it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SeenField:
    """One field as it was met.

    :param name: as it is safe to show; :param target: role or item, empty when it is dropped, None when it
        is not known.
    """

    name: str
    target: str | None
    renamed: bool = False
    suggestion: str | None = None


@dataclass
class Witness:
    """Notes the fields that connectors ask about, by occasion; unknown ones then stop nothing."""

    fields: dict[tuple[str, str], SeenField] = field(default_factory=dict)

    def note(self, occasion: str, name: str, seen: SeenField) -> None:
        """Note what a field is."""
        self.fields.setdefault((occasion, name), seen)
