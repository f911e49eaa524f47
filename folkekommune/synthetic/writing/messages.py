"""Shape E: one XML message a visit with Norway's message head (version 1.2), gathered in zip files."""

from __future__ import annotations

import hashlib
import uuid
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import IntArray, TextArray, iso_dates
from folkekommune.synthetic.faults.deliveries import MARKED, NO_LAST_LINE, DeliveryFaults, misread
from folkekommune.synthetic.frames import Frame
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import Questionnaire
from folkekommune.synthetic.systems import Delivery, RecordSystem
from folkekommune.synthetic.writing.manifest import WrittenFile
from folkekommune.synthetic.writing.message_answers import MessageAnswers
from folkekommune.synthetic.writing.moments import correction_times, local_times

HEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
PAYLOAD = "urn:folkekommune:hp:xml:1"
_KINDS = "2.16.578.1.12.4.1.1.8116"
_SEXES = {1: "Mann", 2: "Kvinne"}
_MARK = b"\xef\xbb\xbf"
_LATIN_EVERY = 3
_MOST_VERSIONS = 100
# What zip files can tell at the earliest, so that the same content gives the same bytes.
_NEVER = (1980, 1, 1, 0, 0, 0)


@dataclass
class MessageWriter:
    """Writes one delivery in shape E.

    :param names: of every child; :param born: the days of birth.
    """

    folder: Path
    system: RecordSystem
    delivery: Delivery
    questionnaire: Questionnaire
    databank: Databank
    places: Places
    answers: MessageAnswers
    names: TextArray
    born: IntArray
    settings: dict[str, Any]
    faults: DeliveryFaults
    _file: zipfile.ZipFile | None = None
    _list: list[str] = field(default_factory=list)
    _written: list[WrittenFile] = field(default_factory=list)
    _sent: dict[int, int] = field(default_factory=dict)

    def write(self, frame: Frame) -> None:
        """Add visits, a message each."""
        for row, message in enumerate(self._messages(frame)):
            if self._file is None or len(self._list) >= self.settings["a_file"]:
                self._next_file()
            latin = int(frame.visit[row]) % _LATIN_EVERY == 0
            encoding = "ISO-8859-1" if latin else "UTF-8"
            text = f'<?xml version="1.0" encoding="{encoding}"?>\n{message}\n'
            self._put(f"{self._name(frame, row)}.xml", text.encode(encoding, errors="xmlcharrefreplace"))

    def close(self) -> list[WrittenFile]:
        """End the last file."""
        if self._file is None:
            self._next_file()
        self._end_file(last=True)
        return self._written

    def _messages(self, frame: Frame) -> list[str]:
        updated = local_times(frame.true_day, frame.minute + self.settings["updated_after_minutes"])
        corrected = np.flatnonzero(frame.version > 1)
        updated[corrected] = correction_times(frame.visit[corrected], self.delivery)
        days, born = iso_dates(frame.day), iso_dates(self.born[frame.child])
        answers = self.answers.texts(frame)
        about = self.answers.attributes(frame)
        return [
            f'<MsgHead xmlns="{HEAD}"><MsgInfo><Type V="HELSEPROFIL" DN="Helseprofil 0-20"/>'
            f"<MIGversion>v1.2 2006-05-24</MIGversion><GenDate>{updated[row]}</GenDate>"
            f"<MsgId>{self._identifier(frame, row)}</MsgId>{self._parent(frame, row)}{self._parties()}"
            f"{self._patient(frame, row, born[row])}</MsgInfo>"
            f'<Document><RefDoc><MsgType V="XML" DN="XML-instans"/><Content><Helseprofil xmlns="{PAYLOAD}">'
            f'<Konsultasjon id="{frame.visit[row]}" type="{frame.occasion}" dato="{days[row]}"{about[row]}>'
            f"{answers[row]}</Konsultasjon></Helseprofil></Content></RefDoc></Document></MsgHead>"
            for row in range(len(frame))
        ]

    def _patient(self, frame: Frame, row: int, born: str) -> str:
        given, _, family = str(self.names[frame.child[row]]).partition(" ")
        number = str(frame.number[row])
        kind, title = ("DNR", "D-nummer") if number[0] >= "4" else ("FNR", "Fødselsnummer")
        sex = int(frame.sex[row])
        return (
            f"<Patient><FamilyName>{family}</FamilyName><GivenName>{given}</GivenName>"
            f'<DateOfBirth>{born}</DateOfBirth><Sex V="{sex}" DN="{_SEXES[sex]}"/>'
            f'<Ident><Id>{number}</Id><TypeId V="{kind}" S="{_KINDS}" DN="{title}"/></Ident>'
            f'<Address><Type V="H" DN="Bostedsadresse"/>{self._residence(frame, row)}</Address></Patient>'
        )

    def _residence(self, frame: Frame, row: int) -> str:
        """Give municipality (County in the standard) and city district (CityDistr) of residence."""
        own = self.system.municipality
        municipality = str(frame.old_residence[row]) or own
        name = self._place_name(self.places.names[self.places.municipalities.index(own)])
        text = f'<County V="{municipality}" DN={quoteattr(name if municipality == own else "")}/>'
        if frame.district_told[row]:
            district = int(frame.district[row])
            label = quoteattr(self._place_name(self.places.district_names[district]))
            text += f'<CityDistr V="{self.places.districts[district]}" DN={label}/>'
        return text

    def _parties(self) -> str:
        place = self._place_name(
            self.places.names[self.places.municipalities.index(self.system.municipality)]
        )
        name = escape(f"{place} kommune")
        return (
            f"<Sender><Organisation><OrganisationName>{name}</OrganisationName></Organisation></Sender>"
            "<Receiver><Organisation><OrganisationName>FolkeKommune</OrganisationName></Organisation>"
            "</Receiver>"
        )

    def _parent(self, frame: Frame, row: int) -> str:
        """Name the message that this one corrects (E24)."""
        version = int(frame.version[row])
        if version == 1:
            return ""
        parent = self._message_id(int(frame.visit[row]), version - 1)
        first = self._message_id(int(frame.visit[row]), 1)
        return (
            f"<ConversationRef><RefToParent>{parent}</RefToParent>"
            f"<RefToConversation>{first}</RefToConversation></ConversationRef>"
        )

    def _identifier(self, frame: Frame, row: int) -> str:
        return self._message_id(int(frame.visit[row]), int(frame.version[row]))

    def _message_id(self, visit: int, version: int) -> str:
        name = f"urn:folkekommune:{self.system.municipality}:{visit}:{version}"
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    def _name(self, frame: Frame, row: int) -> str:
        """Name the file of a message; the same message sent again (E04) is another file."""
        key = int(frame.visit[row]) * _MOST_VERSIONS + int(frame.version[row])
        times = self._sent[key] = self._sent.get(key, 0) + 1
        name = f"urn:folkekommune:{self.system.municipality}:{key}:{times}"
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    def _next_file(self) -> None:
        self._end_file(last=False)
        day = f"{self.delivery.extracted:%Y%m%d}"
        number = len(self._written) + 1
        path = self.folder / f"Meldinger_{self.system.municipality}_{day}-{number}.zip"
        self._file = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._written.append(WrittenFile(path, 0))

    def _put(self, name: str, content: bytes) -> None:
        self._list.append(f"{name} {hashlib.sha256(content).hexdigest()}")
        self._store(name, content)

    def _store(self, name: str, content: bytes) -> None:
        assert self._file is not None  # noqa: S101 - opened by the caller
        entry = zipfile.ZipInfo(name, date_time=_NEVER)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        self._file.writestr(entry, content, compresslevel=1)

    def _end_file(self, *, last: bool) -> None:
        if self._file is None:
            return
        mark = _MARK if self.faults.file == MARKED else b""
        end = b"" if last and self.faults.file == NO_LAST_LINE else b"\n"
        self._store("manifest.txt", mark + "\n".join(self._list).encode() + (end if self._list else b""))
        self._file.close()
        self._file = None
        self._written[-1] = WrittenFile(self._written[-1].path, len(self._list))
        self._list = []

    def _place_name(self, name: str) -> str:
        return misread(name) if self.faults.mojibake else name
