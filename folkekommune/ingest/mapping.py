"""A mapping: what the columns and codes of one record system's export mean in a databank.

One TOML file a record system and version, in ``databanks/<folder>/mappings/``. No code: everything that
differs between record systems with the same shape of export stands there. See ``docs/mapping.md``.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.catalogue.model import Databank, Texts
from folkekommune.errors import InputError, Place
from folkekommune.ingest.toml_tables import TomlTable, read_toml
from folkekommune.ingest.words import Writing

RECORD = "record"
IDENTITY = "identity"
VISIT_DATE = "visit_date"
BIRTH_DATE = "birth_date"
SEX = "sex"
ROLES = (RECORD, IDENTITY, VISIT_DATE, BIRTH_DATE, SEX)
PERSON_SOURCES = ("sex", "birth_year", "birth_month")
_PLACEHOLDERS = {
    "occasion": "(?P<occasion>[A-Za-z0-9]+)",
    "municipality": "(?P<municipality>[0-9]{4})",
    "date": "(?P<date>[0-9]{8})",
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
    computed: frozenset[str] = frozenset()
    """Items that are worked out here, which no field of an export can be."""


def load_mapping(file: Path, databank: Databank, *, shapes: tuple[str, ...]) -> Mapping:
    """Read a mapping file and check it against its databank.

    :param shapes: the shapes of export that there are connectors for.
    :raises InputError: with the file and the key that is wrong.
    """
    content, top = read_toml(file)
    if top.text("databank") != databank.name:
        raise top.fault("databank", "ingest.mapping-databank", databank=databank.name)
    title = top.table("title")
    mapping = Mapping(
        name=file.stem,
        file=file,
        fingerprint=hashlib.sha256(content).hexdigest(),
        title=Texts(nb=title.text("nb"), nn=title.text("nn"), en=title.text("en")),
        shape=top.choice("shape", shapes),
        databank=databank.name,
        systems=top.texts("systems"),
        forms=top.texts("forms"),
        labels=_labels(top, databank),
        writing=_writing(top, databank),
        visit=_visit_items(top, databank),
        person=_person(top, databank),
        numbers_from_2032=top.flag("numbers_from_2032", default=False),
        options=_options(top),
    )
    top.close()
    return mapping


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


def _labels(top: TomlTable, databank: Databank) -> Labels:
    targets = {"fields": set(ROLES), "items": items_of(databank)}
    fields: dict[str, str] = {}
    for section, known in targets.items():
        _name_fields(top.table(section), known, fields)
    expected = set(fields)
    _name_fields(top.table("known_as"), targets["fields"] | targets["items"], fields)
    dropped = frozenset(top.texts("drop"))
    for name in sorted(dropped & set(fields)):
        raise top.fault("drop", "ingest.field-twice", field=name)
    return Labels(
        fields=fields,
        renamed=frozenset(set(fields) - expected),
        dropped=dropped,
        pattern=top.text("label", "{title}"),
    )


def _name_fields(table: TomlTable, known: set[str], fields: dict[str, str]) -> None:
    """Add the names that a section gives to roles or items."""
    for target in table:
        names = table.texts(target)
        if target not in known or not names:
            raise table.fault(target, "ingest.target-unknown")
        for name in names:
            if name in fields:
                raise table.fault(target, "ingest.field-twice", field=name)
            fields[name] = target


def _writing(top: TomlTable, databank: Databank) -> Writing:
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
        terms=_words(table.table("terms"), databank),
        words=_words(table.table("words"), databank),
    )
    table.close()
    return writing


def _words(table: TomlTable, databank: Databank) -> dict[str, dict[str, int | str]]:
    """Read words for codes, by code list."""
    found = {}
    for name in table:
        if name not in databank.code_lists:
            raise table.fault(name, "ingest.code-list-unknown")
        codes = {code.value for code in databank.code_lists[name].codes}
        found[name] = _codes(table.table(name), codes)
    return found


def _codes(table: TomlTable, codes: set[int | str]) -> dict[str, int | str]:
    found: dict[str, int | str] = {}
    numeric = all(isinstance(code, int) for code in codes)
    for word in table:
        code: int | str = int(table.number(word)) if numeric else table.text(word)
        if code not in codes:
            raise table.fault(word, "ingest.code-not-in-list")
        found[word] = code
    return found


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
