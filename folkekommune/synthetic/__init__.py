"""Synthetic deliveries with known truth."""

from __future__ import annotations

from folkekommune.synthetic.generate import Summary, generate

__all__ = ["Summary", "generate"]
