"""Choose what answers queries, as the installation says."""

from __future__ import annotations

from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.source import FindRelease
from folkekommune.engines.spark import SparkEngine
from folkekommune.engines.sql_engine import SqlEngine
from folkekommune.settings import ChosenEngine, Installation


def chosen_engine(installation: Installation, find: FindRelease) -> SqlEngine:
    """Open the engine of an installation.

    :param find: gives a release's files.
    """
    home = installation.home
    if installation.engine is ChosenEngine.SPARK:
        return SparkEngine(
            find, installation.spark, memory_limit=installation.memory_limit, temporary=home.temporary
        )
    return DuckDBEngine(
        find,
        home.store,
        threads=installation.threads,
        memory_limit=installation.memory_limit,
        temporary=home.temporary,
    )
