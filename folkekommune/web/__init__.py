"""The web interfaces, one folder an audience, and the API."""
