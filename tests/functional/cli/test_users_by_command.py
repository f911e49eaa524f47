"""Whoever administers an installation makes accounts and lets them into projects."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import DATABANK, ask

from folkekommune.access.roles import Permission
from folkekommune.bootstrap import open_wiring
from folkekommune.cli import user as user_command
from folkekommune.errors import EXIT_DONE, EXIT_USAGE
from folkekommune.settings import Home

PASSWORD = "et langt passord"  # noqa: S105  (of an account that lives for one test)
NAMES = ("--title", "T", "--purpose", "P", "--ends-on", "2099-12-31", "--record", "R")


@pytest.mark.feature(500)
def test_an_account_is_made_with_a_role_and_let_into_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens what its role and its projects open, and nothing else."""
    home = tmp_path / "home"
    assert ask("init", "--municipality", "4601", home=home).code == EXIT_DONE
    monkeypatch.setattr(user_command.typer, "prompt", lambda *_, **__: PASSWORD)
    made = ask("user", "create", "kari", "--display-name", "Kari Nordmann", "--role", "researcher", home=home)
    assert made.code == EXIT_DONE, made.err
    named = ask("user", "list", "--format", "json", home=home).data
    assert named == [{"name": "kari", "display_name": "Kari Nordmann", "roles": ["researcher"]}]
    for code, member in (("hers", ("--member", "kari")), ("others", ())):
        options = (*NAMES, "--databank", DATABANK, "--municipality", "4601", *member)
        assert ask("project", "create", code, *options, home=home).code == EXIT_DONE
    wiring = open_wiring(Home(home))
    user = wiring.accounts.log_in("kari", PASSWORD, client="test").user
    assert user.permissions == {Permission.SCRIPT_RUN}
    assert [project.code for project in wiring.projects.of_member(user.identifier)] == ["hers"]
    wrong = ask("user", "create", "ola", "--display-name", "Ola", "--role", "emperor", home=home)
    assert wrong.code == EXIT_USAGE
    assert "researcher" in wrong.err
