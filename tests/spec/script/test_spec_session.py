"""Working command by command: help, history, scripts kept by name, completion."""

from __future__ import annotations

from datetime import datetime

import pytest
from script_worlds import BANK, BEGIN, bound, faults, session

from folkekommune.disclosure.gate import refuse
from folkekommune.disclosure.policy import load_policy
from folkekommune.errors import InputError
from folkekommune.script.completion import completions
from folkekommune.script.manual import help_markdown
from folkekommune.services.interactive import Interactive
from folkekommune.services.script_shelf import project_shelf

feature = pytest.mark.feature


class Memory:
    """A shelf that forgets at the end of the test."""

    def __init__(self):
        self.kept = {}

    def names(self):
        """List the scripts."""
        return tuple(self.kept)

    def read(self, name):
        """Give a script."""
        if name not in self.kept:
            raise InputError("services.no-such-script", name=name)
        return self.kept[name]

    def write(self, name, content):
        """Keep a script."""
        self.kept[name] = content


def begun(edit=lambda _: None):
    """Begin to work, with the usual data set."""
    asked = []
    answer = lambda output: asked.append(output) or refuse(load_policy(), "population.floor", floor=300)  # noqa: E731
    work = Interactive(session(), answer, Memory(), edit, now=lambda: datetime(2026, 11, 22, 7, 30))  # noqa: DTZ001
    for line in BEGIN.splitlines():
        assert work.give(line).faults == ()
    return work, asked


@feature(320)
def test_help_explains_a_command_or_lists_them():
    """``help tabulate`` explains; without a name the commands are listed."""
    assert [command.help_topic for command in bound("help\nhelp tabulate").commands[-2:]] == ["", "tabulate"]
    assert "`destring` – Turns text into numbers" in help_markdown("", "en")
    assert "`suffix('TEKST')`" in help_markdown("clone-variables", "nn")


@feature(323, 483)
def test_history_lists_the_commands_without_results():
    """What was given, as it was written, and nothing of what came out."""
    shown = bound("generate   x=1 // one\nhistory").commands[-1].markdown
    assert shown.splitlines()[-3:] == ["import db/PLACE 2021-05-01 as place", "generate x = 1", "```"]


@feature(324, 326)
def test_a_session_is_saved_as_a_script_and_loaded_again():
    """``load`` keeps what was being done, and goes on with the other script."""
    work, _ = begun()
    work.give("generate heavy = weight > 20")
    assert work.give("save 'heavy children'").results[-1].command.confirmation is not None
    assert work.shelf.kept["heavy children"].splitlines()[-1] == "generate heavy = weight > 20"
    work.give("generate more = 1")
    work.give("load 'heavy children'")
    assert "heavy" in work.session.sets["kids"].columns
    assert "more" not in work.session.sets["kids"].columns
    assert "generate more = 1" in work.shelf.kept["session 2026-11-22 073000"]
    with pytest.raises(InputError):
        work.give("load 'nothing'")


@feature(325, 327)
def test_a_session_is_edited():
    """``edit`` and ``save, edit`` open the commands so far; what comes back is run from the beginning."""
    for line in ("edit", "save 'mine', edit"):
        work, _ = begun(edit=lambda content: content + "generate added = 1\n")
        work.give(line)
        assert "added" in work.session.sets["kids"].columns
        (kept,) = work.shelf.kept.values()
        assert kept.endswith("generate added = 1\n")


@feature(328)
def test_clear_forgets_everything():
    """Data sets, bindings and history are gone; commands go on working."""
    work, _ = begun()
    work.give("let y = 1")
    work.give("clear")
    assert (work.session.sets, work.session.bindings, work.session.history) == ({}, {}, ())
    assert work.give(f"require {BANK}:1 as db").faults == ()


@feature(331, 332, 333)
def test_configure_switches_on():
    """``alpha``, ``nocache``, and ``folkekommune`` for what this language has beyond microdata.no's."""
    assert bound("configure alpha, nocache").session.configured == {"alpha", "nocache"}
    assert bound("configure folkekommune").session.configured == {"folkekommune"}
    assert faults("configure nochace") == [(1, 11, "unknown-option-nearest", "nocache")]


def test_what_needs_somebody_is_refused_in_a_script():
    """A script that is run as a whole is saved already."""
    assert faults("save 'x'\nedit\nload 'x'") == [
        (1, 1, "interactive-only", None),
        (2, 1, "interactive-only", None),
        (3, 1, "interactive-only", None),
    ]


def test_a_command_waits_for_its_end():
    """A backslash, a textblock and a loop go on over lines."""
    work, asked = begun()
    assert work.give("generate x = 1 + \\") is None
    assert work.waiting
    assert work.give("  2").faults == ()
    assert work.give("for i in 1 2") is None
    assert work.give("generate z ++ $i = 1") is None
    assert work.give("end").faults == ()
    assert list(work.session.sets["kids"].columns)[-3:] == ["x", "z1", "z2"]
    assert work.give("textblock") is None
    assert work.give("# Title") is None
    assert work.give("endblock").results[0].command.markdown == "# Title"
    assert work.give("tabulate sx").faults[0].suggestion == "sex"
    assert asked == []
    assert work.give("tabulate sex").results[0].status == "refused"
    assert len(asked) == 1


@feature(490)
def test_completion_knows_commands_variables_and_options():
    """What is proposed comes from the same description as the faults."""
    known = bound("let limit = 3\ndefine-labels how 1 Good").session

    def proposed(before):
        return [text for text, _ in completions(known, before)]

    assert proposed("tabu") == ["tabulate", "tabulate-panel"]
    assert proposed("import db/WE") == ["db/WEIGHT"]
    assert proposed("import db/SECR") == []
    assert proposed("use k") == ["kids"]
    assert proposed("tabulate sex, row") == ["rowpct", "rowsort"]
    assert proposed("keep if we") == ["weight", "week"]
    assert proposed("generate x = rowm") == ["rowmax", "rowmin", "rowmean", "rowmedian", "rowmissing"]
    assert proposed("keep if weight > $") == ["$limit"]
    assert proposed("assign-labels sleep h") == ["how"]
    assert proposed("help clone-u") == ["clone-units"]


def test_scripts_are_files_that_stay_in_their_folder(tmp_path):
    """A name is no path; the file is its user's alone."""
    shelf = project_shelf(tmp_path, "../p 1", by="Kari")
    shelf.write("amming, del 2", "help\n")
    assert (shelf.names(), shelf.read("amming, del 2")) == (("amming, del 2",), "help\n")
    (kept,) = (file for file in tmp_path.rglob("*") if file.is_file())
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.parent.parent == tmp_path / "scripts"
    for name in ("../x", "a/b", "", ".hidden", "a" * 200, "x."):
        with pytest.raises(InputError):
            shelf.write(name, "help\n")
    with pytest.raises(InputError):
        shelf.read("nothing")
