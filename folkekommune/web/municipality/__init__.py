"""The municipal dashboard; it reads published figures only."""
