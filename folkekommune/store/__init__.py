"""Pseudonymised data at rest: drafts, immutable releases and their serving files."""
