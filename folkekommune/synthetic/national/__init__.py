"""A databank of a whole country, for measuring: written straight as a release, without deliveries."""
