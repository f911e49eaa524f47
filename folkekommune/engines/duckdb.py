"""DuckDB as engine: the embedded default.

The connection sees the serving files read-only, has no other external access, and its settings are locked.
"""

from __future__ import annotations

from pathlib import Path

from folkekommune.engines.duckdb_sandbox import Sandbox
from folkekommune.engines.duckdb_workplace import DuckDBWorkplace
from folkekommune.engines.source import FindRelease
from folkekommune.engines.sql_engine import SqlEngine


class DuckDBEngine(SqlEngine):
    """Answer requests with an embedded DuckDB of one's own.

    :param find: gives a release's serving file, :param folder: the folder all of them lie in.
    :param temporary: where large sorts and tables may spill.
    """

    def __init__(
        self, find: FindRelease, folder: Path, *, threads: int, memory_limit: str, temporary: Path
    ) -> None:
        sandbox = Sandbox(folder, threads=threads, memory_limit=memory_limit, temporary=temporary)
        super().__init__(DuckDBWorkplace(find, sandbox))
