"""Synthetic deliveries with known truth."""
