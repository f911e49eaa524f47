"""Look at unknown messages in zip files: what their payload asks, and what the message head tells.

The head follows a standard, so person, birth and sex stand at known places. In the payload a *question* is
an element that comes several times with another name in one of its attributes, its first child is the answer,
and what is around all questions is the visit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from folkekommune.errors import InputError, Place
from folkekommune.ingest.formats.archive import open_archive
from folkekommune.ingest.formats.xml_feed import BrokenXmlError, XmlFeed
from folkekommune.ingest.mappings.mapping import IDENTITY
from folkekommune.ingest.suggesting.survey import Survey, quoted

HEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
_LARGEST = 4 * 1024 * 1024
_MOST_MESSAGES = 12_000
_LOOKED_AT = 400
_SENTINEL = "null:"
_SEVERAL = 3
_MOST_TYPES, _LONGEST_CODE, _DATE_DIGITS = 60, 12, 8


@dataclass
class _Shape:
    """What the payload is made of: the tags, and the attributes that name and answer."""

    path: str = ""
    visit: str = ""
    question: str = ""
    answer: str = ""
    name: str = ""
    value: str = ""
    title: str = ""
    unit: str = ""
    absent: str = ""
    occasion: str = ""
    spaces: dict[str, str] = field(default_factory=dict)


def survey_messages(files: list[Path], municipality: str) -> Survey:
    """Look at the messages of a delivery."""
    survey = Survey("message_zip")
    trees = [tree for path in files for tree in _messages(path)]
    shape = _shape(trees[:_LOOKED_AT])
    kind = Counter(_head(tree, "MsgInfo/Type", "V") for tree in trees).most_common(1)[0][0]
    kinds = Counter(str(found.get("V", "")) for tree in trees for found in tree.iter(f"{{{HEAD}}}TypeId"))
    for tree in trees:
        _add(survey, tree, shape)
    name = files[0].name
    survey.options["files"] = _pattern(name, municipality)
    survey.sections = _sections(shape, kind, [one for one, _ in kinds.most_common() if one])
    survey.given = {IDENTITY: "(identity)"}
    return survey.close()


def _messages(path: Path) -> list[ET.Element]:
    found = []
    with open_archive(path) as archive:
        for name in archive.names[:_MOST_MESSAGES]:
            if not name.lower().endswith(".xml"):
                continue
            content = archive.read(name, _LARGEST)
            try:
                # No declarations, no entities, no depth: what passes is plain.
                XmlFeed(_Nothing(), Place(file=str(path))).feed(content, last=True)
                found.append(ET.fromstring(content))  # noqa: S314 - see the line above
            except (BrokenXmlError, ET.ParseError):
                continue
    return found


class _Nothing:
    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        """Take nothing."""

    def end(self, _name: str, _text: str) -> None:
        """Take nothing."""


def _shape(trees: list[ET.Element]) -> _Shape:
    """Find visit, question and answer, and what their attributes are."""
    names: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    paths: dict[tuple[str, str], str] = {}
    together: Counter[tuple[str, str]] = Counter()
    for tree in trees:
        for parent, path in _walk(tree, ""):
            several = Counter(child.tag for child in parent if len(child))
            for child in parent:
                if child.tag.startswith(f"{{{HEAD}}}") or several[child.tag] < _SEVERAL:
                    continue
                paths[parent.tag, child.tag] = path
                together[parent.tag, child.tag] += 1
                for attribute, value in child.attrib.items():
                    names[parent.tag, child.tag, attribute][value] += 1
    if not names:
        raise InputError("suggesting.no-questions")
    best = max(names, key=lambda key: (together[key[:2]], len(names[key])))
    visit, question, name = best
    shape = _Shape(path=paths[visit, question], visit=visit, question=question, name=name)
    attributes: dict[str, Counter[str]] = defaultdict(Counter)
    answers: Counter[str] = Counter()
    of_visit: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for tree in trees:
        for around in tree.iter(visit):
            asked = {str(one.get(name)) for one in around.iter(question)}
            for attribute, value in around.attrib.items():
                of_visit[attribute][value] |= asked
            for one in around.iter(question):
                for child in one:
                    answers[child.tag] += 1
                    for attribute, value in child.attrib.items():
                        attributes[attribute][value] += 1
    shape.answer = answers.most_common(1)[0][0]
    whole = answers[shape.answer]
    totals = {attribute: sum(values.values()) for attribute, values in attributes.items()}
    shape.value = max(
        totals, key=lambda one: (totals[one] > whole / 2, _numeric(attributes[one]), len(attributes[one]))
    )
    rest = {one: values for one, values in attributes.items() if one != shape.value}
    shape.unit = next((one for one, v in rest.items() if set(v) & {"kg", "g", "cm", "mm"}), "U")
    shape.absent = next(
        (one for one, v in rest.items() if set(v) & {"NI", "UNK", "NASK", "ASKU"}), "nullFlavor"
    )
    texts = [
        one for one in rest if one not in {shape.unit, shape.absent} and not any(":" in v for v in rest[one])
    ]
    shape.title = max(texts, key=lambda one: totals[one], default="")
    groups = {one: v for one, v in of_visit.items() if 1 < len(v) <= _MOST_TYPES}
    shape.occasion = max(groups, key=lambda one: _apart(groups[one]), default="")
    return shape


def _apart(asked: dict[str, set[str]]) -> float:
    """Tell how differently the questions are that go with each value."""
    every = set().union(*asked.values())
    return (
        sum(len(every - questions) for questions in asked.values())
        / max(1, len(every) * len(asked))
        * len(asked)
    )


def _numeric(values: Counter[str]) -> float:
    whole = sum(values.values())
    return sum(n for value, n in values.items() if len(value) <= _LONGEST_CODE) / whole if whole else 0.0


def _walk(element: ET.Element, path: str) -> list[tuple[ET.Element, str]]:
    here = f"{path}/{element.tag}" if path else element.tag
    found = [(element, here)]
    for child in element:
        found += _walk(child, here)
    return found


def _head(tree: ET.Element, path: str, attribute: str = "") -> str:
    steps = "/".join(f"{{{HEAD}}}{step}" for step in path.split("/"))
    found = tree.find(steps)
    if found is None:
        return ""
    return str(found.get(attribute, "")) if attribute else (found.text or "").strip()


_PATHS = {
    "m:MsgHead/m:MsgInfo/m:Patient/m:DateOfBirth": ("MsgInfo/Patient/DateOfBirth", ""),
    "m:MsgHead/m:MsgInfo/m:Patient/m:Sex/@V": ("MsgInfo/Patient/Sex", "V"),
    "m:MsgHead/m:MsgInfo/m:Patient/m:Address/m:County/@V": ("MsgInfo/Patient/Address/County", "V"),
    "m:MsgHead/m:MsgInfo/m:Patient/m:Address/m:CityDistr/@V": ("MsgInfo/Patient/Address/CityDistr", "V"),
}
_STANDARD_LABELS = {"County": "kommune", "CityDistr": "bydel"}


def _add(survey: Survey, tree: ET.Element, shape: _Shape) -> None:
    visit = next(tree.iter(shape.visit), None)
    if visit is None:
        return
    cells = {path: _head(tree, *where) for path, where in _PATHS.items()}
    for path in _PATHS:
        for step, label in _STANDARD_LABELS.items():
            if f":{step}/" in path:
                survey.column(path).labels.add(label)
    cells["(identity)"] = _head(tree, "MsgInfo/Patient/Ident/Id")
    for attribute, value in visit.attrib.items():
        if attribute != shape.occasion:
            cells[f"@{attribute}"] = value
    for question in visit.iter(shape.question):
        name = str(question.get(shape.name, ""))
        answer = question.find(shape.answer)
        if answer is None:
            continue
        word = str(answer.get(shape.value, ""))
        if not word and answer.get(shape.absent) not in {None, "NI"}:
            word = f"{_SENTINEL}{answer.get(shape.absent)}"
        cells[name] = word
        column = survey.column(name)
        if shape.title and answer.get(shape.title) and word:
            column.titles.setdefault(word, str(answer.get(shape.title)))
        if answer.get(shape.unit):
            column.unit = str(answer.get(shape.unit))
    kind = str(visit.get(shape.occasion, "")) if shape.occasion else "(all)"
    survey.add(survey.group(kind, kind), cells)


def _pattern(name: str, municipality: str) -> str:
    stem, _, ending = name.rpartition(".")
    parts = stem.rstrip("0123456789").rstrip("-") if "-" in stem else stem
    shaped = parts.replace(municipality, "{municipality}", 1) if municipality else parts
    digits = [
        part for part in shaped.replace("-", "_").split("_") if part.isdigit() and len(part) == _DATE_DIGITS
    ]
    return f"{shaped.replace(digits[0], '{date}', 1) if digits else shaped}.{ending}"


def _sections(shape: _Shape, kind: str, kinds: list[str]) -> str:
    space = shape.visit[1:].partition("}")[0]

    def short(path: str) -> str:
        return path.replace(f"{{{HEAD}}}", "m:").replace(f"{{{space}}}", "h:")

    visit = short(shape.path)
    question = f"{visit}/{short(shape.question)}"
    head = "m:MsgHead/m:MsgInfo"
    return f"""
[message]
kind = {quoted(kind)}
identifiers = [{", ".join(quoted(one) for one in kinds)}]    # the preferred first

[message.namespaces]
m = {quoted(HEAD)}
h = {quoted(space)}

[message.paths]
kind = "{head}/m:Type/@V"
generated = "{head}/m:GenDate"
identity = "{head}/m:Patient/m:Ident/m:Id"
identifier = "{head}/m:Patient/m:Ident/m:TypeId/@V"
visit = {quoted(visit)}
question = {quoted(question)}
answer = {quoted(f"{question}/{short(shape.answer)}")}

[message.attributes]
occasion = {quoted(shape.occasion)}
withdrawn = "trukket"    # not seen in this export
name = {quoted(shape.name)}
value = {quoted(shape.value)}
absent = {quoted(shape.absent)}
unit = {quoted(shape.unit)}
"""
