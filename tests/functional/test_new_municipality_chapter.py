"""The chapter that gets a new municipality started, followed word by word in a fresh folder."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Said, ask

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("command-line")]

DOCS = Path(__file__).parents[2] / "docs"
CHAPTERS = {"nb": "ny-kommune.nb.md", "nn": "ny-kommune.nn.md", "en": "new-municipality.en.md"}
_BLOCK = re.compile(r"^(?:<!-- ends with (\d) -->\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"^(?:#|//) (\S+\.\w+)\n")


@dataclass(frozen=True)
class Block:
    """What stands between two fences, and how its last command ends."""

    kind: str
    content: str
    ends_with: int

    @property
    def lines(self) -> list[str]:
        """Give its lines that say something."""
        return [line for line in self.content.splitlines() if line.strip()]


def blocks(language: str) -> list[Block]:
    found = _BLOCK.findall((DOCS / CHAPTERS[language]).read_text(encoding="utf-8"))
    return [Block(kind, content, int(code or 0)) for code, kind, content in found]


def correct(document: str, correction: str) -> str:
    """Make a file's lines as the chapter shows them: the same key in the same section, with # or without."""
    lines = document.splitlines()
    section = ""
    for wanted in filter(str.strip, correction.splitlines()):
        if wanted.startswith("["):
            section = wanted
            if section not in lines:
                lines += ["", section]
            continue
        key = wanted.partition(" = ")[0]
        start = lines.index(section) + 1
        end = next((at for at in range(start, len(lines)) if lines[at].startswith("[")), len(lines))
        same = [at for at in range(start, end) if lines[at].lstrip("# ").startswith(f"{key} = ")]
        lines[same[0] if same else start : same[0] + 1 if same else start] = [wanted]
    return "\n".join(lines) + "\n"


@dataclass
class Steward:
    """Does what the chapter says, in a folder."""

    folder: Path
    language: str
    home: Path | None = None

    def do(self, block: Block) -> str:
        """Follow a block; give what was said. Installing (``sh``) is what the suite itself runs in."""
        if block.kind == "console":
            said = [self._command(line) for line in block.lines]
            ended = [one.code for one in said]
            assert ended == [*[0] * (len(ended) - 1), block.ends_with], said[-1].err
            return "".join(one.out + one.err for one in said)
        named = _NAMED.match(block.content)
        if block.kind in {"toml", "script"} and named:
            file, content = self.folder / named[1], block.content[named.end() :]
            file.write_text(correct(file.read_text(encoding="utf-8"), content) if file.exists() else content)
        return ""

    def _command(self, line: str) -> Said:
        words = shlex.split(line.replace("$PWD", str(self.folder)))
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            assert name == "FOLKEKOMMUNE_HOME"
            self.home = Path(value)
            return Said(0, "", "")
        assert words[0] == "folkekommune"
        return ask(*words[1:], home=self.home, language=self.language)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Block, str]]:
    """Follow the chapter to its end; give each block with what was said there."""
    folder = tmp_path_factory.mktemp("steward")
    steward = Steward(folder, "nb")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return [(block, steward.do(block)) for block in blocks("nb")]


def test_every_command_ends_as_the_chapter_says_and_says_what_it_shows(followed):
    before = ""
    for block, said in followed:
        if block.kind == "text":
            for line in block.lines:
                assert line in before, f"{line!r} is not said"
        before = said
    assert [block.kind for block, _ in followed].count("console") >= 10


def test_the_suggestion_needs_few_corrections_and_loads_almost_every_row(followed):
    suggested = next(said for block, said in followed if "mapping suggest" in block.content)
    sure, unsure, unknown = (int(number) for number in re.findall(r"(\d+) (?=er|felter)", suggested)[-3:])
    assert sure >= 10 * (unsure + unknown)
    loaded = next(said for block, said in followed if block.kind == "console" and "reparert" in said)
    numbers = re.search(r"([\d\s]+) rader lest, ([\d\s]+) lastet", loaded)
    read, kept = (int(re.sub(r"\s", "", number)) for number in numbers.groups())
    # What is left waits because of planted errors: identity numbers, dates and visits that contradict.
    assert kept / read > 0.98


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_other_languages_give_the_same_commands_and_files(language):
    kinds = {"sh", "console", "toml", "script"}
    same = [[block for block in blocks(one) if block.kind in kinds] for one in ("nb", language)]
    assert same[1] == same[0]
