"""Propose a mapping for an export never seen before, from what its fields are called and what stands in them."""
