"""Nothing of a delivery, and no step with data, crosses from one municipality to another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from steward_fakes import ALVER_DELIVERY, BERGEN_DELIVERY, stewardship

from folkekommune.access.users import Grant, User
from folkekommune.errors import PermissionRefused
from folkekommune.services.stewardship import Stewardship

BERGEN, ALVER = "4601", "4631"
OWN = User(1, "b", "B", (Grant("steward", BERGEN),))
OTHERS = (
    User(2, "a", "A", (Grant("steward", ALVER),)),
    User(3, "p", "P", (Grant("planner", BERGEN),)),
    User(4, "r", "R", (Grant("researcher"),)),
    User(5, "s", "S", (Grant("administrator"),)),
    User(6, "k", "K", (Grant("keeper"),)),
    User(7, "c", "C", (Grant("citizen"),)),
)
STEPS: dict[str, Callable[[Stewardship, User], object]] = {
    "deliveries": lambda desk, user: desk.deliveries(user, BERGEN),
    "delivery": lambda desk, user: desk.delivery(user, BERGEN, BERGEN_DELIVERY.identity),
    "releases": lambda desk, user: desk.releases(user, BERGEN),
    "make_release": lambda desk, user: desk.make_release(user, BERGEN),
    "withdraw": lambda desk, user: desk.withdraw(user, BERGEN),
    "publications": lambda desk, user: desk.publications(user, BERGEN),
    "propose": lambda desk, user: desk.propose(user, BERGEN),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("user", OTHERS, ids=lambda user: user.grants[0].role)
def test_no_one_else_sees_or_does_anything(tmp_path: Path, step: str, user: User) -> None:
    done: list[str] = []
    desk = stewardship(tmp_path, done.append, done.append)
    with pytest.raises(PermissionRefused):
        STEPS[step](desk, user)
    assert done == []


def test_another_municipalitys_delivery_is_not_found_under_ones_own(tmp_path: Path) -> None:
    desk = stewardship(tmp_path)
    assert desk.delivery(OWN, BERGEN, ALVER_DELIVERY.identity) is None
    assert desk.deliveries(OWN, BERGEN) == (BERGEN_DELIVERY,)


def test_a_steward_withdraws_their_own_part(tmp_path: Path) -> None:
    done: list[str] = []
    stewardship(tmp_path, withdraw_part=done.append).withdraw(OWN, BERGEN)
    assert done == [BERGEN]
