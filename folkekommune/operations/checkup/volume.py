"""Data on a volume that is not seen to be encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from folkekommune.keys.volume import is_answered_for, is_encrypted
from folkekommune.operations.checkup.facts import Facts, Remark


def check(facts: Facts) -> Iterator[Remark]:
    """See that the installation lies on an encrypted volume, or that someone answers for it."""
    home = facts.home
    if is_answered_for(facts.installation):
        return
    for folder in (home.root, facts.installation.deliveries):
        if folder.exists() and not is_encrypted(folder, mounts=facts.mounts, blocks=facts.blocks):
            yield Remark("operations.doctor-volume-open", facts.serious, {"folder": str(folder)})
            return
