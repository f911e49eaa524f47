"""A project is changed by command as on the pages: the same refusals, and each change in the audit trail."""

from __future__ import annotations

from pathlib import Path

from command_line import DATABANK, ask

from folkekommune.bootstrap import open_wiring
from folkekommune.errors import EXIT_DONE, EXIT_INPUT, EXIT_USAGE
from folkekommune.settings import Home

NAMES = ("--title", "T", "--purpose", "P", "--ends-on", "2099-12-31", "--record", "R")


def test_a_project_is_changed_until_it_is_closed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert ask("init", "--municipality", "4601", home=home).code == EXIT_DONE
    wiring = open_wiring(Home(home))
    for name in ("kari", "ola"):
        wiring.accounts.create(name, name.title(), password=None)
    made = ("--databank", DATABANK, "--municipality", "4601", "--member", "kari", "--approval", "REK 1")
    assert ask("project", "create", "p1", *NAMES, *made, home=home).code == EXIT_DONE

    def change(*options: str) -> object:
        return ask("project", "change", "p1", *options, "--format", "json", home=home)

    told = change(
        "--state", "paused", "--add", "ola", "--remove", "kari", "--ends-on", "2098-01-01", "--record", "R2",
        "--grant", "municipality:4631", "--grant", "variable:SOVN_M6", "--withdraw", "municipality:4601",
    )  # fmt: skip
    assert told.data == {
        "code": "p1",
        "state": "paused",
        "ends_on": "2098-01-01",
        "approval": "REK 1",
        "processing_record": "R2",
        "members": ["ola"],
        "databanks": [DATABANK],
        "variables": ["SOVN_M6"],
        "municipalities": ["4631"],
    }
    for options, code in (
        (("--grant", "4601"), EXIT_USAGE),
        (("--grant", "databank:no.ukjent"), EXIT_INPUT),
        (("--withdraw", "variable:SOVN_M6"), EXIT_INPUT),
        (("--grant", "variable:SOVN_M7"), EXIT_INPUT),
        (("--ends-on", "2001-01-01"), EXIT_INPUT),
        (("--record", ""), EXIT_INPUT),
        (("--add", "ingen"), EXIT_INPUT),
    ):
        assert change(*options).code == code, options
    assert change("--every-variable").data["variables"] == []
    assert change("--state", "closed").code == EXIT_DONE
    assert change("--state", "open").code == EXIT_INPUT
    assert change("--add", "kari").code == EXIT_INPUT
    actions = [row.event.action for row in wiring.audit.rows() if row.event.project]
    assert actions[-10:] == [
        "project-member-remove",
        "project-papers",
        "project-end-date",
        "project-grant",
        "project-grant",
        "project-grant-withdraw",
        "project-member",
        "project-paused",
        "project-grant-every",
        "project-closed",
    ]
