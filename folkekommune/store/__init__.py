"""Pseudonymised data at rest: drafts of each municipality, and immutable releases of a databank."""
