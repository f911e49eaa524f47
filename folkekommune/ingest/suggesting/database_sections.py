"""The section ``[relational]`` of a suggested mapping."""

from __future__ import annotations

from folkekommune.ingest.suggesting.database_tables import Answers, Visits, joined_to
from folkekommune.ingest.suggesting.schema import Table
from folkekommune.ingest.suggesting.survey import quoted


def layout_sections(visits: Visits, answers: list[Answers], tables: dict[str, Table]) -> str:
    """Write what the tables and columns mean."""
    table = visits.table
    lines = ["", "[relational.visits]", f"table = {quoted(table.name)}", f"key = {quoted(table.key)}"]
    lines.append(f"occasion = {quoted(visits.occasion)}")
    if visits.changed:
        lines.append(f"changed = {quoted(visits.changed)}")
    if visits.replaces:
        lines.append(f"replaces = {quoted(visits.replaces)}")
    lines += ["# Which visits never were? For example:", '# withdrawn = [{ column = "…", words = ["…"] }]']
    lines += ["", "[relational.visits.joins]"]
    for name, (own, target) in joined_to(visits).items():
        lines.append(_join(name, target, own, tables))
    for one in answers:
        lines += ["", "[[relational.answers]]", f"table = {quoted(one.table.name)}"]
        lines += [f"visit = {quoted(one.visit)}", f"name = {quoted(one.name)}"]
        values = ([f"{one.code}.{one.word}"] if one.code else []) + one.values
        lines.append(f"values = [{', '.join(quoted(value) for value in values)}]")
        lines += [
            f"{key} = {quoted(text)}" for key, text in (("unit", one.unit), ("latest", one.latest)) if text
        ]
        if one.deleted:
            lines.append(f'deleted = [{{ column = {quoted(one.deleted)}, words = ["1", "true"] }}]')
        joined = [column for column in (one.question, one.code) if column]
        if joined:
            lines += ["", "[relational.answers.joins]"]
            lines += [_join(column, one.table.refers[column], column, tables) for column in joined]
    return "\n".join(lines) + "\n"


def _join(name: str, target: str, own: str, tables: dict[str, Table]) -> str:
    there = tables[target].key
    return f"{name} = {{ table = {quoted(target)}, own = {quoted(own)}, there = {quoted(there)} }}"
