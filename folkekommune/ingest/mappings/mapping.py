"""A mapping: what the columns and codes of one record system's export mean in a databank.

One TOML file a record system and version, in ``databanks/<folder>/mappings/``. No code: everything that
differs between record systems with the same shape of export stands there. See ``docs/mapping.md``.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.catalogue.model import Databank, Texts
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.units import Unit, factor_between
from folkekommune.ingest.cells.words import Writing
from folkekommune.ingest.mappings.code_words import read_dated, read_words
from folkekommune.ingest.mappings.toml_tables import Faults, TomlTable, read_toml
from folkekommune.ingest.mappings.witness import Witness

RECORD = "record"
IDENTITY = "identity"
VISIT_DATE = "visit_date"
STOP = "stop"
"""The last day of a spell, whose first is the ``visit_date``."""
BIRTH_DATE = "birth_date"
SEX = "sex"
PERSON = "person"
"""The record system's own id of the person, which stays when the number changes."""
OTHER_IDENTITY = "other_identity"
"""Further identity numbers of the same person, with blanks between."""
FORM = "form"
"""The version of the form that was answered."""
ROLES = (RECORD, IDENTITY, VISIT_DATE, STOP, BIRTH_DATE, SEX, PERSON, OTHER_IDENTITY, FORM)
PERSON_SOURCES = ("sex", "birth_year", "birth_month")
LAYOUTS = {"workbook": "sheets", "message_zip": "message", "relational": "relational"}
"""The section that only one shape has."""
_PLACEHOLDERS = {
    "occasion": "(?P<occasion>[A-Za-z0-9]+)",
    "municipality": "(?P<municipality>[0-9]{4})",
    "date": "(?P<date>[0-9]{8})",
    "year": "(?P<year>[0-9]{4})",
}


@dataclass(frozen=True)
class Labels:
    """How fields are named in the export.

    :param fields: what each named field is: a role or an item.
    :param renamed: those of the names that are known, but not expected.
    :param dropped: fields that must not get in: names, free text.
    :param pattern: how a field is named that is not named here, from the item's title or name.
    """

    fields: dict[str, str] = field(hash=False)
    renamed: frozenset[str]
    dropped: frozenset[str]
    pattern: str


@dataclass(frozen=True)
class VisitItems:
    """Which items hold when and where a visit was, and where the person lived then."""

    date: str | None
    municipality: str | None
    district: str | None
    site: str | None

    @property
    def names(self) -> frozenset[str | None]:
        """Give them all: they tell of the visit, and are no answers."""
        return frozenset((self.date, self.municipality, self.district, self.site))


@dataclass(frozen=True)
class Mapping:
    """Everything a load needs to know about one record system's export."""

    name: str
    file: Path
    fingerprint: str
    title: Texts
    shape: str
    databank: str
    systems: tuple[str, ...]
    forms: tuple[str, ...]
    labels: Labels
    writing: Writing
    visit: VisitItems
    person: dict[str, str] = field(hash=False)
    numbers_from_2032: bool
    options: dict[str, str] = field(hash=False)
    units: dict[str, Unit] = field(default_factory=dict, hash=False)
    """The unit an item is written in, where it is not the databank's."""
    computed: frozenset[str] = frozenset()
    """Items that are worked out here, which no field of an export can be."""
    layout: TomlTable | None = field(default=None, hash=False, compare=False)
    """The section of the shape (see ``LAYOUTS``); its connector reads it."""
    occasions: tuple[str, ...] = ()
    """The occasions of the databank, for connectors whose sections name them."""
    witness: Witness | None = field(default=None, hash=False, compare=False)
    """Who notes the fields, when the mapping is only tried on a delivery."""


def load_mapping(file: Path, databank: Databank, *, shapes: tuple[str, ...]) -> Mapping:
    """Read a mapping file and check it against its databank.

    :param shapes: the shapes of export that there are connectors for.
    :raises InputError: with the file and the first key that is wrong.
    """
    mapping, faults = read_mapping(file, databank, shapes=shapes)
    if faults:
        raise faults[0]
    return mapping


def read_mapping(
    file: Path, databank: Databank, *, shapes: tuple[str, ...]
) -> tuple[Mapping, list[InputError]]:
    """Read a mapping file, and give what is wrong with it section by section.

    :raises InputError: when it is no TOML file at all.
    """
    content, top = read_toml(file)
    faults = Faults()
    with faults.gathered():
        if top.text("databank") != databank.name:
            raise top.fault("databank", "ingest.mapping-databank", databank=databank.name)
    shape = faults.gather(lambda: top.choice("shape", shapes), "")
    mapping = Mapping(
        name=file.stem,
        file=file,
        fingerprint=hashlib.sha256(content).hexdigest(),
        title=faults.gather(lambda: _title(top.table("title")), Texts(nb="", nn="", en="")),
        shape=shape,
        databank=databank.name,
        systems=faults.gather(lambda: top.texts("systems"), ()),
        forms=faults.gather(lambda: top.texts("forms"), ()),
        labels=_labels(top, databank, faults),
        writing=faults.gather(lambda: _writing(top, databank, faults), Writing(coded="codes")),
        visit=faults.gather(lambda: _visit_items(top, databank), VisitItems(None, None, None, None)),
        person=faults.gather(lambda: _person(top, databank), {}),
        numbers_from_2032=faults.gather(lambda: top.flag("numbers_from_2032", default=False), default=False),
        units=faults.gather(lambda: _units(top.table("units"), databank), {}),
        options=faults.gather(lambda: _options(top), {}),
        layout=faults.gather(lambda: top.table(LAYOUTS[shape]) if shape in LAYOUTS else None, None),
        occasions=tuple(occasion.name for occasion in databank.occasions),
    )
    with faults.gathered():
        top.close()
    return mapping, faults.found


def load_mappings(folder: Path, databank: Databank, *, shapes: tuple[str, ...]) -> dict[str, Mapping]:
    """Read every mapping of a databank package, by name."""
    files = sorted((folder / "mappings").glob("*.toml"))
    return {file.stem: load_mapping(file, databank, shapes=shapes) for file in files}


def file_pattern(mapping: Mapping, option: str) -> re.Pattern[str]:
    """Give the pattern of a file name, from a text with ``{occasion}``, ``{municipality}``, ``{date}``.

    A number before the ending (``-1``, ``-2``) and a ``.gz`` after it are always understood: files may
    be split and compressed.
    """
    text = mapping.options[option]
    stem, dot, ending = text.rpartition(".")
    parts = re.split(r"\{(\w+)\}", stem)
    pattern = ""
    for index, part in enumerate(parts):
        if index % 2 == 0:
            pattern += re.escape(part)
        elif part in _PLACEHOLDERS:
            pattern += _PLACEHOLDERS[part]
        else:
            place = Place(file=str(mapping.file))
            raise InputError("ingest.placeholder-unknown", place=place, key=option, placeholder=part)
    return re.compile(pattern + r"(?:-(?P<part>[0-9]+))?" + re.escape(dot + ending) + r"(?P<gzip>\.gz)?")


def items_of(databank: Databank) -> set[str]:
    """Give the names of a databank's items."""
    return {variable.item for variable in databank.variables.values() if variable.item}


def _title(table: TomlTable) -> Texts:
    return Texts(nb=table.text("nb"), nn=table.text("nn"), en=table.text("en"))


def _labels(top: TomlTable, databank: Databank, faults: Faults) -> Labels:
    targets = {"fields": set(ROLES), "items": items_of(databank)}
    fields: dict[str, str] = {}
    for section, known in targets.items():
        _name_fields(top, section, known, fields=fields, faults=faults)
    expected = set(fields)
    _name_fields(top, "known_as", targets["fields"] | targets["items"], fields=fields, faults=faults)
    none: tuple[str, ...] = ()
    dropped = frozenset(faults.gather(lambda: top.texts("drop"), none))
    for name in sorted(dropped & set(fields)):
        faults.found.append(top.fault("drop", "ingest.field-twice", field=name))
    return Labels(
        fields=fields,
        renamed=frozenset(set(fields) - expected),
        dropped=dropped,
        pattern=faults.gather(lambda: top.text("label", "{title}"), ""),
    )


def _name_fields(
    top: TomlTable, section: str, known: set[str], *, fields: dict[str, str], faults: Faults
) -> None:
    """Add the names that a section gives to roles or items."""
    with faults.gathered():
        table = top.table(section)
        for target in table:
            with faults.gathered():
                names = table.texts(target)
                if target not in known or not names:
                    near = difflib.get_close_matches(target, sorted(known), n=1)
                    raise table.fault(target, "ingest.target-unknown", near=near)
                for name in names:
                    if name in fields:
                        raise table.fault(target, "ingest.field-twice", field=name)
                    fields[name] = target


def _units(table: TomlTable, databank: Databank) -> dict[str, Unit]:
    wanted = {variable.item: variable.unit or "" for variable in databank.variables.values() if variable.item}
    found = {}
    for item in table:
        if item not in wanted:
            raise table.fault(item, "ingest.target-unknown")
        factor = factor_between(table.text(item), wanted[item])
        if factor is None:
            raise table.fault(item, "mapping.unit-unknown", wanted=wanted[item] or "-")
        found[item] = Unit(table.text(item), factor)
    return found


def _writing(top: TomlTable, databank: Databank, faults: Faults) -> Writing:
    table = top.table("writing")
    sentinels = table.table("sentinels")
    writing = Writing(
        coded=table.choice("coded", ("titles", "codes")),
        decimal=table.choice("decimal", (",", "."), "."),
        date_format=table.text("date", "%Y-%m-%d"),
        language=table.choice("language", ("nb", "nn", "en"), "nb"),
        missing=frozenset(table.texts("missing")),
        missing_numbers=frozenset(table.numbers("missing_numbers")),
        sentinels={word: int(sentinels.number(word)) for word in sentinels},
        terms=read_words(table.table("terms"), databank),
        words=read_words(table.table("words"), databank),
        dated=read_dated(table.tables("codes"), databank, forms=top.texts("forms"), faults=faults),
    )
    table.close()
    return writing


def _visit_items(top: TomlTable, databank: Databank) -> VisitItems:
    table = top.table("visit")
    items = items_of(databank)
    chosen: dict[str, str | None] = {}
    for kind in ("date", "municipality", "district", "site"):
        item = table.text(kind, "")
        if item and item not in items:
            raise table.fault(kind, "ingest.target-unknown")
        chosen[kind] = item or None
    table.close()
    return VisitItems(**chosen)


def _person(top: TomlTable, databank: Databank) -> dict[str, str]:
    table = top.table("person")
    facts = {name for name, variable in databank.variables.items() if variable.item is None}
    for name in table:
        if name not in facts:
            raise table.fault(name, "ingest.target-unknown")
    return {name: table.choice(name, PERSON_SOURCES) for name in table}


def _options(top: TomlTable) -> dict[str, str]:
    """Give what only the connector understands; it checks these itself."""
    table = top.table("options")
    return {key: table.scalar(key) for key in table}
