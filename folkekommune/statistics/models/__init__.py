"""Models: one estimator a file, by kept libraries, on plain arrays. Nothing here is protected."""
