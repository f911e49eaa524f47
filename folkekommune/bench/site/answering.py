"""Find the pages of two audiences by their links, and how long each page of the dashboard takes to answer.

``python -m folkekommune.bench.site.answering``, in a process of its own: JSON in, JSON out.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from folkekommune.bench.site.answers import Asked
from folkekommune.bench.site.visitor import Visitor, links

_CLICKS = 2


async def find(base: str, place: str, *, times: int, log_in: dict[str, str]) -> dict[str, Any]:
    """Give one citizen page of each shape, and of each page of the dashboard the seconds of every answer.

    Only one person asks, one page at a time.

    :param place: the number of the municipality whose dashboard it is.
    """
    seen: list[Asked] = []
    async with Visitor(base, seen.append) as visitor:
        citizen = await _found(visitor.read, "/nb/", [f"/nb/sted/{place}"])
        await visitor.log_in(**log_in)
        municipal = {}
        for page in await _found(visitor.read, f"/nb/kommune/{place}/"):
            seen.clear()
            for _ in range(times):
                await visitor.read(page)
            municipal[page] = [asked.seconds if not asked.fault else float("inf") for asked in seen]
    return {"citizen": one_of_each_shape(citizen, "/nb/"), "municipal": municipal}


async def _found(read: Callable[[str], Awaitable[str]], begin: str, besides: Sequence[str] = ()) -> list[str]:
    """Follow links from a page, some clicks far; pages of one shape lead nowhere new, so one is followed.

    :param besides: pages that are reached by a form instead of a link.
    """
    latest = [begin, *besides]
    found = list(latest)
    for _ in range(_CLICKS):
        pages = [await read(page) for page in one_of_each_shape(latest, begin)]
        latest = sorted({link for page in pages for link in links(page, begin)} - set(found))
        found += latest
    return found


def one_of_each_shape(pages: Iterable[str], begin: str) -> list[str]:
    """Give the first of those pages that differ in a code or a number alone.

    >>> one_of_each_shape(["/nb/", "/nb/tall/a", "/nb/tall/b", "/nb/sted"], "/nb/")
    ['/nb/', '/nb/tall/a', '/nb/sted']
    """
    first: dict[tuple[str, int], str] = {}
    for page in pages:
        parts = page.removeprefix(begin).split("/")
        first.setdefault((parts[0], len(parts)), page)
    return list(first.values())


if __name__ == "__main__":
    json.dump(asyncio.run(find(**json.load(sys.stdin))), sys.stdout)
