"""Models: estimators by kept libraries, one file a method, each on plain arrays. Nothing here is protected."""
