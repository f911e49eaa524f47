"""Protected tables at rest, with release date and definition version."""
