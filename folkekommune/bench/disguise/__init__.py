"""Deliveries made to look like those of record systems never seen before, with what is what known."""
