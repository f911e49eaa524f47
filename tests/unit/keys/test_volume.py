"""Production asks for an encrypted volume; what cannot be seen counts as not encrypted."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkekommune.errors import UsageError
from folkekommune.keys.volume import check_volume, is_encrypted
from folkekommune.settings import Home, Installation, Mode
from folkekommune.texts import LANGUAGES, text

ROOT = "22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/mapper/root rw"


class Machine:
    """Mounts and devices, as Linux tells of them."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.mounts, self.blocks = folder / "mountinfo", folder / "block"
        self.blocks.mkdir()

    def mount(self, *lines: str) -> None:
        """Write the list of mounts."""
        self.mounts.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def device(self, number: str, uuid: str | None = None, below: tuple[str, ...] = ()) -> None:
        """Make a device, built upon others."""
        folder = self.blocks / number
        (folder / "slaves").mkdir(parents=True)
        if uuid is not None:
            (folder / "dm").mkdir()
            (folder / "dm" / "uuid").write_text(uuid + "\n", encoding="ascii")
        for other in below:
            (folder / "slaves" / other.replace(":", "-")).symlink_to(self.blocks / other)

    def check(self, mode: Mode = Mode.PRODUCTION, **extra: object) -> None:
        """Check the installation."""
        installation = Installation(Home(self.home), mode=mode, extra=dict(extra))
        check_volume(installation, mounts=self.mounts, blocks=self.blocks)

    def refused(self, **extra: object) -> bool:
        """Tell whether production refuses to start."""
        try:
            self.check(**extra)
        except UsageError as fault:
            return fault.code == "persons.volume-open"
        return False


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def at(machine: Machine, place: Path, number: str) -> str:
    return f"30 22 {number} / {str(place).replace(' ', chr(92) + '040')} rw - ext4 /dev/x rw"


def test_a_crypt_device_is_seen(machine):
    machine.device("253:1", "CRYPT-LUKS2-0f0f-root")
    machine.mount(ROOT)
    machine.check()


def test_a_volume_group_upon_a_crypt_device_is_seen(machine):
    machine.device("253:0", "CRYPT-LUKS2-0f0f-disk")
    machine.device("253:1", "LVM-abc", below=("253:0",))
    machine.mount(ROOT)
    machine.check()


def test_a_volume_of_which_one_half_is_open_is_open(machine):
    machine.device("253:0", "CRYPT-LUKS2-0f0f-disk")
    machine.device("8:2")
    machine.device("253:1", "LVM-abc", below=("253:0", "8:2"))
    machine.mount(ROOT)
    assert machine.refused()


@pytest.mark.parametrize("uuid", ["LVM-abc", "mpath-1", None, "XCRYPT-"])
def test_any_other_device_is_open(machine, uuid):
    machine.device("253:1", uuid)
    machine.mount(ROOT)
    assert machine.refused()


def test_what_cannot_be_seen_is_open(machine):
    assert machine.refused()  # no list of mounts
    machine.mount(ROOT)
    assert machine.refused()  # a device that is not told of, as in a container
    machine.mount("garbage", "")
    assert machine.refused()


def test_the_innermost_mount_counts(machine):
    machine.device("253:1", "CRYPT-LUKS2-0f0f-root")
    machine.device("8:9")
    machine.mount(ROOT, at(machine, machine.home, "8:9"))
    assert machine.refused()
    machine.mount(at(machine, machine.home, "253:1"), "22 1 8:9 / / rw - ext4 /dev/sda rw")
    machine.check()


def test_a_folder_of_the_installation_on_a_volume_of_its_own_counts_too(machine):
    machine.device("253:1", "CRYPT-LUKS2-0f0f-root")
    machine.device("8:9")
    machine.mount(ROOT, at(machine, machine.home / "store", "8:9"))
    assert machine.refused()


def test_a_place_whose_name_merely_begins_alike_does_not_count(machine):
    machine.device("253:1", "CRYPT-LUKS2-0f0f-root")
    machine.device("8:9")
    machine.mount(ROOT, at(machine, Path(f"{machine.home}2"), "8:9"))
    machine.check()


def test_a_name_with_a_blank_is_understood(tmp_path):
    (tmp_path / "to ord").mkdir()
    machine = Machine(tmp_path / "to ord")
    machine.device("253:1", "CRYPT-LUKS2-0f0f-root")
    machine.device("8:9")
    machine.mount(ROOT, at(machine, machine.home, "8:9"))
    assert not is_encrypted(machine.home, mounts=machine.mounts, blocks=machine.blocks)


def test_someone_answers_for_it_in_words(machine):
    machine.mount(ROOT)
    words = "Driftsleder svarer for at SAN-et er kryptert."
    assert not machine.refused(volume={"answered_for": words})
    for too_little in (
        {},
        {"answered_for": ""},
        {"answered_for": True},
        {"answered_for": "yes"},
        "yes",
        None,
    ):
        assert machine.refused(volume=too_little)


def test_test_mode_has_no_one_to_protect(machine):
    machine.mount(ROOT)
    machine.check(Mode.TEST)


def test_the_refusal_says_where_and_what_to_do(machine):
    machine.mount(ROOT)
    with pytest.raises(UsageError) as caught:
        machine.check()
    for language in LANGUAGES:
        told = text(caught.value.code, language, **caught.value.parameters)
        assert str(machine.home) in told
        assert "answered_for" in told


@pytest.mark.parametrize("folder", ["tmp", "deliveries"])
def test_scratch_and_deliveries_that_lie_on_an_open_volume_are_refused(machine, folder):
    """Spilled rows and files of a record system hold as much as the store does."""
    machine.device("253:1", "CRYPT-LUKS2-0f0f-root")
    machine.device("8:2")
    machine.mount(ROOT)
    machine.check()
    machine.mount(ROOT, at(machine, machine.home / folder, "8:2"))
    assert machine.refused()


def test_deliveries_may_lie_elsewhere_and_are_looked_at_there(machine, tmp_path):
    machine.device("253:1", "CRYPT-LUKS2-0f0f-root")
    machine.device("8:2")
    machine.mount(ROOT, at(machine, tmp_path / "inn", "8:2"))
    machine.check()
    assert machine.refused(deliveries={"folder": str(tmp_path / "inn")})
