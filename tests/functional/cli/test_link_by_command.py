"""Whoever keeps the users links a person from outside to one, with the code the person was shown."""

from __future__ import annotations

from pathlib import Path

from command_line import ask

from folkekommune.access.outside_identities import OutsideIdentity
from folkekommune.access.outside_sessions import Beginning
from folkekommune.access.sessions import Session
from folkekommune.bootstrap import open_wiring
from folkekommune.errors import EXIT_DONE, EXIT_INPUT
from folkekommune.settings import Home


def test_a_person_is_linked_logs_in_and_is_unlinked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert ask("init", "--municipality", "4601", home=home).code == EXIT_DONE
    named = ("--display-name", "Kari Nordmann", "--role", "steward:4601", "--no-password")
    assert ask("user", "create", "kari", *named, home=home).code == EXIT_DONE

    def come(ticket: str) -> Session | str:
        log_ins = open_wiring(Home(home)).outside_log_ins
        attempt = log_ins.use_ticket(ticket, client="test")
        assert attempt is not None
        identity = OutsideIdentity("idporten", "https://idporten.example", "someone")
        return log_ins.log_in(identity, attempt, beginning=Beginning("idporten"))

    reference = come("first")
    assert isinstance(reference, str)
    wrong = ask("user", "link", "kari", "ABCD-EFGH", home=home)
    assert wrong.code == EXIT_INPUT
    assert ask("user", "link", "nobody", reference, home=home).code == EXIT_INPUT
    linked = ask("user", "link", "kari", reference, home=home)
    assert linked.code == EXIT_DONE, linked.err
    assert "kari" in linked.out
    assert "idporten" in linked.out
    session = come("second")
    assert isinstance(session, Session)
    assert session.user.display_name == "Kari Nordmann"
    assert ask("user", "unlink", "kari", home=home).code == EXIT_DONE
    assert isinstance(come("third"), str)
