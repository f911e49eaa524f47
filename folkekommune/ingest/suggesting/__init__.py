"""Propose a mapping for an export never seen before: from names of fields and from what stands in them."""
