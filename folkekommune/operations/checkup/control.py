"""Control data on PostgreSQL: whether the way is safe, the right server answers, and damage would be seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from folkekommune.access.control_address import checks_the_server, may_go_unencrypted, read_address
from folkekommune.errors import UsageError
from folkekommune.operations.checkup.facts import Facts, Level, Remark
from folkekommune.operations.moving import LEFT


def check(facts: Facts) -> Iterator[Remark]:
    """Look at where control data lie, when that is no file of the home."""
    for file in sorted(facts.home.operations.glob(f"{LEFT}*")):
        yield Remark("operations.doctor-control-left", Level.RISK, {"file": str(file)})
    place = facts.installation.control
    if isinstance(place, Path):
        return
    try:
        url = read_address(place)
    except UsageError as fault:
        yield Remark(fault.code, Level.WRONG)
        return
    if may_go_unencrypted(url):
        yield Remark("operations.doctor-control-open", facts.serious)
    elif not checks_the_server(url):
        yield Remark("operations.doctor-control-unchecked", Level.RISK)
    if facts.control_fault is not None:
        yield Remark(facts.control_fault.code, Level.WRONG, facts.control_fault.parameters)
    if facts.checksums is False:
        yield Remark("operations.doctor-control-no-checksums", Level.RISK)
