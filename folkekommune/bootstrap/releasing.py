"""From drafts to releases, and out of use again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from folkekommune.access.audit import AuditEvent
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.bootstrap.reviewing import Reviewing
from folkekommune.catalogue.model import Databank
from folkekommune.indicators.compilation import Linked
from folkekommune.ingest.loading.quarantine import forget_quarantines
from folkekommune.keys.file_keys import FileKeys
from folkekommune.query.columns import ReleaseRef
from folkekommune.services.release_cubes import CubeWork, compute_cubes
from folkekommune.store.building import quiet
from folkekommune.store.comparison import Comparison, compare_releases
from folkekommune.store.patching import patch_release
from folkekommune.store.release import build_release
from folkekommune.store.released import Release
from folkekommune.store.retention import Deleted, Retention, apply_retention, delete_version
from folkekommune.store.withdrawal import withdraw_part
from folkekommune.store.withdrawals import Withdrawal


def _rows_of(part: Mapping[str, Any]) -> str:
    """Give the digest of the rows of a part, from those that its manifest keeps of each variable."""
    return sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()


class Releasing:
    """What makes, changes and ends releases."""

    def __init__(self, base: Foundations, reviewing: Reviewing) -> None:
        self.base = base
        self.reviewing = reviewing

    def build_release(
        self,
        databank: Databank,
        *,
        parts: Sequence[str] | None = None,
        version: str | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Release:
        """Make a release of the drafts of some municipalities, all of them by default.

        The others keep the part they have in the latest release. A municipality that has withdrawn its
        part comes back when it is named, not before.
        """
        withdrawals = self.base.store.withdrawals(databank.name)
        drafts = [m for m in self.base.store.drafts(databank.name) if m not in withdrawals.municipalities()]
        fresh = list(parts or drafts)
        before = (
            self.base.store.release(databank.name).parts if self.base.store.releases(databank.name) else ()
        )
        release = build_release(
            self.base.store,
            databank,
            parts=sorted({*fresh, *before}),
            fresh=fresh,
            people=self.reviewing.people,
            version=version,
            progress=progress or quiet,
            review=lambda part, known: self.reviewing.review(databank, part, known).exclusions,
        )
        for municipality in parts or ():
            withdrawals.end(municipality)
        return release

    def release(
        self,
        databank: Databank,
        *,
        parts: Sequence[str] | None = None,
        version: str | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Release:
        """Make a release and register its cubes, so that a cell has one value from its first day."""
        release = self.build_release(databank, parts=parts, version=version, progress=progress)
        self._register_cubes(release)
        return release

    def _register_cubes(self, release: Release) -> None:
        """Give the cells of a release's cubes their values."""
        reference = ReleaseRef(release.databank, release.version)
        # A release of before that was stopped between the two steps gets its cubes now.
        if set(self.base.cubes.of_release(reference)) != set(release.parts):
            with self.base.door() as door:
                compute_cubes(door, self.cube_work(release), preparations=self.base.preparations)

    def cube_work(self, release: Release) -> CubeWork:
        """Give what the cubes of a release are made of."""
        return CubeWork(
            ReleaseRef(release.databank, release.version),
            release.definition,
            release.parts,
            self.base.definitions(release.databank),
            {part: self._told_until(release, part) for part in release.parts},
            self._linked(release),
            rows={part["municipality"]: _rows_of(part) for part in release.manifest["parts"]},
            most_unplaced=self._most_unplaced(release),
        )

    def _most_unplaced(self, release: Release) -> float | None:
        """Give the share without a known district beyond which districts are withheld, if one is declared."""
        limits = self.reviewing.declaration(release.definition).thresholds.get("G2")
        return limits["withhold"] if limits else None

    def _linked(self, release: Release) -> dict[tuple[str, str], Linked]:
        """Give the latest releases of the databanks in which the indicators' groups are known, by part."""
        definitions = self.base.definitions(release.databank)
        names = {group.databank for definition in definitions for group in definition.groups}
        found: dict[tuple[str, str], Linked] = {}
        for name in sorted(names & set(self.base.store.databanks())):
            if self.base.store.releases(name):
                other = self.base.store.release(name)
                linked = Linked(ReleaseRef(name, other.version), other.definition)
                found |= {(name, part): linked for part in other.parts}
        return found

    def _told_until(self, release: Release, municipality: str) -> date:
        """Give the last day that a part's deliveries can tell of: the day before the latest was extracted."""
        released = release.deliveries(municipality)
        everything = self.base.store.draft(release.databank, municipality).everything()
        extracted = [each.source.extracted for each in everything if each.identity in released]
        return datetime.fromtimestamp(max(extracted, default=0), UTC).date() - timedelta(days=1)

    def compare_versions(
        self, databank: str, earlier: str, later: str, *, municipality: str | None = None
    ) -> Comparison:
        """Tell how two versions differ, and how a municipality's part does."""
        releases = (self.base.store.release(databank, version) for version in (earlier, later))
        return compare_releases(*releases, municipality=municipality)

    def patch_release(self, databank: Databank) -> Release:
        """Make a version of the latest release with the words the package has now."""
        release = patch_release(self.base.store, databank)
        self._register_cubes(release)
        return release

    def withdraw_part(self, databank: str, municipality: str) -> Withdrawal:
        """Take a municipality's part out of every version; the remaining parts go on."""
        done = withdraw_part(self.base.store, databank, municipality, today=datetime.now(UTC).date())
        self.base.audit.record(
            AuditEvent(
                "release-withdraw",
                municipality=municipality,
                release=f"{databank}:{done.versions[-1]}",
            )
        )
        if done.instead:
            self._register_cubes(self.base.store.release(databank, done.instead))
        return done

    def delete_version(self, databank: str, version: str) -> None:
        """Delete a version for good."""
        delete_version(self.base.store, databank, version)
        self.base.audit.record(AuditEvent("release-delete", release=f"{databank}:{version}"))

    def apply_retention(self, databank: str) -> Deleted:
        """Delete what the configuration says has been kept long enough, and the keys of what is gone.

        :raises UsageError: ``ingest.load-busy`` while a load is under way.
        """
        rules = Retention.read(self.base.installation.extra.get("retention", {}))
        with self.base.vault.alone():
            deleted = apply_retention(self.base.store, databank, rules, today=datetime.now(UTC).date())
            forget_quarantines(self.base.vault.folder, self.base.keys, self._held)
            FileKeys(self.base.keys).keep_only((self.base.home.vault, self.base.home.store))
        for version in deleted.versions:
            self.base.audit.record(AuditEvent("release-delete", release=f"{databank}:{version}"))
        for municipality in deleted.readings:
            self.base.audit.record(AuditEvent("readings-delete", municipality=municipality))
        return deleted

    def _held(self, databank: str, municipality: str) -> set[str]:
        """Give the identities of the deliveries in a draft, earlier readings included."""
        return {each.identity for each in self.base.store.draft(databank, municipality).everything()}
