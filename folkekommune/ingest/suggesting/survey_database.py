"""Look at an unknown database: which table has the visits, which the answers, and what is joined to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.errors import InputError, Place
from folkekommune.ingest.mapping import RECORD
from folkekommune.ingest.relational.sqlite_file import list_tables, open_file
from folkekommune.ingest.suggesting.names import words_of
from folkekommune.ingest.suggesting.schema import Table, read_schema
from folkekommune.ingest.suggesting.survey import Survey
from folkekommune.ingest.suggesting.values import Values, day_of

_UNITS = {"g", "kg", "mm", "cm", "m"}
_FLAGS = [{"0", "1"}, {"0"}, {"t", "f"}, {"true", "false"}]
_DELETED = {"slettet", "sletta", "deleted", "ugyldig", "fjernet", "inaktiv", "historisk"}
_MOST = 0.9
_MOST_TYPES = 60


@dataclass
class _Answers:
    """A table of answers: the columns that say which visit, which field, and what was answered."""

    table: Table
    visit: str
    name: str
    question: str = ""
    label: str = ""
    values: list[str] = field(default_factory=list)
    code: str = ""
    word: str = ""
    title: str = ""
    unit: str = ""
    latest: str = ""
    deleted: str = ""


@dataclass
class _Visits:
    """The table of visits."""

    table: Table
    person: str
    occasion: str = ""
    changed: str = ""
    replaces: str = ""


def survey_database(path: Path, municipality: str) -> Survey:
    """Look at a database file."""
    listed = list_tables(path)
    with open_file(path, frozenset(listed)) as connection:
        tables = read_schema(connection, listed)
    visits = _find_visits(tables, path)
    answers = [found for table in tables.values() if (found := _find_answers(table, visits, tables))]
    survey = Survey("relational")
    survey.options["files"] = (
        path.name.replace(municipality, "{municipality}", 1) if municipality else path.name
    )
    _fill(survey, visits, answers, tables)
    survey.sections = _sections(visits, answers, tables)
    survey.given[RECORD] = visits.table.key
    return survey.close()


def _find_visits(tables: dict[str, Table], path: Path) -> _Visits:
    """Find the table that refers to persons, says when, and that most others refer to."""
    persons = {
        name
        for name, table in tables.items()
        if any(table.values(column).identity >= _MOST for column in table.columns)
    }
    points: dict[tuple[str, str], float] = {}
    for name, table in tables.items():
        for column, target in table.refers.items():
            dated = any(table.values(one).day_format for one in table.columns)
            if target in persons and target != name and dated and table.key:
                used = sum(name in other.refers.values() for other in tables.values() if other is not table)
                points[name, column] = used
    if not points:
        raise InputError("suggesting.no-visits", place=Place(file=str(path)))
    (name, person), _ = max(points.items(), key=lambda pair: pair[1])
    table = tables[name]
    visits = _Visits(table, person)
    visits.replaces = next((c for c, target in table.refers.items() if target == name), "")
    moments = [c for c in table.columns if table.values(c).day_format]
    for column in moments:
        others = [one for one in moments if one != column]
        if others and all(_never_before(table, column, one) for one in others):
            visits.changed = column
    return visits


def _never_before(table: Table, column: str, other: str) -> bool:
    """Tell whether the days of a column are nearly never before those of another."""
    forms = [table.values(one).day_format or "" for one in (column, other)]
    pairs = [
        (day_of(a, forms[0]), day_of(b, forms[1]))
        for a, b in zip(table.columns[column], table.columns[other], strict=True)
        if a and b
    ]
    known = [(a, b) for a, b in pairs if a and b]
    return bool(known) and sum(a >= b for a, b in known) >= 0.97 * len(known)


def _find_answers(table: Table, visits: _Visits, tables: dict[str, Table]) -> _Answers | None:
    """Find out whether a table holds answers: several rows a visit, each with the name of a field."""
    visit = next((c for c, target in table.refers.items() if target == visits.table.name), "")
    if not visit or table is visits.table or len(table.distinct(visit)) * 1.2 > table.rows:
        return None
    rest = [column for column in table.columns if column not in {visit, table.key}]
    full = [column for column in rest if all(table.columns[column])]
    named = [c for c in full if c in table.refers or _short_words(table, c)]
    names = [c for c in named if _unique_with(table, visit, c) >= _MOST and len(table.distinct(c)) >= 2]
    if not names:
        return None
    own = max(names, key=lambda c: (c in table.refers, len(table.distinct(c))))
    answers = _Answers(table, visit, own)
    if own in table.refers:
        asked = tables[table.refers[own]]
        texts = _texts(asked)
        if not texts:
            return None
        answers.question = own
        answers.name = f"{own}.{texts[0]}"
        answers.label = texts[-1] if len(texts) > 1 else ""
    for column in rest:
        seen = table.values(column)
        if column == own or not seen.filled:
            continue
        if column in table.refers and _texts(tables[table.refers[column]]) and not answers.code:
            answers.code = column
            words = _texts(tables[table.refers[column]])
            answers.word, answers.title = words[0], words[-1]
        elif table.distinct(column) in _FLAGS or set(words_of(column)) & _DELETED:
            answers.deleted = column
        elif table.distinct(column) and table.distinct(column) <= _UNITS:
            answers.unit = column
        elif seen.day_format == "moment":
            answers.latest = column
        else:
            answers.values.append(column)
    return answers if answers.values or answers.code else None


def _short_words(table: Table, column: str) -> bool:
    seen = table.values(column)
    return seen.coded and seen.numeric < 0.1 and not table.distinct(column) <= _UNITS


def _unique_with(table: Table, visit: str, column: str) -> float:
    pairs = set(zip(table.columns[visit], table.columns[column], strict=True))
    return len(pairs) / max(1, len(table.columns[visit]))


def _texts(table: Table) -> list[str]:
    """Give the columns with words, the shortest words first."""
    found = {}
    for column in table.columns:
        words = table.distinct(column)
        seen = table.values(column)
        if column == table.key or not words or seen.day_format or column in table.refers:
            continue
        if seen.numeric < _MOST and len(words) > 1 and seen.filled >= 0.8 * table.rows:
            found[column] = sum(len(word) for word in words) / len(words), -len(words)
    several = [c for c in found if len(table.distinct(c)) > 0.15 * table.rows]
    return sorted(several, key=lambda column: found[column])


def _joined(visits: _Visits, tables: dict[str, Table]) -> dict[str, tuple[str, str]]:
    """Give what is joined to a visit: by name of the join its own column and the table."""
    return {
        column: (column, target)
        for column, target in visits.table.refers.items()
        if target != visits.table.name
    }


def _fill(survey: Survey, visits: _Visits, answers: list[_Answers], tables: dict[str, Table]) -> None:
    """Make rows of visits with all that belongs to them."""
    table = visits.table
    rows = [dict(zip(table.columns, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]
    titles: dict[str, dict[str, str]] = defaultdict(dict)
    for column, target in _joined(visits, tables).values():
        other = tables[target]
        texts = _texts(other)
        by_key = {
            key: row
            for key, row in zip(
                other.columns[other.key], zip(*other.columns.values(), strict=True), strict=True
            )
        }
        names = list(other.columns)
        is_list = 1 <= len(texts) <= 2 and target != table.refers[visits.person]
        wanted = texts if is_list else [name for name in names if name != other.key]
        for row in rows:
            found = by_key.get(row[column])
            for name in wanted:
                row[f"{column}.{name}"] = found[names.index(name)] if found else ""
        if is_list and len(texts) > 1:
            word, title = f"{column}.{texts[0]}", f"{column}.{texts[-1]}"
            for row in rows:
                if row[word] and row[title]:
                    titles[word][row[word]] = row[title]
                row.pop(title, None)
    given: dict[str, dict[str, str]] = defaultdict(dict)
    labels: dict[str, str] = {}
    coded: dict[str, dict[str, str]] = defaultdict(dict)
    units: dict[str, str] = {}
    for one in answers:
        _gather(one, tables, given, labels=labels, coded=coded, units=units)
    visits.occasion = _occasion(rows, given, table.key)
    joined = [name for name in rows[0] if name.startswith(f"{visits.occasion}.")]
    visits.occasion = joined[0] if joined else visits.occasion
    survey.column(table.key).words.clear()
    for row in sorted(rows, key=lambda row: row[table.key]):
        kind = row.get(visits.occasion, "")
        if not kind:
            continue
        group = survey.group(kind, kind, titles.get(visits.occasion, {}).get(kind, ""))
        left_out = {
            visits.occasion,
            visits.occasion.partition(".")[0],
            visits.changed,
            visits.replaces,
            *visits.table.refers,
        } - {""}
        cells = {name: word for name, word in row.items() if name not in left_out}
        cells |= {
            c: row[c]
            for c in visits.table.refers
            if tables[visits.table.refers[c]].values(tables[visits.table.refers[c]].key).numeric < 0.5
        }
        survey.add(group, cells | given.get(row[table.key], {}))
    for name, label in labels.items():
        if name in survey.columns:
            column = survey.columns[name]
            column.labels |= {label} - {""}
            column.titles |= coded.get(name, {})
            column.unit = units.get(name, "")
    for name, known in titles.items():
        if name in survey.columns:
            survey.columns[name].titles |= known
    survey.own_columns = {name for name in survey.columns if name in rows[0]}


def _gather(
    answers: _Answers,
    tables: dict[str, Table],
    given: dict[str, dict[str, str]],
    *,
    labels: dict[str, str],
    coded: dict[str, dict[str, str]],
    units: dict[str, str],
) -> None:
    """Read answers as words by visit and field."""
    table = answers.table
    questions, codes = (
        tables[table.refers[column]] if column else None for column in (answers.question, answers.code)
    )
    named = _by_key(questions, answers.name.rpartition(".")[2]) if questions else {}
    labelled = _by_key(questions, answers.label) if questions and answers.label else {}
    words = _by_key(codes, answers.word) if codes else {}
    entitled = _by_key(codes, answers.title) if codes else {}
    for row in zip(*table.columns.values(), strict=True):
        cells = dict(zip(table.columns, row, strict=True))
        if answers.deleted and cells[answers.deleted] in {"1", "t", "true"}:
            continue
        own = cells[answers.question or answers.name]
        name = named.get(own, "") if questions else own
        if not name:
            continue
        labels.setdefault(name, labelled.get(own, ""))
        code = cells[answers.code] if answers.code else ""
        word = words.get(code) or next((cells[c] for c in answers.values if cells[c]), "")
        if not word:
            continue
        if code in entitled:
            coded[name].setdefault(word, entitled[code])
        if answers.unit:
            units.setdefault(name, cells[answers.unit])
        given[cells[answers.visit]][name] = word


def _by_key(table: Table, column: str) -> dict[str, str]:
    return dict(zip(table.columns[table.key], table.columns[column], strict=True))


def _occasion(rows: list[dict[str, str]], given: dict[str, dict[str, str]], key: str) -> str:
    """Find the column that tells most of which fields are answered."""
    best, most = "", 0.0
    for name in rows[0]:
        words = Counter(row[name] for row in rows if row[name])
        if not 2 <= len(words) <= _MOST_TYPES or name == key or sum(words.values()) < _MOST * len(rows):
            continue
        asked: dict[str, Counter[str]] = defaultdict(Counter)
        for row in rows:
            asked[row[name]].update(list(given.get(row[key], ())))
        every = sum(asked.values(), Counter())
        told = 0.0
        for word, fields in asked.items():
            for one, count in every.items():
                expected = count * words[word] / len(rows)
                told += abs(fields[one] - expected)
        if told - 2 * len(words) > most:
            best, most = name, told - 2 * len(words)
    return best


def _sections(visits: _Visits, answers: list[_Answers], tables: dict[str, Table]) -> str:
    table = visits.table
    lines = ["", "[relational.visits]", f"table = {_quoted(table.name)}", f"key = {_quoted(table.key)}"]
    lines.append(f"occasion = {_quoted(visits.occasion)}")
    if visits.changed:
        lines.append(f"changed = {_quoted(visits.changed)}")
    if visits.replaces:
        lines.append(f"replaces = {_quoted(visits.replaces)}")
    lines += ["# Which visits never were? For example:", '# withdrawn = [{ column = "…", words = ["…"] }]']
    lines += ["", "[relational.visits.joins]"]
    for name, (own, target) in _joined(visits, tables).items():
        lines.append(_join(name, target, own, tables))
    for one in answers:
        lines += ["", "[[relational.answers]]", f"table = {_quoted(one.table.name)}"]
        lines += [f"visit = {_quoted(one.visit)}", f"name = {_quoted(one.name)}"]
        values = ([f"{one.code}.{one.word}"] if one.code else []) + one.values
        lines.append(f"values = [{', '.join(_quoted(value) for value in values)}]")
        lines += [
            f"{key} = {_quoted(text)}" for key, text in (("unit", one.unit), ("latest", one.latest)) if text
        ]
        if one.deleted:
            lines.append(f'deleted = [{{ column = {_quoted(one.deleted)}, words = ["1", "true"] }}]')
        joined = [column for column in (one.question, one.code) if column]
        if joined:
            lines += ["", "[relational.answers.joins]"]
            lines += [_join(column, one.table.refers[column], column, tables) for column in joined]
    return "\n".join(lines) + "\n"


def _join(name: str, target: str, own: str, tables: dict[str, Table]) -> str:
    there = tables[target].key
    return f"{name} = {{ table = {_quoted(target)}, own = {_quoted(own)}, there = {_quoted(there)} }}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
