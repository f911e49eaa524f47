"""A condition that leaves one person out without saying so: what only the audit of differences sees.

A condition is known by the people it selects, and the low-effect rule takes conditions apart only where
``and`` joins them. Written as one condition, "has the secret, but is not she" is no smaller than "has the
secret". Where she lacks the secret, both select the same people everywhere, and so get the same noise;
where she has it, they would hardly ever do, were it not that the second answer is held against the first.
"""

from __future__ import annotations

import numpy as np
import pytest

from folkekommune.attacks.interface import drawn_keys, open_interface
from folkekommune.attacks.statistics import balanced_accuracy
from folkekommune.attacks.worlds import attributes_of, people, twin_secrets, write_release
from folkekommune.disclosure.results import SafeTable


def total(table: SafeTable) -> str | None:
    (cell,) = (cell for cell in table.cells if cell.place == (None,))
    return cell.value("freq").text


@pytest.mark.slow
def test_one_condition_cannot_hide_that_it_leaves_out_one_person(tmp_path) -> None:
    random = np.random.default_rng(21)
    known = people(random, 60)
    differs, true = [], []
    for world, secret in enumerate(twin_secrets(random, known)):
        release = write_release(tmp_path / str(world), attributes_of(known, secret), random)
        interface = open_interface(release, tmp_path / f"home {world}", keys=drawn_keys(random))
        for target in known.targets[world::2]:
            month, sex, district = known.month[target], known.sex[target], known.district[target]
            she = f"(month == {month} & sex == {sex} & district == {district})"
            group = f"inlist(district, {district}, {', '.join(str(other) for other in range(1, 41))})"
            script = f"""
                tabulate sex if {group} & (secret == 1 | sex == 9)
                tabulate sex if {group} & ((secret == 1 & !{she}) | sex == 9)
            """
            first, second = (total(table) for table in interface.tables(script))
            differs.append(first != second)
            true.append(secret[target] == 1)
    assert balanced_accuracy(np.array(differs), np.array(true)).figure <= 0.55
