"""Spark for tests: small worlds as Parquet, sessions on this machine, and a cluster of one's own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from worlds import World

from folkekommune.catalogue.model import PERSON_TYPE, ValueType
from folkekommune.engines.source import ReleaseFiles
from folkekommune.engines.spark import SparkEngine
from folkekommune.settings import SparkSettings

NEEDED = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="Spark needs the extra spark and Java: make test-all installs both",
)

SMALL = {
    # Planning for speed and compiling cost more than these few rows could ever win back.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
LOCAL = SparkSettings("local[2]", SMALL)

_ARROW = {ValueType.STRING: pa.string(), ValueType.DECIMAL: pa.float64()}
_FIRST_PSEUDONYM = 5_000_000_000
"""Persons go by large numbers in the archive, in the order of their units."""


def archived(world: World, folder: Path) -> ReleaseFiles:
    """Write a world as the store does: the serving file, and an archive of Parquet files a part."""
    files = world.write(folder)
    release = world.release
    for bit, part in enumerate(release.parts):
        (folder / part).mkdir()
        own = [(_FIRST_PSEUDONYM + unit, key) for unit, key, parts in release.persons if parts & 1 << bit]
        _write(folder / part / "persons.parquet", {"unit_id": pa.int64(), "key": pa.int64()}, own)
        for name, rows in release.values.items():
            kind = world.types[name]
            if world.unit_types.get(name, PERSON_TYPE) != PERSON_TYPE or kind is ValueType.IDENTIFIER:
                continue  # these are told by the serving file
            value = _ARROW.get(kind, pa.int64())
            columns = {"unit_id": pa.int64(), "value": value, "start": pa.int32(), "stop": pa.int32()}
            own = [
                (_FIRST_PSEUDONYM + row.unit, row.value, row.start, row.stop)
                for row in rows
                if row.part == bit
            ]
            _write(folder / part / f"{name}.parquet", columns, own)
    return replace(files, archive=folder)


def spark_engine(world: World, folder: Path, settings: SparkSettings) -> SparkEngine:
    """Make an engine on a world."""
    files = archived(world, folder / "parquet")
    return SparkEngine(lambda _: files, settings, memory_limit="1GB", temporary=folder / "tmp")


def _write(file: Path, columns: dict[str, pa.DataType], rows: list[tuple[object, ...]]) -> None:
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    arrays = [pa.array(column, kind) for column, kind in zip(values, columns.values(), strict=True)]
    pq.write_table(pa.table(arrays, names=list(columns)), file)


@dataclass
class Cluster:
    """A master and its workers, each a process."""

    address: str
    master: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    def lose(self) -> None:
        """Kill a worker, with what it does for others."""
        worker = self.workers.pop()
        executors = subprocess.run(
            ["pgrep", "-P", str(worker.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for each in (worker.pid, *map(int, executors)):
            os.kill(each, signal.SIGKILL)
        worker.wait(timeout=60)

    @property
    def settings(self) -> SparkSettings:
        """How to reach it."""
        options = SMALL | {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        options |= {"spark.executor.memory": "512m", "spark.executor.cores": "1", "spark.cores.max": "2"}
        return SparkSettings(self.address, options)


@contextmanager
def cluster(folder: Path, *, workers: int = 2) -> Iterator[Cluster]:
    """Start a standalone cluster on this machine alone, and stop it."""
    port = _free_port()
    started = Cluster(f"spark://127.0.0.1:{port}", _start(folder, "master.Master", "--port", str(port)), [])
    try:
        _wait(port)
        for number in range(workers):
            place = folder / f"worker-{number}"
            place.mkdir()
            options = ("--cores", "1", "--memory", "600m", "--work-dir", str(place), started.address)
            started.workers.append(_start(place, "worker.Worker", *options))
        yield started
    finally:
        for process in (*started.workers, started.master):
            process.terminate()
        for process in (*started.workers, started.master):
            process.wait(timeout=60)


def _start(folder: Path, name: str, *options: str) -> subprocess.Popen[bytes]:
    home = Path(importlib.util.find_spec("pyspark").origin).parent  # type: ignore[union-attr,arg-type]
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1"]
    command += ["--webui-port", "0", *options]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=_environment(),
        )


def _environment() -> dict[str, str]:
    wanted = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m", "PYSPARK_PYTHON": sys.executable}
    return dict(os.environ) | wanted | {"SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the cluster's master did not begin")
