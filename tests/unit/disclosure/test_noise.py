"""Sticky draws: the same people and conditions always get the same noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, truncnorm

from folkekommune.disclosure.noise import TRUNCATION, NoiseKey

KEY = NoiseKey(b"a" * 32)


def test_a_draw_is_the_keyed_hash_of_label_and_people() -> None:
    """Worked out with openssl dgst -sha256 -mac HMAC, of the label, a zero byte and eight bytes of 7."""
    assert KEY.uniform64("set", (7,)) == 0x6F73E66EAE145F00
    assert KEY.uniform16("set", (7,)) == 0x6F73


@pytest.mark.parametrize(
    ("label", "fingerprints", "key"),
    [
        ("cond", (7,), KEY),
        ("set", (8,), KEY),
        ("set", (7, 0), KEY),
        ("set", (), KEY),
        ("set", (7,), NoiseKey(b"b" * 32)),
    ],
)
def test_another_label_people_or_key_is_another_draw(label, fingerprints, key) -> None:
    assert key.uniform64(label, fingerprints) != KEY.uniform64("set", (7,))


def test_a_label_cannot_run_into_the_fingerprints() -> None:
    assert KEY.uniform64("a", (0x62 << 56,)) != KEY.uniform64("a\0b", ())


def test_normal_draws_have_the_stated_distribution() -> None:
    """Mean 0, variance 1, cut at three: the normal whose truncation at ±3 has variance 1."""
    draws = np.array([KEY.normal("sum", (number,)) for number in range(20_000)])
    assert abs(draws.mean()) < 0.03
    assert abs(draws.std() - 1) < 0.02
    assert np.abs(draws).max() <= TRUNCATION
    # A standard normal cut at ±3 has variance 0.9733; widening it to sigma gives variance 1.
    sigma = 1.015387
    edge = TRUNCATION / sigma
    assert truncnorm(-edge, edge, scale=sigma).var() == pytest.approx(1, abs=1e-4)
    assert kstest(draws, truncnorm(-edge, edge, scale=sigma).cdf).pvalue > 0.001


def test_normal_draws_have_twelve_decimals() -> None:
    assert all(round(z, 12) == z for z in (KEY.normal("sum", (n,)) for n in range(50)))


def test_the_fuzz_of_a_limit_is_even() -> None:
    draws = [KEY.fuzz(2, (number, 1)) for number in range(10_000)]
    assert set(draws) == {-2, -1, 0, 1, 2}
    assert all(1_800 < draws.count(value) < 2_200 for value in set(draws))
    assert KEY.fuzz(0, (1,)) == 0


def test_secret_stand_ins_hang_on_form_people_and_key() -> None:
    stand_in = KEY.secret_fingerprint("mean > 3", 12)
    assert stand_in == KEY.secret_fingerprint("mean > 3", 12)
    others = {
        KEY.secret_fingerprint("mean > 4", 12),
        KEY.secret_fingerprint("mean > 3", 13),
        NoiseKey(b"c" * 32).secret_fingerprint("mean > 3", 12),
    }
    assert len(others | {stand_in}) == 4
    assert 0 <= stand_in < 2**64
