"""Citizen pages; they read published figures only."""
