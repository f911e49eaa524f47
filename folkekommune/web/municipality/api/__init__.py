"""The dashboard as an API: the same figures, verdicts and measures as its pages."""
