"""Where control data lie is written in the configuration, and nothing else in it is touched."""

from __future__ import annotations

import tomllib

import pytest

from folkekommune.errors import UsageError
from folkekommune.operations.control_setting import with_control

BARE = 'mode = "test"\n\n[municipalities."4601"]\nname = "Bergen"  # her bor vi\n'
OLD = "postgresql://fk@gammel/fk"
NEW = "postgresql://fk@ny/fk?sslmode=verify-full"


def test_a_section_is_added_at_the_end() -> None:
    assert with_control(BARE, NEW) == f'{BARE}\n[control]\ndatabase = "{NEW}"\n'


def test_another_address_takes_the_place_of_the_one_that_is_there() -> None:
    written = f'mode = "test"\n[control] # hvor\n  database = "{OLD}"  # her\n# et ord\n[web]\nlog = 1\n'
    found = with_control(written, NEW)
    assert found == f'mode = "test"\n[control] # hvor\ndatabase = "{NEW}"\n# et ord\n[web]\nlog = 1\n'


def test_without_an_address_they_lie_in_the_home() -> None:
    found = with_control(f'{BARE}[control]\ndatabase = "{OLD}"\n', "")
    assert tomllib.loads(found) == tomllib.loads(BARE) | {"control": {}}
    assert with_control(BARE, "") == BARE


def test_a_setting_of_the_same_name_elsewhere_is_left_alone() -> None:
    written = f'[other]\ndatabase = "x"\n[control]\ndatabase = "{OLD}"\n[last]\ndatabase = "y"\n'
    found = tomllib.loads(with_control(written, NEW))
    assert found == {"other": {"database": "x"}, "control": {"database": NEW}, "last": {"database": "y"}}


@pytest.mark.parametrize(
    "written", [f'control.database = "{OLD}"\n', f'control = {{database = "{OLD}"}}\n', "[control\n"]
)
@pytest.mark.parametrize("address", [NEW, ""])
def test_what_is_written_in_a_way_of_its_own_is_left_to_people(written: str, address: str) -> None:
    with pytest.raises(UsageError) as fault:
        with_control(written, address)
    assert fault.value.code == "control.setting-by-hand"
