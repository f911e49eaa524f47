"""Open an engine on the files of one release, to measure it beside the other."""

from __future__ import annotations

from pathlib import Path

from folkekommune.engines.source import ReleaseFiles
from folkekommune.engines.spark import SparkEngine
from folkekommune.settings import SparkSettings


def open_spark(
    release: Path, parts: tuple[str, ...], settings: SparkSettings, *, memory_limit: str, temporary: Path
) -> SparkEngine:
    """Open Spark on the folder of a release; it reads the archive there.

    :param temporary: where it spills, and writes what the archive has not.
    """
    files = ReleaseFiles(release / "serving.duckdb", parts, archive=release)
    return SparkEngine(lambda _: files, settings, memory_limit=memory_limit, temporary=temporary)
