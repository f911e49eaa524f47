"""All deliveries that are being written, and how each is finished."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune.synthetic.arrays import IntArray, TextArray
from folkekommune.synthetic.faults.context import FaultContext
from folkekommune.synthetic.faults.deliveries import INTERRUPTED, DeliveryFaults
from folkekommune.synthetic.faults.persons import NOBODY, PersonFaults, number_texts, spoil_numbers
from folkekommune.synthetic.frames import Frame
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL
from folkekommune.synthetic.systems import Delivery, RecordSystem
from folkekommune.synthetic.world import World
from folkekommune.synthetic.writing.answers_json import AnswerWriter
from folkekommune.synthetic.writing.bulk import BulkWriter
from folkekommune.synthetic.writing.manifest import write_manifest
from folkekommune.synthetic.writing.message_answers import MessageAnswers
from folkekommune.synthetic.writing.messages import MessageWriter
from folkekommune.synthetic.writing.relational import RelationalWriter
from folkekommune.synthetic.writing.resources import Patients
from folkekommune.synthetic.writing.sheet_columns import SheetColumns
from folkekommune.synthetic.writing.wide_csv import Register, WideCsvWriter
from folkekommune.synthetic.writing.workbook import WorkbookWriter

Writer = WideCsvWriter | WorkbookWriter | BulkWriter | RelationalWriter | MessageWriter
_WITH_PATIENTS = ("C", "D")
_ARRIVED = 0.6
_ROWS_AT_ONCE = 8000


class Press:
    """Opens, fills and closes every delivery."""

    def __init__(
        self,
        out: Path,
        world: World,
        *,
        context: FaultContext,
        persons: PersonFaults,
        names: TextArray,
        settings: dict[str, Any],
        deliveries: tuple[Delivery, ...],
    ) -> None:
        self._out = out
        self._world = world
        self._context = context
        self._persons = persons
        self._names = names
        self._settings = settings
        self._deliveries = deliveries
        self._writers: dict[tuple[RecordSystem, int], Writer] = {}
        self._faults: dict[tuple[RecordSystem, int], DeliveryFaults] = {}

    def open(
        self,
        systems: tuple[RecordSystem, ...],
        faults: dict[tuple[RecordSystem, int], DeliveryFaults],
    ) -> None:
        """Begin every delivery of every record system."""
        self._faults = faults
        for system in systems:
            wrong: tuple[dict[int, str], np.ndarray] = ({}, np.zeros(0, dtype=np.bool_))
            if system.shape in _WITH_PATIENTS:
                wrong = self._wrong_patients(system)
            for delivery in self._deliveries:
                folder = self._out / system.municipality / system.folder(delivery)
                folder.mkdir(parents=True)
                key = (system, delivery.position)
                if system.shape == "A":
                    self._writers[key] = self._wide(folder, system, delivery)
                elif system.shape == "B":
                    self._writers[key] = self._workbooks(folder, system, delivery)
                elif system.shape == "E":
                    self._writers[key] = self._messages(folder, system, delivery)
                elif system.shape == "D":
                    self._writers[key] = self._relational(folder, system, delivery, wrong=wrong)
                else:
                    self._writers[key] = self._bulk(folder, system, delivery, wrong=wrong)

    def write(self, system: RecordSystem, frames: list[Frame]) -> None:
        """Put frames into the deliveries they belong to."""
        for frame in frames:
            for delivery in self._deliveries:
                rows = np.flatnonzero(frame.delivery == delivery.position)
                for start in range(0, len(rows), _ROWS_AT_ONCE):
                    part = rows[start : start + _ROWS_AT_ONCE]
                    self._writers[system, delivery.position].write(frame.take(part))

    def close(self, tell: Callable[[int, int], None]) -> list[Path]:
        """Finish every delivery with its manifest; give their folders."""
        folders = []
        for done, ((system, position), writer) in enumerate(self._writers.items()):
            tell(done, len(self._writers))
            files = writer.close()
            write_manifest(
                writer.folder,
                system=system,
                delivery=self._deliveries[position],
                names=self._settings["shapes"][system.shape],
                databank=self._world.databank.name,
                files=files,
            )
            if self._faults[system, position].file == INTERRUPTED:
                self._interrupt(writer.folder)
            folders.append(writer.folder)
        tell(len(self._writers), len(self._writers))
        return folders

    def _wide(self, folder: Path, system: RecordSystem, delivery: Delivery) -> WideCsvWriter:
        return WideCsvWriter(
            folder=folder,
            system=system,
            delivery=delivery,
            questionnaire=self._world.questionnaire,
            databank=self._world.databank,
            places=self._world.places,
            register=Register(self._names, self._world.children.born),
            settings=self._settings["wide"],
            looks=self._context.settings,
            faults=self._faults[system, delivery.position],
        )

    def _workbooks(self, folder: Path, system: RecordSystem, delivery: Delivery) -> WorkbookWriter:
        return WorkbookWriter(
            folder=folder,
            system=system,
            delivery=delivery,
            columns=SheetColumns(
                municipality=system.municipality,
                questionnaire=self._world.questionnaire,
                databank=self._world.databank,
                places=self._world.places,
                born=self._world.children.born,
                settings=self._settings["sheet"],
                looks=self._context.settings,
                faults=self._faults[system, delivery.position],
            ),
            context=self._context,
            numbers=self._world.children.numbers,
        )

    def _messages(self, folder: Path, system: RecordSystem, delivery: Delivery) -> MessageWriter:
        return MessageWriter(
            folder=folder,
            system=system,
            delivery=delivery,
            questionnaire=self._world.questionnaire,
            databank=self._world.databank,
            places=self._world.places,
            answers=MessageAnswers(
                questionnaire=self._world.questionnaire,
                databank=self._world.databank,
                places=self._world.places,
                old_codes=self._context.settings["old_codes"],
            ),
            names=self._names,
            born=self._world.children.born,
            settings=self._settings["messages"],
            faults=self._faults[system, delivery.position],
        )

    def _bulk(
        self,
        folder: Path,
        system: RecordSystem,
        delivery: Delivery,
        *,
        wrong: tuple[dict[int, str], np.ndarray],
    ) -> BulkWriter:
        faults = self._faults[system, delivery.position]
        settings = self._settings["bulk"]
        return BulkWriter(
            folder=folder,
            system=system,
            delivery=delivery,
            questionnaire=self._world.questionnaire,
            databank=self._world.databank,
            places=self._world.places,
            patients=self._patients(system, wrong),
            answers=AnswerWriter(
                municipality=system.municipality,
                questionnaire=self._world.questionnaire,
                databank=self._world.databank,
                places=self._world.places,
                settings=settings,
                old_codes=self._context.settings["old_codes"],
                mojibake=faults.mojibake,
            ),
            settings=settings,
            faults=faults,
        )

    def _relational(
        self,
        folder: Path,
        system: RecordSystem,
        delivery: Delivery,
        *,
        wrong: tuple[dict[int, str], np.ndarray],
    ) -> RelationalWriter:
        return RelationalWriter(
            folder=folder,
            system=system,
            delivery=delivery,
            questionnaire=self._world.questionnaire,
            databank=self._world.databank,
            places=self._world.places,
            patients=self._patients(system, wrong),
            settings=self._settings["relational"],
            faults=self._faults[system, delivery.position],
        )

    def _patients(self, system: RecordSystem, wrong: tuple[dict[int, str], np.ndarray]) -> Patients:
        return Patients(
            municipality=system.municipality,
            children=self._world.children,
            places=self._world.places,
            names=self._names,
            persons=self._persons,
            wrong_numbers=wrong[0],
            wrong_sex=wrong[1],
            settings=self._settings["bulk"],
        )

    def _wrong_patients(self, system: RecordSystem) -> tuple[dict[int, str], np.ndarray]:
        """Choose the patients whose number or sex is wrong (E02, E13), and note all errors of persons."""
        children, context = self._world.children, self._context
        seen = self._patients_of(system)
        right = number_texts(children.numbers[seen])
        item = context.questionnaire.with_role("identity_number").name
        rng = context.rng("E02", system.municipality, "patients")
        free = self._persons.shares_with[seen] == NOBODY
        spoilt = np.flatnonzero((rng.random(len(seen)) < context.share("E02")) & free)
        wrong = spoil_numbers(rng, right[spoilt])
        rng = context.rng("E13", system.municipality, "patients")
        other_sex = np.flatnonzero(rng.random(len(seen)) < context.share("E13"))
        wrong_sex = np.zeros(len(children), dtype=np.bool_)
        wrong_sex[seen[other_sex]] = True
        sexes = np.where(children.girl[seen[other_sex]], GIRL, BOY)
        late = np.flatnonzero(self._persons.known_from[seen] > 0)
        for error, rows, name, true in (
            ("E02", spoilt, item, list(right[spoilt])),
            ("E03", late, item, list(right[late])),
            ("E05", np.flatnonzero(~free), item, list(right[~free])),
            ("E13", other_sex, context.questionnaire.with_role("sex").name, [str(sex) for sex in sexes]),
        ):
            context.log.add_persons(error, seen[rows], municipality=system.municipality, item=name, true=true)
        return dict(zip(seen[spoilt].tolist(), wrong, strict=True)), wrong_sex

    def _patients_of(self, system: RecordSystem) -> IntArray:
        places = self._world.places
        index = places.municipalities.index(system.municipality)
        found = [
            one.child[places.district_municipality[one.district] == index]
            for one in self._world.visits
            if one.occasion.name in system.occasions
        ]
        return np.unique(np.concatenate(found))

    def _interrupt(self, folder: Path) -> None:
        """Leave a copy that was cut off on the way; its manifest tells what should have come (E23)."""
        copy = self._out / "interrupted" / folder.relative_to(self._out)
        shutil.copytree(folder, copy)
        files = [file for file in copy.iterdir() if file.name != "manifest.json"]
        largest = max(files, key=lambda file: (file.stat().st_size, file.name))
        with largest.open("r+b") as stream:
            stream.truncate(int(largest.stat().st_size * _ARRIVED))
