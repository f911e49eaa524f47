"""Spark as engine: for when one machine is outgrown. It comes with the extra ``spark`` and needs Java."""

from __future__ import annotations

from pathlib import Path

from folkekommune.engines.source import FindRelease
from folkekommune.engines.spark_workplace import SparkWorkplace
from folkekommune.engines.sql_engine import SqlEngine
from folkekommune.settings import SparkSettings


class SparkEngine(SqlEngine):
    """Answer requests with Spark, on this machine or on a cluster that sees the same files.

    :param find: gives a release's files.
    :param temporary: where files are written that all nodes must be able to read.
    """

    def __init__(
        self, find: FindRelease, settings: SparkSettings, *, memory_limit: str, temporary: Path
    ) -> None:
        workplace = SparkWorkplace(find, settings, memory_limit=memory_limit, temporary=temporary)
        super().__init__(workplace)
