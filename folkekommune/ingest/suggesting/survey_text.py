"""Look at an unknown text report: one row a visit, one column a field."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from pathlib import Path

from folkekommune.catalogue.model import Databank
from folkekommune.ingest.suggesting.survey import ROWS_A_GROUP, Survey, check_names

_LARGEST = 8 * 1024 * 1024
_SEPARATORS = ";\t,|"
_LOOKED_AT = 30
_DATE, _NUMBER = (
    re.compile(r"(?<![0-9])(?:19|20)[0-9]{6}(?![0-9])"),
    re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])"),
)
_PART = re.compile(r"(?:-[0-9]+)?(?P<end>\.[A-Za-z]+)(?:\.gz)?$")


def survey_text(files: list[Path], databank: Databank, municipality: str) -> Survey:
    """Look at the files of a delivery; each name with another occasion in it is a group."""
    survey = Survey("wide_csv")
    found = Counter[tuple[str, str]]()
    for path in sorted(files):
        text, encoding = _read(path)
        pattern, occasion = _pattern(path.name, databank, municipality)
        found[pattern, encoding] += 1
        _rows(survey, text, path, occasion or path.stem)
    (pattern, encoding), _ = found.most_common(1)[0]
    survey.options |= {"files": pattern, "encoding": encoding}
    return survey.close()


def _read(path: Path) -> tuple[str, str]:
    """Read the beginning of a file, in the encoding that it can be in."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        content = stream.read(_LARGEST)
    content = content.removeprefix(b"\xef\xbb\xbf")
    if len(content) == _LARGEST:
        content = content[: content.rfind(b"\n") + 1]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "windows-1252"
    return text, "windows-1252" if text.isascii() else "utf-8"


def _rows(survey: Survey, text: str, path: Path, group_name: str) -> None:
    separator = max(_SEPARATORS, key=lambda mark: _regular(text, mark))
    rows = list(csv.reader(text.splitlines(keepends=True), delimiter=separator))[: ROWS_A_GROUP * 4]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return
    width = max(widths, key=lambda w: (widths[w] * w, w))
    if len(rows) < _LOOKED_AT:
        width = max(widths)
    header = next(index for index, row in enumerate(rows) if len(row) == width)
    last = rows[-1] if rows else []
    trailer = last[0].strip() if len(last) in {2, 3} and width > len(last) else ""
    survey.options |= {"separator": separator, "header_row": str(header + 1)}
    if trailer:
        survey.options["trailer"] = trailer
    titles = [cell.strip() for row in rows[:header] for cell in row if cell.strip()]
    group = survey.group(group_name, group_name, *titles, path.stem)
    names = [name.strip() for name in rows[header]]
    check_names(names, path)
    for name in names:
        if name:
            survey.column(name).words.setdefault(group.name, [])
    for row in rows[header + 1 :]:
        if len(row) == width:
            cells = {name: cell for name, cell in zip(names, row, strict=True) if name}
            if not survey.add(group, cells):
                break


def _regular(text: str, mark: str) -> tuple[int, int]:
    """Tell how many lines have as many of a mark as most lines have."""
    counts = Counter(line.count(mark) for line in text.splitlines()[:200] if line.count(mark))
    if not counts:
        return (0, 0)
    number, lines = counts.most_common(1)[0]
    return (lines * number, number)


def _pattern(name: str, databank: Databank, municipality: str) -> tuple[str, str]:
    """Make the pattern of a file's name: what differs from delivery to delivery becomes a gap."""
    stem = _PART.sub(lambda match: match["end"], name)
    occasion = ""
    for known in sorted((o.name for o in databank.occasions), key=len, reverse=True):
        part = re.search(rf"(?<![A-Za-z0-9]){re.escape(known)}(?![A-Za-z0-9])", stem)
        if part:
            occasion = known
            stem = stem[: part.start()] + "{occasion}" + stem[part.end() :]
            break
    stem = _DATE.sub("{date}", stem, count=1)
    if municipality:
        stem = stem.replace(municipality, "{municipality}", 1)
    return _NUMBER.sub("{municipality}", stem, count=1) if "{municipality}" not in stem else stem, occasion
