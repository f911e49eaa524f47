"""Ask for a few pages over and over, over connections that are kept; tell how many a second came.

``python -m folkekommune.bench.site.steady``, in a process of its own: JSON in, JSON out.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any

from httpx2 import AsyncClient

_OK = 200


async def ask(base: str, pages: Sequence[str], *, requests: int, connections: int) -> dict[str, Any]:
    """Ask, once each to have the pages made, then as often as wanted."""
    async with AsyncClient(base_url=base, timeout=60) as client:
        faults = sum([(await client.get(page)).status_code != _OK for page in pages])
        turns = itertools.islice(itertools.cycle(pages), requests)
        began = perf_counter()
        async with asyncio.TaskGroup() as tasks:
            asking = [tasks.create_task(_ask(client, turns)) for _ in range(connections)]
        seconds = perf_counter() - began
    return {"seconds": seconds, "faults": faults + sum(task.result() for task in asking)}


async def _ask(client: AsyncClient, turns: Iterator[str]) -> int:
    return sum([(await client.get(page)).status_code != _OK for page in turns])


if __name__ == "__main__":
    json.dump(asyncio.run(ask(**json.load(sys.stdin))), sys.stdout)
