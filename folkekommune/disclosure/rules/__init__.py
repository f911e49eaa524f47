"""One disclosure rule a file; the order stands in ``disclosure/policy.py``."""
