"""The data stewards' pages."""
