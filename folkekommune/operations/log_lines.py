"""Log lines as JSON, one object a line, each with the request it belongs to; never a value, never an address.

What is logged is chosen, not filtered: a request by its pattern (as ``/{language}/tall/{code}``), a fault
by its kind and place in the code. An exception's own words could hold a value and are left out.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

ROOM = "folkekommune"
REQUESTS = f"{ROOM}.requests"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_PLACES = 8

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that is being answered."""


def choose_request_id(given: str | None) -> str:
    """Take the id that the proxy in front gave, if it is one, else draw one."""
    return given if given and _GIVEN.fullmatch(given) else secrets.token_hex(8)


class JsonLines(logging.Formatter):
    """Write a record as one line of JSON. Line breaks in a message cannot make a second line of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if record.name.startswith(ROOM) else record.name,
        }
        if request := request_id.get():
            line["request"] = request
        if isinstance(fields := getattr(record, "fields", None), dict):
            line |= fields
        if record.exc_info and record.exc_info[1] is not None:
            line |= _fault(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def write_log_to(stream: IO[str], *, requests: bool) -> logging.Handler:
    """Send what this product logs to a stream, with a line a request or without."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger(ROOM)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logging.getLogger(REQUESTS).setLevel(logging.INFO if requests else logging.WARNING)
    return handler


def _fault(fault: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(fault.__traceback__)[-_PLACES:]
    return {
        "fault": type(fault).__name__,
        "places": [f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)],
    }
