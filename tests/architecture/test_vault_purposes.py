"""Every use of the keys is one that web may make or one that it may not; a new one has to be placed."""

from __future__ import annotations

import ast

import pytest
from tracked_files import texts

from folkekommune.keys.purposes import file_group_of, group_of

GIVEN_TO_WEB = {
    "analysis/door.py": ["noise/no.example/4601=a", "audit/no.example"],
    "bootstrap/foundations.py": ["audit", "access/outside"],
    "bootstrap/operating.py": ["audit"],
    "cli/serving.py": ["web/forms"],
    "disclosure/exposure.py": ["exposure", "exposure digest"],
    "disclosure/ledger.py": ["ledger", "ledger digest", "ledger groups"],
    "disclosure/registry.py": ["cube registry"],
    "disclosure/watch.py": ["watch", "watch digest"],
    "operations/damage/sealed_texts.py": ["comments 4601", "task results 4601"],
    "published/county_sums.py": ["county sums no.example 1.0.0"],
    "published/prepared.py": ["prepared cubes no.example 1.0.0 4601"],
    "services/comments.py": ["comments 4601 1"],
    "services/measures.py": ["measures 4601"],
    "services/vault_results.py": ["task results 4601"],
    "services/unchanged_cubes.py": ["cubes unchanged"],
}
OPENED_FOR_WEB = {"store/deliveries.py": ["store/summary/a"]}
KEPT_IN_THE_VAULT = {
    "cli/control.py": [],
    "cli/demonstration/people.py": ["demo password kari"],
    "ingest/persons/pseudonyms.py": ["pseudonym/1", "record", "source-record/no.example"],
    "ingest/persons/vault.py": ["vault/linkage", "vault/quarantine/no.example/4601/a"],
    "operations/damage/databases.py": [],
    "operations/damage/sealed_files.py": ["file key 00"],
    "operations/protection.py": ["backup"],
    "operations/seals.py": ["files noted"],
}
"""What is used by the vault's own user alone, by file; those without words use what others made."""


def uses_keys(content: str) -> bool:
    """Tell whether a file derives, seals or opens with an installation's keys."""
    for node in ast.walk(ast.parse(content)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"derive", "seal", "unseal"}
            and any(word in ast.unparse(node.func.value).lower() for word in ("keys", "files"))
        ):
            return True
    return False


def test_each_file_that_uses_the_keys_is_placed():
    found = {
        name
        for path, content in texts(".py", under="folkekommune/")
        if (name := path.as_posix().removeprefix("folkekommune/"))
        and not name.startswith(("keys/", "attacks/", "bench/"))
        and uses_keys(content)
    }
    assert found == {*GIVEN_TO_WEB, *OPENED_FOR_WEB, *KEPT_IN_THE_VAULT}


@pytest.mark.parametrize(
    ("placed", "given", "opened"),
    [(GIVEN_TO_WEB, True, False), (OPENED_FOR_WEB, False, True), (KEPT_IN_THE_VAULT, False, False)],
    ids=["given", "opened", "kept"],
)
def test_the_vault_gives_what_is_placed_so(placed: dict[str, list[str]], given: bool, opened: bool):
    purposes = [purpose for listed in placed.values() for purpose in listed]
    assert {(group_of(each) is not None, file_group_of(each) is not None) for each in purposes} == {
        (given, opened)
    }
