"""Similar municipalities: nearest by population, age mix and centrality, worked out by hand."""

from __future__ import annotations

from folkekommune.municipalities.similarity import most_similar, nearest, profiles

PEOPLE = {"a": 1.0, "b": 2.0, "c": 4.0, "d": 5.0}
PLAIN = {name: (value, 0.1, 0.1, 0.1) for name, value in PEOPLE.items()}


def test_the_nearest_by_population_come_first_and_never_oneself():
    assert nearest(PLAIN, "b", centrality={}) == ("a", "c", "d")


def test_of_those_equally_near_the_lower_number_comes_first():
    known = {name: (value, 0.1, 0.1, 0.1) for name, value in (("m", 2.0), ("z", 1.0), ("y", 3.0))}
    assert nearest(known, "m", centrality={}) == ("y", "z")


def test_three_shares_of_ages_together_count_as_much_as_population():
    # Distances in standard deviations: x is one away in population, y one away in every share of ages,
    # z one away in one share alone, and so nearest: its square is a third.
    known = {
        "o": (0.0, 0.0, 0.0, 0.0),
        "x": (1.0, 0.0, 0.0, 0.0),
        "y": (0.0, 1.0, 1.0, 1.0),
        "z": (0.0, 0.0, 0.0, 1.0),
    }
    first, *rest = nearest(known, "o", centrality={})
    assert first == "z"
    assert set(rest) == {"x", "y"}


def test_centrality_decides_where_all_else_is_equal_and_one_without_it_is_compared_without():
    known = dict.fromkeys("abcd", (1.0, 0.1, 0.1, 0.1))
    assert nearest(known, "a", centrality={"a": 1, "b": 6, "c": 2}) == ("d", "c", "b")


def test_every_municipality_has_a_profile_and_larger_towns_are_like_larger_towns():
    assert len(profiles()) == 357
    assert most_similar("9999", most=5) == ()
    near = most_similar("4601", most=3)
    assert "5001" in near
    assert "1151" not in most_similar("4601", most=300)
    assert most_similar("1201", most=3) == near
