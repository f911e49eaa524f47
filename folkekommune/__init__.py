"""FolkeKommune: health records of municipalities, analysed behind a disclosure gate.

The rooms of the package and what may import what are drawn in ``docs/architecture.md`` and
checked by the import contracts in ``pyproject.toml``.
"""

__version__ = "0.1.0"
