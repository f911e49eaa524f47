"""What a crowd saw, and how memory went, judged on made-up answers counted by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from folkekommune.bench.site.answering import one_of_each_shape
from folkekommune.bench.site.answers import DONE, PAGE, PART, SENT, UNDER_WAY, Asked, Visited
from folkekommune.bench.site.fifty import FIFTY, figures_of
from folkekommune.bench.site.memory import course
from folkekommune.bench.site.visitor import links


def seen(*, faults: tuple[Asked, ...] = (), runs: dict[str, int] | None = None) -> Visited:
    """Make up a hundred pages, of which the slowest took a second and the quickest a hundredth."""
    pages = [Asked(PAGE, hundredth / 100) for hundredth in range(1, 101)]
    return Visited([*pages, Asked(PART, 30.0), *faults], Counter(runs or {DONE: 3}), 20)


def test_fifty_are_fifty_and_twenty_run_scripts() -> None:
    assert (sum(FIFTY.values()), FIFTY["researcher"]) == (50, 20)


def test_the_slowest_twentieth_is_left_out_and_looks_at_a_run_are_no_pages() -> None:
    assert seen().within(PAGE, SENT) == pytest.approx(0.96)
    assert seen().within(PART) == 30.0
    assert Visited().within(PAGE) == float("inf")  # nobody saw anything: that is not quick


def test_a_fault_and_a_run_without_a_result_are_counted() -> None:
    found = seen(faults=(Asked(PAGE, 0.1, "500"), Asked(SENT, 0.1, "ReadTimeout")), runs={"no result": 2})
    assert found.faults == Counter({"run no result": 2, "page 500": 1, "sent ReadTimeout": 1})
    assert not seen(runs={DONE: 5, UNDER_WAY: 4}).faults  # the end of the time is no fault
    faults, _ = figures_of("soak", found, seconds=600, scale=1)
    assert (faults.figure, faults.holds) == (4, False)


@pytest.mark.parametrize(("slowdown", "holds"), [(1.0, True), (1.2, False)])
def test_pages_must_come_within_a_second(slowdown: float, holds: bool) -> None:
    slowed = Visited([Asked(PAGE, slowdown * each.seconds) for each in seen().asked if each.kind == PAGE])
    _, pages = figures_of("soak", slowed, seconds=600, scale=1)
    assert pages.holds is holds


def test_memory_that_fills_once_is_flat_and_memory_that_leaks_is_not() -> None:
    filled = course([(second, min(100.0 + second, 200.0)) for second in range(600)])
    assert (filled.begin, filled.end, filled.slope) == (pytest.approx(129.5), 200.0, pytest.approx(0.0))
    # A hundredth of a megabyte a second is 0.6 a minute.
    assert course([(second, 100 + second / 100) for second in range(600)]).slope == pytest.approx(0.6)


def test_links_to_follow_are_pages_of_the_same_audience() -> None:
    page = """<a href="/nb/sted/4601">Bergen</a> <a href="/nb/logg-inn">Logg inn</a>
        <a href="/nn/">Nynorsk</a> <a href="/nb/apne-data/x.csv">fil</a>
        <a href="/nb/sporsmal?kommune=4601">x</a>
        <a href="/nb/tall/a&amp;b">tall</a> <a href="https://example.org/nb/">ut</a>"""
    assert links(page, "/nb/") == ["/nb/sted/4601", "/nb/tall/a&b"]
    assert links('<a href="/nb/kommune/4601/tema/sovn">', "/nb/kommune/4601/") == [
        "/nb/kommune/4601/tema/sovn"
    ]


def test_pages_that_differ_in_a_code_alone_have_one_shape() -> None:
    pages = ["/nb/", "/nb/sporsmal", "/nb/sporsmal/a/4601", "/nb/sporsmal/b/4624", "/nb/sted/4601"]
    assert one_of_each_shape(pages, "/nb/") == [pages[0], pages[1], pages[2], pages[4]]
