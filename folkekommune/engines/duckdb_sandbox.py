"""A DuckDB connection that can read the files of releases and nothing else.

The true fence is that no user writes SQL; this is the second (engine.md section 7 says what was tried).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import duckdb

from folkekommune.engines.duckdb_functions import PythonFunctions
from folkekommune.engines.workplace import ValueDoesNotFit
from folkekommune.query.engine import EngineExhausted, EngineFault, EngineStopped

PERFECT_HASH_BITS = 18
"""Group by a lookup table up to so many bits of coordinates (DuckDB's default is 12): three times as fast
for a table of four dimensions, for some 20 MB a thread."""


class Sandbox:
    """A database in memory with one folder allowed and every setting locked.

    For one thread; any other may interrupt it. DuckDB's own messages may quote values, so none gets out.

    :param temporary: where large sorts and tables may spill, each sandbox to a folder of its own: DuckDB
        names its files alike in every process.
    """

    def __init__(self, folder: Path, *, threads: int, memory_limit: str, temporary: Path) -> None:
        temporary.mkdir(parents=True, exist_ok=True)
        self._spill = Path(mkdtemp(prefix="engine-", dir=temporary))
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": memory_limit,
                "temp_directory": str(self._spill),
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "allow_community_extensions": False,
                "preserve_insertion_order": False,
                "perfect_ht_threshold": PERFECT_HASH_BITS,
                # Division by zero and the like give infinity, which becomes missing, not an error.
                "ieee_floating_point_ops": True,
            },
        )
        # The folder must be allowed before access is closed: the order cannot be changed afterwards.
        self._connection.execute(f"SET allowed_directories = [{quoted_text(str(folder))}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        self._functions = PythonFunctions(self._connection)
        self._stopped = False

    def begin(self) -> None:
        """Begin a request: an interrupt from before it does not count."""
        self._stopped = False

    def run(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        """Run a statement and give its columns as arrays; missing values are masked.

        :raises EngineStopped: when the request was interrupted.
        :raises EngineExhausted: when memory or disk did not suffice.
        :raises ValueDoesNotFit: when a cast failed.
        :raises EngineFault: for anything else.
        """
        if self._stopped:
            raise EngineStopped
        try:
            self._functions.define(sql)
            found = self._connection.execute(sql, dict(parameters) if parameters else None)
            return list(found.fetchnumpy().values())
        except duckdb.InterruptException:
            raise EngineStopped from None
        except duckdb.OutOfMemoryException:
            raise EngineExhausted from None
        except (duckdb.ConversionException, duckdb.OutOfRangeException):
            raise ValueDoesNotFit from None
        except duckdb.Error as fault:
            if "No space left" in str(fault):
                raise EngineExhausted from None
            raise EngineFault(type(fault).__name__) from None

    def interrupt(self) -> None:
        """Stop the request that runs, from another thread."""
        self._stopped = True
        self._connection.interrupt()

    def close(self) -> None:
        """Close the connection and let go of its memory and spilled files."""
        self._connection.close()
        rmtree(self._spill, ignore_errors=True)


def quoted_text(value: str) -> str:
    """Quote a path as an SQL text."""
    return "'" + value.replace("'", "''") + "'"
