"""Read the data files that the generator is driven by, from ``databanks/<name>/synthetic/``."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkekommune.errors import InputError, Place


@dataclass(frozen=True)
class Source:
    """The folder with the generator's input."""

    folder: Path

    def rows(self, name: str, *, delimiter: str = ";") -> list[dict[str, str]]:
        """Read a table with a heading.

        :raises InputError: when the file is not there.
        """
        try:
            with (self.folder / name).open(encoding="utf-8", newline="") as file:
                return list(csv.DictReader(file, delimiter=delimiter))
        except FileNotFoundError:
            raise InputError("synthetic.input-missing", place=Place(file=str(self.folder / name))) from None

    def settings(self, name: str) -> dict[str, Any]:
        """Read a TOML file.

        :raises InputError: when the file is not there or is not TOML.
        """
        place = Place(file=str(self.folder / name))
        try:
            return tomllib.loads((self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError("synthetic.input-missing", place=place) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise InputError("synthetic.input-unreadable", place=place, reason=str(fault)) from None
