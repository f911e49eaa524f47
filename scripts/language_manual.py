"""Write the manual of the script language, ``docs/language/nb`` and ``docs/language/en``.

``python scripts/language_manual.py`` writes it, ``--check`` ends with 1 when it is stale. Everything comes
from the command files, the texts, the policy, the spec tests and the chapters in ``docs/language/chapters``.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from manual_pages import chapters
from manual_pages.commands import GROUPS, group_page
from manual_pages.examples import ROOT
from manual_pages.writing import TONGUES

FOLDER = ROOT / "docs" / "language"


def pages() -> dict[Path, str]:
    """Write every page, by its file."""
    written: dict[Path, str] = {}
    for tongue in TONGUES:
        folder = FOLDER / tongue
        written[folder / "README.md"] = chapters.index(tongue)
        written |= {folder / f"{group.file}.md": group_page(group, tongue) for group in GROUPS}
        written[folder / "functions.md"] = chapters.functions(tongue)
        written |= {
            folder / f"{name}.md": chapters.chapter(name, tongue) for name in ("grammar", "data-model")
        }
        written[folder / "privacy.md"] = chapters.privacy(tongue)
        written[folder / "differences.md"] = chapters.differences(tongue)
    return written


def stale(written: dict[Path, str]) -> list[str]:
    """List the files that are not as they would be written, and those that would not be written at all."""
    there = {file for tongue in TONGUES for file in (FOLDER / tongue).glob("*.md")}
    changed = {
        file
        for file, text in written.items()
        if file not in there or file.read_text(encoding="utf-8") != text
    }
    return sorted(str(file.relative_to(ROOT)) for file in changed | (there - written.keys()))


def main() -> None:
    """Write the manual, or check it."""
    written = pages()
    found = stale(written)
    if "--check" in sys.argv[1:]:
        if found:
            sys.exit(f"stale: {', '.join(found)}: run python scripts/language_manual.py")
        return
    for tongue in TONGUES:
        (FOLDER / tongue).mkdir(parents=True, exist_ok=True)
    for name in found:
        file = ROOT / name
        if file in written:
            file.write_text(written[file], encoding="utf-8")
        else:
            file.unlink()


if __name__ == "__main__":
    main()
