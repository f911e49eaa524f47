"""Probability distributions and their like, as the script language names them: arrays in, arrays out.

Built on scipy's special functions. A parameter outside its domain gives nan, which engines make missing;
where microdata.no states a value instead (0 for F with a negative number of degrees of freedom), that is
given. Every engine calls these same functions, so that they agree to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]

_LOG_2 = math.log(2.0)

LARGEST_SHIFT = 10_000.0
"""Largest non-centrality (of t: its square): series of so many terms are summed. The domain of Stata."""

LARGEST_DEGREES = 1e6
"""Most degrees of freedom of a non-central distribution."""

LARGEST_VALUE = 1e10
"""Largest value of a non-central variable."""


@dataclass(frozen=True)
class Distribution:
    """A function of numbers.

    :param compute: takes arrays of one length.
    :param arguments: how many numbers it takes, :param defaults: those of the last ones.
    """

    compute: Callable[..., Array]
    arguments: int
    defaults: tuple[float, ...] = ()

    def __call__(self, *columns: Array) -> Array:
        """Compute without warnings; nan where there is no value."""
        with np.errstate(all="ignore"):
            return np.asarray(self.compute(*columns), dtype=np.float64)


def _where(valid: NDArray[np.bool_], value: Array, otherwise: float = math.nan) -> Array:
    return np.where(valid, value, otherwise)


def _bounded(compute: Callable[..., Array], *, shift_of_t: bool = False) -> Callable[..., Array]:
    """Refuse what would take long: the last number is a non-centrality, those between are degrees."""
    largest = math.sqrt(LARGEST_SHIFT) if shift_of_t else LARGEST_SHIFT

    def inside(x: Array, *parameters: Array) -> Array:
        *degrees, shift = parameters
        valid = (np.abs(x) <= LARGEST_VALUE) & (np.abs(shift) <= largest)
        for each in degrees:
            valid &= (each > 0) & (each <= LARGEST_DEGREES)
        return compute(*(np.where(valid, each, math.nan) for each in (x, *parameters)))

    return inside


# --- binomial ----------------------------------------------------------------------------------------------


def _binomial(n: Array, k: Array, p: Array) -> Array:
    n, k = np.floor(n), np.floor(k)
    value = np.where(k < 0, 0.0, np.where(k >= n, 1.0, special.betaincc(k + 1, n - k, p)))
    return _where(_chance(n, p), value)


def _binomial_tail(n: Array, k: Array, p: Array) -> Array:
    n, k = np.floor(n), np.floor(k)
    value = np.where(k <= 0, 1.0, np.where(k > n, 0.0, special.betainc(k, n - k + 1, p)))
    return _where(_chance(n, p), value)


def _binomial_point(n: Array, k: Array, p: Array) -> Array:
    n, k = np.floor(n), np.floor(k)
    within = np.clip(k, 0, np.maximum(n, 0))
    size = special.gammaln(n + 1) - special.gammaln(within + 1) - special.gammaln(n - within + 1)
    value = np.exp(size + special.xlogy(within, p) + special.xlog1py(n - within, -p))
    return _where(_chance(n, p), np.where((k >= 0) & (k <= n), value, 0.0))


def _chance(n: Array, p: Array) -> NDArray[np.bool_]:
    return (n >= 0) & (p >= 0) & (p <= 1)


# --- normal and t ------------------------------------------------------------------------------------------


def _normal_density(x: Array, mean: Array, spread: Array) -> Array:
    z = (x - mean) / spread
    return _where(spread > 0, np.exp(-z * z / 2) / (spread * math.sqrt(2 * math.pi)))


def _t_density(x: Array, v: Array) -> Array:
    size = special.gammaln((v + 1) / 2) - special.gammaln(v / 2) - special.xlogy(0.5, math.pi * v)
    return _where(v > 0, np.exp(size - special.xlog1py((v + 1) / 2, x * x / v)))


def _t(x: Array, v: Array) -> Array:
    return _where(v > 0, special.stdtr(v, x))


def _inverse_t(p: Array, v: Array) -> Array:
    return _where((v > 0) & (p > 0) & (p < 1), special.stdtrit(v, p))


def _noncentral_t(x: Array, v: Array, shift: Array) -> Array:
    return _where(v > 0, special.nctdtr(v, shift, x))


def _noncentral_t_tail(x: Array, v: Array, shift: Array) -> Array:
    return 1 - _noncentral_t(x, v, shift)


def _noncentral_t_density(x: Array, v: Array, shift: Array) -> Array:
    y = shift * x / np.sqrt(v + x * x)
    z = y * y / 2
    even = np.exp(special.gammaln((v + 1) / 2) - special.gammaln(v / 2))
    odd = y * v / math.sqrt(2)
    series = even * special.hyp1f1((v + 1) / 2, 0.5, z) + odd * special.hyp1f1(v / 2 + 1, 1.5, z)
    size = np.exp(special.xlogy(v / 2, v) - special.xlogy((v + 1) / 2, v + x * x) - shift * shift / 2)
    direct = size / math.sqrt(math.pi) * series
    # Where the two series nearly cancel, the difference of two distributions is more exact.
    wider = special.nctdtr(v + 2, shift, x * np.sqrt(1 + 2 / v))
    difference = v / x * (wider - special.nctdtr(v, shift, x))
    value = np.where((y < 0) & (z > 1), difference, direct)
    return _where(v > 0, np.maximum(value, 0.0))


def _inverse_noncentral_t_tail(p: Array, v: Array, shift: Array) -> Array:
    return _where((v > 0) & (p > 0) & (p < 1), special.nctdtrit(v, shift, 1 - p))


# --- F -----------------------------------------------------------------------------------------------------


def _f(x: Array, v1: Array, v2: Array, _shift: Array) -> Array:
    value = np.where(x <= 0, 0.0, special.fdtr(v1, v2, np.maximum(x, 0)))
    return np.where(v2 < 0, 0.0, _where((v1 > 0) & (v2 > 0), value))


def _f_tail(x: Array, v1: Array, v2: Array, _shift: Array) -> Array:
    value = np.where(x <= 0, 1.0, special.fdtrc(v1, v2, np.maximum(x, 0)))
    return np.where(v2 < 0, 1.0, _where((v1 > 0) & (v2 > 0), value))


def _f_density(x: Array, v1: Array, v2: Array) -> Array:
    return _noncentral_f_density(x, v1, v2, np.zeros_like(x))


def _inverse_f(p: Array, v1: Array, v2: Array) -> Array:
    return _where((v1 > 0) & (v2 > 0) & (p >= 0) & (p < 1), special.fdtri(v1, v2, p))


def _inverse_f_tail(p: Array, v1: Array, v2: Array) -> Array:
    return _inverse_f(1 - p, v1, v2)


def _noncentral_f(x: Array, v1: Array, v2: Array, shift: Array) -> Array:
    value = np.where(x <= 0, 0.0, special.ncfdtr(v1, v2, np.maximum(shift, 0), np.maximum(x, 0)))
    return np.where(shift < 0, 0.0, _where((v1 > 0) & (v2 > 0), value))


def _noncentral_f_tail(x: Array, v1: Array, v2: Array, shift: Array) -> Array:
    value = 1 - _noncentral_f(x, v1, v2, np.maximum(shift, 0))
    return np.where(shift < 0, 1.0, value)


def _noncentral_f_density(x: Array, v1: Array, v2: Array, shift: Array) -> Array:
    ratio = v1 * np.maximum(x, 0) / v2
    size = special.xlogy(v1 / 2, v1 / v2) + special.xlogy(v1 / 2 - 1, x) - special.betaln(v1 / 2, v2 / 2)
    size = size - special.xlog1py((v1 + v2) / 2, ratio) - shift / 2
    series = special.hyp1f1((v1 + v2) / 2, v1 / 2, np.maximum(shift, 0) / 2 * ratio / (1 + ratio))
    valid = (v1 > 0) & (v2 > 0) & (shift >= 0)
    return _where(valid, np.where(x < 0, 0.0, np.exp(size) * series))


def _inverse_noncentral_f_tail(p: Array, v1: Array, v2: Array, shift: Array) -> Array:
    valid = (v1 > 0) & (v2 > 0) & (shift >= 0) & (p > 0) & (p <= 1)
    return _where(valid, special.ncfdtri(v1, v2, shift, 1 - p))


# --- chi-square --------------------------------------------------------------------------------------------


def _chi2(x: Array, v: Array) -> Array:
    value = np.where(x <= 0, 0.0, special.chdtr(v, np.maximum(x, 0)))
    return np.where(v < 0, 0.0, _where(v > 0, value))


def _chi2_tail(x: Array, v: Array) -> Array:
    value = np.where(x <= 0, 1.0, special.chdtrc(v, np.maximum(x, 0)))
    return np.where(v < 0, 1.0, _where(v > 0, value))


def _chi2_density(x: Array, v: Array) -> Array:
    value = np.exp(special.xlogy(v / 2 - 1, x) - x / 2 - special.gammaln(v / 2) - v / 2 * _LOG_2)
    return _where(v > 0, np.where(x < 0, 0.0, value))


def _inverse_chi2(p: Array, v: Array) -> Array:
    return _where((v > 0) & (p >= 0) & (p < 1), special.chdtri(v, 1 - p))


def _inverse_chi2_tail(p: Array, v: Array) -> Array:
    return _where((v > 0) & (p > 0) & (p <= 1), special.chdtri(v, p))


def _noncentral_chi2(x: Array, v: Array, shift: Array) -> Array:
    value = np.where(x <= 0, 0.0, special.chndtr(np.maximum(x, 0), v, shift))
    return _where((v > 0) & (shift >= 0), value)


def _noncentral_chi2_tail(x: Array, v: Array, shift: Array) -> Array:
    return 1 - _noncentral_chi2(x, v, shift)


def _noncentral_chi2_density(x: Array, v: Array, shift: Array) -> Array:
    root = np.sqrt(shift * x)
    bessel = special.ive(v / 2 - 1, root)
    shape = special.xlogy((v - 2) / 4, x / shift)
    value = np.exp(shape - (x + shift) / 2 + root) * bessel / 2
    value = np.where(shift == 0, _chi2_density(x, v), np.where(x < 0, 0.0, value))
    return _where((v > 0) & (shift >= 0), value)


# --- beta --------------------------------------------------------------------------------------------------


def _beta_density(x: Array, a: Array, b: Array) -> Array:
    value = np.exp(special.xlogy(a - 1, x) + special.xlog1py(b - 1, -x) - special.betaln(a, b))
    return _where((a > 0) & (b > 0), np.where((x < 0) | (x > 1), 0.0, value))


def _beta(x: Array, a: Array, b: Array) -> Array:
    return _where((a > 0) & (b > 0), special.betainc(a, b, np.clip(x, 0, 1)))


def _beta_tail(x: Array, a: Array, b: Array) -> Array:
    return _where((a > 0) & (b > 0), special.betaincc(a, b, np.clip(x, 0, 1)))


def _inverse_beta(p: Array, a: Array, b: Array) -> Array:
    return _where((a > 0) & (b > 0) & (p >= 0) & (p <= 1), special.betaincinv(a, b, p))


def _inverse_beta_tail(p: Array, a: Array, b: Array) -> Array:
    return _where((a > 0) & (b > 0) & (p >= 0) & (p <= 1), special.betainccinv(a, b, p))


# --- counting ----------------------------------------------------------------------------------------------


def _log_factorial(x: Array) -> Array:
    return _where(x >= 0, special.gammaln(x + 1))


def _combinations(n: Array, k: Array) -> Array:
    whole = (n >= 0) & (k >= 0) & (k <= n) & (n == np.floor(n)) & (k == np.floor(k))
    return _where(whole, np.round(special.binom(n, k)))


DISTRIBUTIONS: Mapping[str, Distribution] = {
    "binomial": Distribution(_binomial, 3),
    "binomialp": Distribution(_binomial_point, 3),
    "binomialtail": Distribution(_binomial_tail, 3),
    "normal": Distribution(special.ndtr, 1),
    "normalden": Distribution(_normal_density, 3, (0.0, 1.0)),
    "t": Distribution(_t, 2),
    "tden": Distribution(_t_density, 2),
    "ttail": Distribution(lambda x, v: _t(-x, v), 2),
    "invt": Distribution(_inverse_t, 2),
    "invttail": Distribution(lambda p, v: _inverse_t(1 - p, v), 2),
    "nt": Distribution(_bounded(_noncentral_t, shift_of_t=True), 3),
    "ntden": Distribution(_bounded(_noncentral_t_density, shift_of_t=True), 3, (0.0,)),
    "nttail": Distribution(_bounded(_noncentral_t_tail, shift_of_t=True), 3),
    "invnttail": Distribution(_bounded(_inverse_noncentral_t_tail, shift_of_t=True), 3),
    "F": Distribution(_f, 4, (0.0,)),
    "Fden": Distribution(_f_density, 3),
    "Ftail": Distribution(_f_tail, 4, (0.0,)),
    "invF": Distribution(_inverse_f, 3),
    "invFtail": Distribution(_inverse_f_tail, 3),
    "nF": Distribution(_bounded(_noncentral_f), 4),
    "nFden": Distribution(_bounded(_noncentral_f_density), 4),
    "nFtail": Distribution(_bounded(_noncentral_f_tail), 4),
    "invnFtail": Distribution(_bounded(_inverse_noncentral_f_tail), 4),
    "chi2": Distribution(_chi2, 2),
    "chi2den": Distribution(_chi2_density, 2),
    "chi2tail": Distribution(_chi2_tail, 2),
    "invchi2": Distribution(_inverse_chi2, 2),
    "invchi2tail": Distribution(_inverse_chi2_tail, 2),
    "nchi2": Distribution(_bounded(_noncentral_chi2), 3),
    "nchi2den": Distribution(_bounded(_noncentral_chi2_density), 3),
    "nchi2tail": Distribution(_bounded(_noncentral_chi2_tail), 3),
    "betaden": Distribution(_beta_density, 3),
    "ibeta": Distribution(_beta, 3),
    "ibetatail": Distribution(_beta_tail, 3),
    "invibeta": Distribution(_inverse_beta, 3),
    "invibetatail": Distribution(_inverse_beta_tail, 3),
    "lnfactorial": Distribution(_log_factorial, 1),
    "comb": Distribution(_combinations, 2),
}
"""By name in the language; the missing λ of ``ntden``, and of the central F, counts as 0."""
