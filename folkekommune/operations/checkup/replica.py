"""Copies of what everyone may see: the one that is made here, and the one that is shown here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from folkekommune import __version__
from folkekommune.errors import InputError, Parameter
from folkekommune.operations.checkup.facts import Facts, Level, Remark
from folkekommune.published.register import FILE
from folkekommune.published.replica import KeptCopies, Listing, foreign, read_listing, read_whole
from folkekommune.settings import CONFIGURATION, ReplicaSettings


def check(facts: Facts) -> Iterator[Remark]:
    """Look at the copy that ``[replicate] folder`` says is made here."""
    named = facts.section("replicate").get("folder")
    if not named:
        return
    folder = Path(str(named))
    listing, remarks = _looked_at(folder)
    yield from remarks
    if listing is None:
        return
    try:
        published = sha256((facts.home.published / FILE).read_bytes()).hexdigest()
    except FileNotFoundError:
        published = None
    if listing.files.get(f"published/{FILE}") != published:
        yield Remark("operations.doctor-replica-behind", Level.WRONG, {"folder": str(folder)})


def check_shown(facts: Facts) -> Iterator[Remark]:
    """Look at a host that shows a copy and has nothing else."""
    replica = facts.installation.replica
    if replica is None:
        return
    listing, remarks = _looked_at(replica.incoming)
    yield from remarks
    shown = next(iter(KeptCopies(replica.kept).whole()), None)
    if shown is None:
        yield Remark("operations.doctor-replica-empty", Level.WRONG)
    elif listing and listing.made < shown[1].made:
        yield Remark("operations.doctor-replica-backwards", Level.WRONG)
    newest = listing or (shown[1] if shown else None)
    if newest:
        yield from _age(facts, replica, newest)
    if strange := _strange(facts, replica):
        yield _holds(strange)
    if not facts.section("web").get("proxies"):
        yield Remark("operations.doctor-no-proxy", facts.serious)


def _age(facts: Facts, replica: ReplicaSettings, listing: Listing) -> Iterator[Remark]:
    age = facts.now - listing.made
    if age > timedelta(hours=replica.max_age_hours):
        yield Remark(
            "operations.doctor-replica-stale",
            Level.WRONG,
            {"hours": int(age.total_seconds() // 3600), "limit": replica.max_age_hours},
        )
    if listing.version != __version__:
        versions = {"here": __version__, "there": listing.version}
        yield Remark("operations.doctor-replica-version", Level.RISK, versions)


def _looked_at(folder: Path) -> tuple[Listing | None, list[Remark]]:
    """Read a copy; say what is wrong with it."""
    try:
        listing = read_listing(folder)
        read_whole(folder, listing)
    except InputError as fault:
        file = fault.place.file if fault.place and fault.place.file else str(folder)
        return None, [Remark("operations.doctor-replica-not-whole", Level.WRONG, {"file": file})]
    if strange := foreign(folder, listing):
        return listing, [_holds(strange)]
    return listing, []


def _holds(strange: tuple[str, ...]) -> Remark:
    told: dict[str, Parameter] = {"count": len(strange), "first": strange[0]}
    return Remark("operations.doctor-replica-holds", Level.WRONG, told)


def _strange(facts: Facts, replica: ReplicaSettings) -> tuple[str, ...]:
    """Name what lies in the folder of a host for citizens beside the copies, and has no place there."""
    root = facts.home.root
    known = (replica.incoming, replica.kept, facts.home.operations)
    there = (path for path in root.rglob("*") if path.is_symlink() or not path.is_dir())
    return tuple(
        sorted(
            path.relative_to(root).as_posix()
            for path in there
            if path != root / CONFIGURATION and not any(each in path.parents for each in known)
        )
    )
