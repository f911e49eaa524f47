"""Norwegian identity numbers: series, control digits, the synthetic series."""

from __future__ import annotations

from folkekommune.identity.control_digits import control_digits, control_faults
from folkekommune.identity.numbers import LENGTH, Checked, Fault, Series, check_numbers, parse_numbers
from folkekommune.identity.synthetic_numbers import make_synthetic

__all__ = [
    "LENGTH",
    "Checked",
    "Fault",
    "Series",
    "check_numbers",
    "control_digits",
    "control_faults",
    "make_synthetic",
    "parse_numbers",
]
