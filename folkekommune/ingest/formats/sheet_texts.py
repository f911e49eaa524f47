"""The texts of a workbook that its cells share, each kept once."""

from __future__ import annotations


class SharedTexts:
    """Gathers the texts in the order that cells refer to them by. Phonetic readings are left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._phonetic = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name.endswith(" rPh"):
            self._phonetic = True

    def end(self, name: str, text: str) -> None:
        """Take the end of an element, with its text."""
        tag = name.rpartition(" ")[2]
        if tag == "t" and not self._phonetic:
            self._parts.append(text)
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            self.found.append("".join(self._parts))
            self._parts.clear()
