"""Begin a Spark session: on this machine, or with the master of a cluster.

Spark allows one context a process, so the sessions of a process share it; each has its own views, functions
and settings. What Spark prints is thrown away: its messages quote statements, with the values in them.
"""

from __future__ import annotations

import importlib
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from folkekommune.errors import UsageError
from folkekommune.settings import SparkSettings

_SESSION_SETTINGS = {
    # Whole numbers wrap around and division by zero is missing, as the dialect counts on.
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    # Sets of literals tell -0 from 0; comparing them one by one does not.
    "spark.sql.optimizer.inSetConversionThreshold": "1000000",
}
_KNOCKING = 5.0
"""Seconds to wait for a master's door to open."""

_MASTER = re.compile(r"spark://(?P<hosts>[^/]+)")
_UNITS = {"kb": "k", "mb": "m", "gb": "g", "tb": "t", "kib": "k", "mib": "m", "gib": "g", "tib": "t"}


def library(name: str) -> ModuleType:
    """Give a module of pyspark, which comes with the extra ``spark``.

    :raises UsageError: ``cluster.no-pyspark``.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        raise UsageError("cluster.no-pyspark") from None


@dataclass(frozen=True)
class Session:
    """A session of Spark's.

    :param spark: the session, :param context: the context it shares with the others of this process.
    :param java: the same context as Java knows it.
    """

    spark: Any
    context: Any
    java: Any


@dataclass
class _Held:
    """This process's Java process, and the context in it, once there is one."""

    gateway: Any = None
    context: Any = None
    java: Any = None

    def works_with(self, master: str) -> bool:
        """Tell whether there is a context with this master that works."""
        return self._lives and self.context.master == master and not self.java.isStopped()

    def begin(self, master: str, configuration: Mapping[str, str]) -> None:
        """Begin a context; whatever there was ends."""
        self.end()
        pyspark = library("pyspark")
        conf = pyspark.SparkConf(loadDefaults=False).setAll(list(configuration.items()))
        self.gateway = self.gateway or _start_java(conf)
        try:
            self.context = pyspark.SparkContext(conf=conf, gateway=self.gateway)
        except faults():
            raise UsageError("cluster.unreachable", master=master) from None
        self.java = self.gateway.jvm.org.apache.spark.SparkContext.getOrCreate()

    def end(self) -> None:
        """End the context, if there is one; a Java process that is gone is forgotten."""
        if self._lives:
            self.context.stop()
        elif self.context is not None:
            self.gateway = None
            for name in ("_gateway", "_jvm", "_active_spark_context"):
                setattr(library("pyspark").SparkContext, name, None)
        self.context = self.java = None

    @property
    def _lives(self) -> bool:
        return self.context is not None and self.gateway.proc.poll() is None


_HELD = _Held()


def faults() -> tuple[type[Exception], ...]:
    """Give what Spark, and the bridge to it, raise."""
    return library("pyspark.errors").PySparkException, library("py4j.protocol").Py4JError, OSError


def open_session(settings: SparkSettings, *, memory_limit: str, temporary: Path) -> Session:
    """Begin a session of its own in this process's context.

    :param memory_limit: of the driver, which on this machine does all the work.
    :raises UsageError: ``cluster.no-pyspark``, ``cluster.no-java``, ``cluster.unreachable``.
    """
    sql = library("pyspark.sql")
    if not _HELD.works_with(settings.master):
        _check_java()
        _knock(settings.master)
        configuration = _configuration(settings, memory_limit=memory_limit, temporary=temporary)
        _HELD.begin(settings.master, configuration)
        # Some functions are ours, so that workers need the same Python with the same packages.
        _HELD.context.pythonExec = settings.options.get("spark.pyspark.python", sys.executable)
        _HELD.context.setLogLevel("OFF")
    spark = sql.SparkSession(_HELD.context).newSession()
    for name, value in (_SESSION_SETTINGS | _of_session(settings)).items():
        spark.conf.set(name, value)
    return Session(spark, _HELD.context, _HELD.java)


def end_context() -> None:
    """End this process's context, if there is one, with all sessions in it."""
    _HELD.end()


def _start_java(conf: Any) -> Any:
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return library("pyspark.java_gateway").launch_gateway(conf, popen_kwargs=silent)
    except faults():
        raise UsageError("cluster.no-java") from None


def _check_java() -> None:
    """See that there is a Java to start, in ``JAVA_HOME`` or on the path."""
    home = os.environ.get("JAVA_HOME")
    if (shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")) is None:
        raise UsageError("cluster.no-java")


def _knock(master: str) -> None:
    """See that a master answers, since Spark itself would try for minutes."""
    found = _MASTER.fullmatch(master)
    if found is None:
        return
    for address in found["hosts"].split(","):
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCKING).close()
        except (OSError, ValueError):
            continue
        return
    raise UsageError("cluster.unreachable", master=master)


def _configuration(settings: SparkSettings, *, memory_limit: str, temporary: Path) -> dict[str, str]:
    chosen = {
        "spark.master": settings.master,
        "spark.app.name": "FolkeKommune",
        "spark.ui.enabled": "false",
        "spark.log.level": "OFF",
        "spark.local.dir": str(temporary),
        "spark.sql.warehouse.dir": str(temporary / "warehouse"),
        "spark.driver.memory": _memory(memory_limit),
    }
    if settings.local:
        chosen |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return chosen | _SESSION_SETTINGS | dict(settings.options)


def _of_session(settings: SparkSettings) -> dict[str, str]:
    """Give the options that each session has for itself, but not those that our answers rest on."""
    return {
        name: value
        for name, value in settings.options.items()
        if name.startswith(("spark.sql.shuffle.", "spark.sql.adaptive.", "spark.sql.codegen."))
    }


def _memory(limit: str) -> str:
    """Write an amount such as ``4GB`` as Java does."""
    found = re.fullmatch(r"\s*(\d+)\s*([KMGT]i?B)\s*", limit, re.IGNORECASE)
    return f"{found[1]}{_UNITS[found[2].lower()]}" if found else "4g"
