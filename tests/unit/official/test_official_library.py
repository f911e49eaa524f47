"""Kept tables: versions that do not change, and what came from where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from official_factories import BANK, KNOWN, OFFICIAL_RECEIPT, at, figure

from folkekommune.errors import InputError, UsageError
from folkekommune.official.figures import WITHHELD, Slot
from folkekommune.official.library import FIGURES, OfficialTables
from folkekommune.official.pending import Pending
from folkekommune.official.shelf import Shelf

RECEIPT = OFFICIAL_RECEIPT
FIRST = {at("4601", 2024): figure(9, 10), Slot(at("4601", 2024).area, 2024, sex="1", years=3): WITHHELD}


@pytest.fixture
def tables(tmp_path) -> OfficialTables:
    return OfficialTables(tmp_path / "official")


def test_what_was_kept_is_read_back(tables):
    kept = tables.keep(RECEIPT, FIRST)
    assert kept.number == 1
    assert tables.read(kept) == FIRST
    assert tables.current() == (kept,)


def test_the_same_file_again_changes_nothing_and_another_is_a_new_version(tables):
    first = tables.keep(RECEIPT, FIRST)
    assert tables.keep(replace(RECEIPT, kept_at="later"), FIRST) == first
    second = tables.keep(replace(RECEIPT, checksum="cd"), {at("4601", 2024): figure(8, 10)})
    assert second.number == 2
    assert tables.current() == (second,)
    assert tables.read(first) == FIRST


def test_removed_is_out_of_use_and_its_number_is_not_used_again(tables):
    tables.keep(RECEIPT, FIRST)
    tables.remove(BANK, "tannhelse_5aar")
    assert tables.current() == ()
    with pytest.raises(UsageError, match="not-kept"):
        tables.remove(BANK, "tannhelse_5aar")
    assert tables.keep(RECEIPT, FIRST).number == 2


def test_figures_that_were_changed_on_disk_are_not_shown(tables, tmp_path):
    kept = tables.keep(RECEIPT, FIRST)
    file = tmp_path / "official" / BANK / kept.code / "1" / FIGURES
    file.chmod(0o600)
    file.write_bytes(file.read_bytes().replace(b"90.0", b"91.0"))
    with pytest.raises(InputError, match="damaged"):
        tables.read(kept)


def test_a_shelf_notices_what_was_kept_and_what_was_removed(tables):
    shelf = Shelf(tables, KNOWN.values)
    assert shelf.table(BANK, RECEIPT.code) is None
    tables.keep(RECEIPT, FIRST)
    found = shelf.table(BANK, RECEIPT.code)
    assert found is not None
    assert found.find(at("4601", 2024)).value == 90
    tables.remove(BANK, RECEIPT.code)
    assert shelf.table(BANK, RECEIPT.code) is None


def test_a_table_read_by_an_older_description_is_not_used(tables):
    tables.keep(replace(RECEIPT, description=7), FIRST)
    assert Shelf(tables, KNOWN.values).table(BANK, RECEIPT.code) is None


def test_a_waiting_file_is_its_owners_alone(tmp_path):
    pending = Pending(tmp_path / "waiting")
    token = pending.lay(3, b"tall")
    assert pending.find(3, token) == b"tall"
    for who, asked in ((4, token), (3, "../" + token), (3, "0" * 64)):
        with pytest.raises(UsageError, match="not-waiting"):
            pending.find(who, asked)
    pending.lay(3, b"andre tall")
    with pytest.raises(UsageError, match="not-waiting"):
        pending.find(3, token)
