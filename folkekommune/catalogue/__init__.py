"""Databanks, unit types, variables, value domains, code lists, temporality."""
