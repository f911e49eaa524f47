"""What a process has freed goes back to the system, although something made later is still held."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from folkekommune.operations.freed_memory import hand_back_freed_memory

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 // 10**6

if sys.argv[1] == "told":
    hand_back_freed_memory()
# A page larger than all others: from then on the library keeps what is smaller, unless it is told.
del_me = bytearray(30 * 10**6)
del del_me
before = resident()
pages = []
for number in range(1000):
    page = bytearray(200_000)
    page[:] = b"1" * len(page)
    pages.append(page)
kept = pages[-1]
del pages, page
print(resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the GNU C library's settings")
def test_pages_that_were_freed_are_handed_back():
    def grown(how: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, how], check=True, capture_output=True, text=True
        )
        return int(done.stdout)

    assert grown("untold") > 100
    assert grown("told") < 10
