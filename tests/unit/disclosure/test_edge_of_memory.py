"""Where another answer begins, along a chain of groups that are nearly alike (decision record 17)."""

from __future__ import annotations

import numpy as np

from folkekommune.disclosure.audit import Audit
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.memory import Memory
from folkekommune.disclosure.nearness import Nearness
from folkekommune.disclosure.noise import NoiseKey

CHAINS, PAIRS = 40, 30


def group(keys: list[int]) -> People:
    fingerprint = sketch = 0
    for key in keys:
        fingerprint ^= key
        sketch ^= 1 << (key & 63)
    return People(len(keys), fingerprint, sketch)


def pairs_with_two_answers(random: np.random.Generator, *, belongs: bool) -> int:
    """Ask for each group of a chain with one person more, if she belongs to it, and without her."""
    audit = Audit(Memory(), Nearness(10, 2, NoiseKey(random.bytes(8))), least=3)
    she, *others = (int(key) for key in random.integers(0, 2**63, 200))
    size, parted = 20, 0
    for _ in range(PAIRS):
        size += int(random.integers(0, 4))
        said = [
            audit.settle(group(keys), [int(random.integers(2**60))], len(keys) + int(random.integers(-3, 4)))
            for keys in (others[:size] + [she] * belongs, others[:size])
        ]
        parted += said[0] != said[1]
    return parted


def test_two_questions_about_the_same_people_fall_apart_as_two_that_differ_by_one_do() -> None:
    random = np.random.default_rng(17)
    lacks, has = (
        sum(pairs_with_two_answers(random, belongs=belongs) for _ in range(CHAINS))
        for belongs in (False, True)
    )
    # By people alone the first would be none at all; with a limit of 8 to 12 it is four fifths of the second.
    assert lacks > 2 * CHAINS
    assert 0.6 < lacks / has < 1.1


def test_what_was_said_in_silence_of_a_question_comes_before_what_was_said_of_others() -> None:
    """Two questions are nearly the plain one; whether an older group is near them too decides nothing."""
    keys = [64 * number + number % 64 for number in range(64)]
    parted = {True: 0, False: 0}
    for draw in range(40):
        for whispering in parted:
            audit = Audit(Memory(), Nearness(10, 2, NoiseKey(bytes([draw] * 8))), least=3)
            audit.settle(group(keys[:30]), [1], 30)
            said = []
            for asked, people in ((2, keys[:40]), (3, keys[:41])):
                if whispering:
                    with audit.in_silence():
                        audit.settle(group(keys[:40]), [4], 40)
                said.append(audit.settle(group(people), [asked], 50 + asked))
            parted[whispering] += said[0] != said[1]
    assert parted[True] == 0
    assert parted[False] > 5


KEYS = [64 * number + number % 64 for number in range(64)]


def asked_with_a_mixture_in_silence(people: int) -> Audit:
    """Ask for some people, and before in silence for a plain group of forty and a mixture that is of ten."""
    audit = Audit(Memory(), Nearness(4, 1, NoiseKey(b"key")), least=3)
    for of, conditions, said in ((40, 4, 41), (10, 5, 13)):
        with audit.in_silence():
            audit.settle(group(KEYS[:of]), [conditions], said)
    audit.settle(group(KEYS[:people]), [6], 60)
    return audit


def test_of_what_was_said_in_silence_the_answer_s_own_is_remembered_and_nothing_else() -> None:
    """A mixture asked for in silence of another question must not be what its own question is told."""
    audit = asked_with_a_mixture_in_silence(people=41)
    later = Audit(audit.said, audit.nearness, least=3)
    assert later.settle(group(KEYS[:39]), [7], 55) == 41
    assert later.settle(group(KEYS[:10]), [8], 9) == 9
    assert [(each.people.count, each.said) for each in audit.groups] == [(40, 41)]


def test_an_answer_that_took_nothing_from_silence_is_remembered_alone() -> None:
    audit = asked_with_a_mixture_in_silence(people=60)
    assert [(each.people.count, each.said) for each in audit.groups] == [(60, 60)]


def test_people_who_differ_by_fewer_than_eight_are_nearly_the_same_in_any_conditions() -> None:
    nearness = Nearness(10, 2, NoiseKey(b"key"))
    keys = [64 * number + number % 64 for number in range(100)]
    for more in range(13):
        near = [nearness.holds(group(keys[:50]), group(keys[: 50 + more]), each) for each in range(200)]
        assert all(near) if more < 8 else not all(near)
        assert not any(near) if more >= 12 else any(near)
