"""Answers on ticks: how long one took tells nothing of whom it was about.

An answer that is asked for over the network is given at the end of a tick of a quarter of a second
(disclosure-rules.md section 6). The work hardly depends on the filter as it is, since engines look at all
rows of a release; a tick hides what is left.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from folkekommune.disclosure.results import SafeResult
from folkekommune.query.outputs import Output
from folkekommune.services.scripts import Answer

TICK = 0.25
"""Seconds."""


def on_ticks(
    answer: Answer,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Answer:
    """Give every answer at the end of a tick, counted from when it was asked for; also a failure."""

    def wait(output: Output) -> SafeResult:
        began = clock()
        try:
            return answer(output)
        finally:
            took = clock() - began
            sleep(math.ceil(took / TICK) * TICK - took)

    return wait
