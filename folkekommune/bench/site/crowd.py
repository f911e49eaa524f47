"""Many people at once: citizens and others who read, researchers who run scripts. A process of its own.

``python -m folkekommune.bench.site.crowd`` reads a plan as JSON and writes what came of it. Whoever reads
follows a link of the page they are on, after a while; whoever researches sends a script from the workbench,
looks at it every second as the page does, and sends the next one when it is done.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from time import monotonic

from folkekommune.bench.site.answers import DONE, UNDER_WAY, Asked, Plan, Visited
from folkekommune.bench.site.visitor import Visitor, next_link

_BEGIN = {"citizen": "/nb/", "planner": "/nb/kommune/{place}/", "steward": "/nb/forvaltning/{place}/"}
_THINKING = 3.0
_BETWEEN_LOOKS = 1.0
_STAMP = re.compile(r'hx-get="([^"]+)" hx-trigger="every \d+m?s"')
_RESULT = "/resultat/"
_AT_THE_DOOR = 4
"""How many log in at the same time: a password is made slow to try on purpose."""


class Crowd:
    """The people, let in together."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._visited = Visited()
        self._door = asyncio.Semaphore(_AT_THE_DOOR)
        self._inside = asyncio.Event()
        self._arriving = len(plan.people)
        self._open_runs = 0
        self._until = 0.0

    async def come(self) -> Visited:
        """Let everybody in, then let them work until the time is up."""
        async with asyncio.TaskGroup() as tasks:
            for number, person in enumerate(self._plan.people):
                tasks.create_task(self._person(number, person))
        return self._visited

    async def _person(self, number: int, person: dict[str, str]) -> None:
        chance = random.Random(f"{self._plan.seed} {number}")  # noqa: S311 - pauses, not secrets
        async with Visitor(self._plan.base, self._note) as visitor:
            if person["name"]:
                async with self._door:
                    await visitor.log_in(person["name"], person["password"])
            await self._everybody()
            await asyncio.sleep(chance.uniform(0, _THINKING))
            if person["kind"] == "researcher":
                await self._research(visitor, number, chance)
            else:
                await self._wander(visitor, _BEGIN[person["kind"]].format(place=self._plan.place), chance)

    async def _everybody(self) -> None:
        """Wait until everybody is in; time is counted from then on, and faults at the door stay counted."""
        self._arriving -= 1
        if self._arriving == 0:
            self._visited.asked = [asked for asked in self._visited.asked if asked.fault]
            self._until = monotonic() + self._plan.seconds
            self._inside.set()
        await self._inside.wait()

    async def _wander(self, visitor: Visitor, begin: str, chance: random.Random) -> None:
        where = begin
        while monotonic() < self._until:
            where = next_link(await visitor.read(where), begin, chance)
            await asyncio.sleep(chance.expovariate(1 / _THINKING))

    async def _research(self, visitor: Visitor, number: int, chance: random.Random) -> None:
        desk = f"/nb/arbeidsbenk/prosjekt/{self._plan.project}/"
        scripts, turn = self._plan.scripts, number
        while monotonic() < self._until:
            page = await visitor.read(desk)
            self._open_runs += 1
            self._visited.most_runs = max(self._visited.most_runs, self._open_runs)
            run = await visitor.send(desk, page, script=scripts[turn % len(scripts)], run="all")
            ended = await self._follow(visitor, run) if run else "not taken"
            self._open_runs -= 1
            self._visited.runs[ended] += 1
            turn += 1
            await asyncio.sleep(chance.uniform(0, 1))

    async def _follow(self, visitor: Visitor, run: str) -> str:
        """Look at a run until it has ended or the time is up."""
        shown = await visitor.read(run)
        while waiting := _STAMP.search(shown):
            if monotonic() > self._until:
                return UNDER_WAY
            await asyncio.sleep(_BETWEEN_LOOKS)
            shown = await visitor.read(waiting[1], partly=True) or shown
        return DONE if _RESULT in shown else "no result"

    def _note(self, asked: Asked) -> None:
        self._visited.asked.append(asked)


if __name__ == "__main__":
    json.dump(asyncio.run(Crowd(Plan(**json.load(sys.stdin))).come()).as_data(), sys.stdout)
