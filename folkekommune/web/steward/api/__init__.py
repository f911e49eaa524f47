"""The stewards' work as an API: the same use cases as their pages."""
