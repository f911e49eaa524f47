"""What each engine takes on the disk when it is installed."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from folkekommune.bench.country_size.worker import size_of

_PACKAGES = {"duckdb": ("duckdb", "_duckdb"), "spark": ("pyspark", "py4j")}


def has_spark() -> bool:
    """Tell whether Spark and a Java are there."""
    return find_spec("pyspark") is not None and _java() is not None


def weights() -> dict[str, float]:
    """Give the megabytes of what is installed of each."""
    found = {
        engine: round(sum(_package(name) for name in names), 1)
        for engine, names in _PACKAGES.items()
        if find_spec(names[0]) is not None
    }
    java = _java()
    if java is not None:
        found["java"] = round(size_of(java), 1)
    return found


def _package(name: str) -> float:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        return 0.0
    file = Path(spec.origin)
    return size_of(file.parent) if file.name == "__init__.py" else file.stat().st_size / 10**6


def _java() -> Path | None:
    """Give the folder of Java."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    return Path(found).resolve().parents[1] if found else None
