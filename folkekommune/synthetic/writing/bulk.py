"""Shape C: FHIR R4 resources as NDJSON, the way a bulk export gives them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import TextArray, day_number
from folkekommune.synthetic.faults.deliveries import MARKED, NO_LAST_LINE, DeliveryFaults, misread
from folkekommune.synthetic.frames import Frame
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import Questionnaire
from folkekommune.synthetic.systems import Delivery, RecordSystem
from folkekommune.synthetic.writing.answers_json import AnswerWriter
from folkekommune.synthetic.writing.manifest import WrittenFile
from folkekommune.synthetic.writing.moments import correction_times, local_times
from folkekommune.synthetic.writing.resources import Patients, organisations, questionnaire_resource
from folkekommune.synthetic.writing.texts import each_once

_MARK = b"\xef\xbb\xbf"
_UPDATED_AFTER = 45
# Speed matters more than size here; the level is part of what makes the same bytes.
_COMPRESSION = 1


@dataclass
class BulkWriter:
    """Writes one delivery in shape C."""

    folder: Path
    system: RecordSystem
    delivery: Delivery
    questionnaire: Questionnaire
    databank: Databank
    places: Places
    patients: Patients
    answers: AnswerWriter
    settings: dict[str, Any]
    faults: DeliveryFaults
    _file: IO[bytes] | gzip.GzipFile | None = None
    _pending: bytes = b""
    _written: list[WrittenFile] = field(default_factory=list)
    _rows: int = 0

    def write(self, frame: Frame) -> None:
        """Add visits."""
        if not len(frame):
            return
        self.patients.see(frame)
        lines = self._responses(frame)
        limit = self.settings["resources_a_file"]
        while lines:
            if self._file is None or self._rows >= limit:
                self._next_file()
            part, lines = lines[: limit - self._rows], lines[limit - self._rows :]
            self._put("\n".join(part).encode() + b"\n")
            self._rows += len(part)

    def close(self) -> list[WrittenFile]:
        """End the responses and write everything else."""
        if self._file is None:
            self._next_file()
        self._end_file(last=True)
        mark = _MARK if self.faults.file == MARKED else b""
        rename: Callable[[str], str] = misread if self.faults.mojibake else str
        patients = self.patients.resources(self.delivery, rename=rename)
        units = organisations(self.system.municipality, self.places, rename=rename)
        for name, resources in (("Patient.ndjson", patients), ("Organization.ndjson", units)):
            path = self.folder / name
            start = mark if name.startswith("Patient") else b""
            path.write_bytes(start + "".join(f"{line}\n" for line in resources).encode())
            self._written.append(WrittenFile(path, len(resources)))
        for occasion in self.system.occasions:
            path = self.folder / f"Questionnaire-hp-{occasion}.json"
            version = list(self.settings["versions"])[-1]
            resource = questionnaire_resource(
                self.questionnaire, self.databank, occasion, version=version, answers=self.answers
            )
            path.write_text(json.dumps(resource, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            self._written.append(WrittenFile(path, None))
        return self._written

    def _responses(self, frame: Frame) -> list[str]:
        identifiers = each_once(frame.visit, lambda visit: f"{visit:.0f}")
        versions = each_once(frame.version, lambda version: f"{version:.0f}")
        authored = local_times(frame.day, frame.minute)
        updated = local_times(frame.day, frame.minute + _UPDATED_AFTER)
        corrected = np.flatnonzero(frame.version > 1)
        updated[corrected] = correction_times(frame.visit[corrected], self.delivery)
        canonical = self._canonical(frame)
        statuses = np.where(
            frame.withdrawn, "entered-in-error", np.where(frame.version > 1, "amended", "completed")
        )
        subjects = self.patients.identifiers(frame.child)
        authors = self.answers.authors(frame)
        groups = self.answers.groups(frame)
        return [
            f'{{"resourceType":"QuestionnaireResponse","id":"{identifier}",'
            f'"meta":{{"versionId":"{version}","lastUpdated":"{update}"}},"questionnaire":"{form}",'
            f'"status":"{status}","subject":{{"reference":"Patient/{subject}"}},"authored":"{time}"'
            f"{author}{group}}}"
            for identifier, version, update, form, status, subject, time, author, group in zip(
                identifiers,
                versions,
                updated,
                canonical,
                statuses,
                subjects,
                authored,
                authors,
                groups,
                strict=True,
            )
        ]

    def _canonical(self, frame: Frame) -> TextArray:
        """Name the version of the questionnaire that was in use."""
        versions = list(self.settings["versions"])
        starts = np.array([day_number(first) for first in self.settings["versions"].values()])
        place = np.maximum(np.searchsorted(starts, frame.true_day, side="right") - 1, 0)
        names = np.array(
            [f"urn:folkekommune:hp:{frame.occasion}|{version}" for version in versions], dtype=object
        )
        return names[place]

    def _next_file(self) -> None:
        self._end_file(last=False)
        number = sum(file.path.name.startswith("QuestionnaireResponse") for file in self._written) + 1
        name = f"QuestionnaireResponse-{number}.ndjson"
        if self.delivery.scope in self.settings["gzip"]:
            path = self.folder / f"{name}.gz"
            # No name and no time in the header, so that the same content gives the same bytes.
            raw = path.open("wb")
            self._file = _Compressed(raw)
        else:
            path = self.folder / name
            self._file = path.open("wb")
        self._rows = 0
        self._written.append(WrittenFile(path, 0))

    def _put(self, content: bytes) -> None:
        """Write all but the last line end, which may be lost at the end of the delivery (E23)."""
        assert self._file is not None  # noqa: S101 - opened by the caller
        self._file.write(self._pending + content[:-1])
        self._pending = b"\n"

    def _end_file(self, *, last: bool) -> None:
        if self._file is None:
            return
        if not (last and self.faults.file == NO_LAST_LINE):
            self._file.write(self._pending)
        self._pending = b""
        self._file.close()
        self._file = None
        self._written[-1] = WrittenFile(self._written[-1].path, self._rows)


class _Compressed(gzip.GzipFile):
    """A gzip file that closes what it writes to, and has neither name nor time in its header."""

    def __init__(self, raw: IO[bytes]) -> None:
        super().__init__(filename="", mode="wb", compresslevel=_COMPRESSION, fileobj=raw, mtime=0)
        self._raw = raw

    def close(self) -> None:
        super().close()
        self._raw.close()
