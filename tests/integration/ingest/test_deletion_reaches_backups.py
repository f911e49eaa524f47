"""What was deleted cannot be read: not in the home, and not in a backup of it with the keys there are now."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from delivery_factory import PACKAGE, Visit, number, write_reports

from folkekommune.bootstrap import Wiring
from folkekommune.errors import InputError, UsageError
from folkekommune.ingest.loading.quarantine import open_quarantine, quarantine_file
from folkekommune.ingest.persons import vault as vault_module
from folkekommune.ingest.persons.keeping import Keeping
from folkekommune.ingest.persons.vault import Vault, write_sealed
from folkekommune.keys import create_keys, load_keys
from folkekommune.keys.file_keys import FileKeys
from folkekommune.settings import Home, Installation, Mode, MunicipalitySettings
from folkekommune.store.draft import Draft

DATABANK = PACKAGE.databank.name
BOY, GIRL = number("2018-03-05"), number("2018-02-05", 502)
CANARY = "K-KANARIFUGL-7"


class House:
    """An installation that deletes earlier readings at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home(folder / "home")
        self.home.root.mkdir(parents=True)
        self.keys = create_keys(self.home.keys)
        installation = Installation(
            self.home,
            mode=Mode.TEST,
            municipalities=(MunicipalitySettings("4601", "Bergen"),),
            extra={"retention": {"readings_days": 0}},
        )
        self.wiring = Wiring(installation, self.keys)
        package = folder / "package"
        shutil.copytree(PACKAGE.folder, package)
        self.mapping = package / "mappings" / "bred_csv.toml"
        self.wiring.__dict__["packages"] = {DATABANK: replace(PACKAGE, folder=package)}
        visits = [
            Visit(CANARY, BOY, cells={"Ammestatus": "Fullammet", "Vekt (kg)": "5100"}),
            Visit("K-2", GIRL, cells={"Ammestatus": "finnes ikke"}),
        ]
        self.delivery = write_reports(folder / "delivery", {"U6": visits})

    def load(self) -> str:
        """Load the delivery, with the mapping as it is; give its identity."""
        return self.wiring.intake.load(self.delivery, databank=DATABANK).identity

    def correct_the_mapping(self) -> None:
        """Change the mapping, so that the same files are read again."""
        with self.mapping.open("a", encoding="utf-8") as stream:
            stream.write("\n# rettet\n")

    def copy(self, name: str) -> Path:
        """Copy the whole home."""
        return shutil.copytree(self.home.root, self.folder / name)

    def backup_with_todays_keys(self, backup: Path) -> Home:
        """Put the keys there are now in the place of the backup's."""
        shutil.rmtree(backup / "keys")
        shutil.copytree(self.home.keys, backup / "keys")
        return Home(backup)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def what_opens(home: Home, identities: list[str]) -> set[str]:
    """Try everything sealed in a home through the product; tell what can be read."""
    keys, found = load_keys(home.keys), set()
    for at, identity in enumerate(identities):
        try:
            log = open_quarantine(quarantine_file(home.vault, DATABANK, "4601", identity=identity), keys)
            assert CANARY in log.sources["source"].to_pylist()
            found.add(f"log {at}")
        except (UsageError, FileNotFoundError):
            pass
    try:
        numbers = Vault(home.vault, keys, lambda _: None).open_linkage("load")
        found |= {"linkage"} if numbers.numbers_of([int(BOY)]) else set()
    except UsageError:
        pass
    for at, folder in enumerate(sorted((home.store / DATABANK / "drafts" / "4601" / "deliveries").iterdir())):
        try:
            alone = home.root.parent / f"alone-{home.root.name}-{at}"
            shutil.copytree(folder, alone / "deliveries" / folder.name)
            (record,) = Draft(alone, keys).everything()
            assert record.summary["rows"] == 2
            found.add(f"summary {at}")
        except InputError:
            pass
    return found


def keys_that_fit(home: Home) -> int:
    """Try every key there is on every sealed file of the vault and the store; count those that fit one."""
    master = load_keys(home.keys)
    keys = [master.unseal(f.read_bytes(), f"file key {f.stem}") for f in (home.keys / "files").iterdir()]
    keys.append(master.master)
    files = [*home.vault.rglob("*.sealed"), *home.store.rglob("*.sealed")]
    fitting = 0
    for content in (file.read_bytes() for file in files):
        for key in keys:
            for purpose in _purposes(files):
                try:
                    AESGCM(key).decrypt(content[20:32], content[32:], purpose)
                    fitting += 1
                except InvalidTag:
                    continue
    return fitting


def _purposes(files: list[Path]) -> set[bytes]:
    stems = {file.stem for file in files}
    logs = {f"vault/quarantine/{DATABANK}/4601/{stem}".encode() for stem in stems}
    return logs | {f"store/summary/{stem}".encode() for stem in stems} | {b"vault/linkage"}


def test_nothing_of_a_deleted_reading_can_be_read_in_a_backup(house):
    first = house.load()
    backup = house.copy("backup")
    control = house.copy("control")
    house.correct_the_mapping()
    second = house.load()
    assert first != second
    deleted = house.wiring.releasing.apply_retention(DATABANK)
    assert deleted.readings == {"4601": 1}
    # The control: before the deletion, with the keys of then, all of it could be read.
    assert what_opens(Home(control), [first, second]) == {"log 0", "linkage", "summary 0"}
    assert keys_that_fit(Home(control)) == 3
    # After it, with the keys of now, the log and the summary cannot; who is who is what it was.
    assert what_opens(house.backup_with_todays_keys(backup), [first, second]) == {"linkage"}
    assert keys_that_fit(Home(backup)) == 1
    # What was not deleted is where it was, and no key is left over.
    assert what_opens(house.home, [first, second]) == {"log 1", "linkage", "summary 0"}
    assert len(list((house.home.keys / "files").iterdir())) == 3


def test_who_was_who_cannot_be_read_in_a_backup_once_it_has_changed(house):
    first = house.load()
    backup, control = house.copy("backup"), house.copy("control")
    Keeping(house.wiring.vault, house.wiring.store).rotate()
    assert "linkage" in what_opens(Home(control), [first])
    assert what_opens(house.backup_with_todays_keys(backup), [first]) == {"log 0", "summary 0"}
    assert what_opens(house.home, [first]) == {"log 0", "linkage", "summary 0"}


def test_no_file_of_the_home_or_its_backup_tells_of_it_in_the_open(house):
    """Neither the record system's id of a visit nor an identity number; bulk files hold no id at all."""
    house.load()
    backup = house.copy("backup")
    for file in (file for file in backup.rglob("*") if file.is_file()):
        content = file.read_bytes()
        for secret in (CANARY, BOY, GIRL, '"rows"'):
            assert secret.encode() not in content, file.name


def test_a_process_that_dies_before_it_destroys_the_old_key_leaves_it_to_the_next(house, monkeypatch):
    class KilledError(BaseException):
        pass

    def die(*_):
        raise KilledError

    file = house.home.vault / "linkage.sealed"
    write_sealed(file, b"gammel", house.keys, purpose="p")
    before = file.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(vault_module.FileKeys, "destroy", die)
        with pytest.raises(KilledError):
            write_sealed(file, b"ny", house.keys, purpose="p")
    files = FileKeys(house.keys)
    assert files.unseal(file.read_bytes(), "p") == b"ny"
    assert files.unseal(before, "p") == b"gammel"
    files.keep_only((house.home.vault, house.home.store))
    assert files.unseal(file.read_bytes(), "p") == b"ny"
    with pytest.raises(Exception, match="file key"):
        files.unseal(before, "p")


def test_a_write_that_fails_keeps_the_file_and_its_key(house, monkeypatch):
    file = house.home.vault / "linkage.sealed"
    write_sealed(file, b"gammel", house.keys, purpose="p")

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("folkekommune.ingest.persons.vault.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_sealed(file, b"ny", house.keys, purpose="p")
    assert FileKeys(house.keys).unseal(file.read_bytes(), "p") == b"gammel"
