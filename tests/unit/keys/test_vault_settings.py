"""What the configuration says of a vault apart, and what two users of one installation share."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from folkekommune.errors import InputError
from folkekommune.settings import Home, VaultSettings, load_installation, share


def configured(folder: Path, section: str) -> Home:
    (folder / "folkekommune.toml").write_text(f'mode = "test"\n{section}', encoding="utf-8")
    return Home(folder)


def test_without_the_section_the_vault_is_where_it_was(tmp_path: Path):
    assert load_installation(configured(tmp_path, "")).vault is None


def test_the_section_says_where_it_listens_and_who_may_ask(tmp_path: Path):
    section = '[vault]\nsocket = "/run/v/vault.sock"\nanswering = ["web", "other"]\n'
    installation = load_installation(configured(tmp_path, section))
    assert installation.vault == VaultSettings(Path("/run/v/vault.sock"), ("web", "other"))
    assert "vault" not in installation.extra


@pytest.mark.parametrize(
    "section",
    [
        "[vault]\n",
        '[vault]\nsocket = "/run/v/vault.sock"\n',
        '[vault]\nsocket = "vault.sock"\nanswering = ["web"]\n',
        '[vault]\nsocket = "/run/v/vault.sock"\nanswering = []\n',
        '[vault]\nsocket = "/run/v/vault.sock"\nanswering = "web"\n',
        'vault = "/run/v/vault.sock"\n',
        "vault = false\n",
    ],
)
def test_half_a_section_is_a_fault_and_never_a_vault_that_is_not_apart(tmp_path: Path, section: str):
    with pytest.raises(InputError, match=r"settings\.incomplete"):
        load_installation(configured(tmp_path, section))


@pytest.mark.parametrize(("shared", "mode"), [(False, 0o600), (True, 0o660)])
def test_the_setgid_bit_of_a_folder_opens_what_lies_in_it_to_the_group(
    tmp_path: Path, shared: bool, mode: int
):
    (folder := tmp_path / "folder").mkdir()
    folder.chmod(0o2770 if shared else 0o770)
    (file := folder / "file").touch(mode=0o600)
    (below := folder / "below").mkdir(mode=0o700)
    share(file)
    share(below)
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert stat.S_IMODE(below.stat().st_mode) == (0o2770 if shared else 0o700)
    share(folder / "not-there")


def test_a_link_in_a_shared_folder_opens_nothing_of_what_it_leads_to(tmp_path: Path):
    (folder := tmp_path / "folder").mkdir()
    folder.chmod(0o2770)
    (secret := tmp_path / "master.key").touch(mode=0o600)
    (folder / "file").symlink_to(secret)
    share(folder / "file")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
